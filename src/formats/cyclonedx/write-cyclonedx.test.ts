import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { BillComponent, BillOfMaterials } from '../bill-of-materials.ts';
import { readJsonObjectText } from '../json-text.ts';
import { readCycloneDxJson } from './read-cyclonedx.ts';
import { SAMPLE_BILL, SAMPLE_FACTS } from './testing/sample-bill.ts';
import { renderCycloneDx } from './write-cyclonedx.ts';

const write = (bill: BillOfMaterials, version: '1.6' | '1.7' = '1.6') =>
  JSON.parse(JSON.stringify(renderCycloneDx(bill, { ...SAMPLE_FACTS, version }))) as Record<string, unknown>;
const read = (document: object) =>
  readCycloneDxJson(readJsonObjectText(JSON.stringify(document), { what: 'CycloneDX' }));

for (const version of ['1.6', '1.7'] as const) {
  test(`what is written as ${version} is read back as it was`, () => {
    const back = read(write(SAMPLE_BILL, version));
    assert.equal(back.format, `CycloneDX ${version} JSON`);
    const bare = back.components.map((one) => {
      const { line, ...rest } = one;
      assert.equal(line, 1);
      return rest;
    });
    assert.deepEqual(
      bare,
      SAMPLE_BILL.components.map((one) => {
        const rest: Record<string, unknown> = { ...one };
        delete rest['requested'];
        return rest;
      }),
    );
    assert.deepEqual([...back.dependencies], [...SAMPLE_BILL.dependencies]);
  });
}

test('the document says what it is, when and by what it was made; what is unknown is absent', () => {
  const document = write(SAMPLE_BILL);
  assert.equal(document['serialNumber'], 'urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79');
  assert.deepEqual(document['metadata'], {
    timestamp: '2026-01-02T03:04:05.000Z',
    tools: { components: [{ type: 'application', name: 'Gatehouse', version: '0.1.0' }] },
    component: { type: 'application', 'bom-ref': 'project', name: 'shop', version: '1.0.0' },
  });
  assert.deepEqual((document['components'] as readonly object[]).at(-1), {
    type: 'library',
    'bom-ref': 'pkg:npm/open',
    name: 'open',
    purl: 'pkg:npm/open',
    properties: [{ name: 'gatehouse:requested', value: '^1.0.0' }],
  });
});

test('a vulnerability has its ratings and what it affects, and no analysis, which nobody made', () => {
  assert.deepEqual(write(SAMPLE_BILL)['vulnerabilities'], [
    {
      id: 'CVE-2024-0001',
      source: { name: 'records' },
      references: [{ id: 'GHSA-aaaa-bbbb-cccc', source: { name: 'records' } }],
      ratings: [
        {
          score: 9.8,
          severity: 'critical',
          method: 'CVSSv31',
          vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
        },
      ],
      description: 'Tides rise',
      recommendation: 'Upgrade tide to 1.2.0',
      advisories: [{ url: 'https://advisories.example/GHSA-aaaa-bbbb-cccc' }],
      affects: [{ ref: 'pkg:npm/tide@1.1.0', versions: [{ version: '1.1.0', status: 'affected' }] }],
      properties: [{ name: 'gatehouse:kind', value: 'vulnerability' }],
    },
    {
      id: 'MAL-2026-1',
      source: { name: 'records' },
      ratings: [{ severity: 'critical' }],
      affects: [{ ref: 'pkg:npm/open', versions: [{ version: '1', status: 'unknown' }] }],
    },
  ]);
});

test("a licence is an id of the list, an expression of such, or somebody's own words", () => {
  const licenceOf = (licence: string) => {
    const component: BillComponent = { isSubject: false, name: 'a', scope: 'unknown', digests: {}, licence };
    const document = write({ ...SAMPLE_BILL, components: [component], dependencies: new Map() });
    return (document['components'] as readonly { readonly licenses: unknown }[])[0]?.licenses;
  };
  assert.deepEqual(licenceOf('MIT'), [{ license: { id: 'MIT' } }]);
  for (const expression of ['MIT OR Apache-2.0', '(MIT AND LicenseRef-acme)', 'GPL-2.0+ OR ISC'])
    assert.deepEqual(licenceOf(expression), [{ expression }]);
  for (const name of ['MIT/Apache-2.0', 'mit', 'SEE LICENSE IN x', 'MIT, ours'])
    assert.deepEqual(licenceOf(name), [{ license: { name } }]);
});

test('further subjects stand within the first', () => {
  const subjects = ['a', 'b', 'c'].map((name): BillComponent => ({
    ref: name,
    isSubject: true,
    name,
    scope: 'unknown',
    digests: {},
  }));
  const { metadata, components } = write({ ...SAMPLE_BILL, components: subjects, dependencies: new Map() });
  assert.deepEqual(components, []);
  assert.deepEqual((metadata as { readonly component: unknown }).component, {
    type: 'application',
    'bom-ref': 'a',
    name: 'a',
    components: [
      { type: 'application', 'bom-ref': 'b', name: 'b' },
      { type: 'application', 'bom-ref': 'c', name: 'c' },
    ],
  });
});
