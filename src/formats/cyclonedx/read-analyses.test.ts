import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isGatehouseError } from '../../kernel/errors.ts';
import { readVex } from '../vex/read-vex.ts';
import type { VexStatement } from '../vex/vex-statement.ts';

const SERIAL = '3e671687-395b-41f5-a30f-a58921a69b79';

const COMPONENTS = [
  { type: 'library', 'bom-ref': 'a', name: 'tide', version: '1.0.0', purl: 'pkg:npm/tide@1.0.0?vcs_url=x' },
  { type: 'library', 'bom-ref': 'b', name: 'wave', version: '2.0.0', purl: 'pkg:npm/wave' },
  { type: 'library', 'bom-ref': 'c', name: 'unknown' },
  {
    type: 'library',
    'bom-ref': 'outer',
    name: 'outer',
    components: [{ type: 'library', 'bom-ref': 'inner', name: 'reef', purl: 'pkg:npm/reef@3.0.0' }],
  },
];

const bill = (vulnerability: object, more: object = {}) =>
  JSON.stringify({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${SERIAL}`,
    version: 3,
    metadata: {
      timestamp: '2026-01-01T00:00:00Z',
      authors: [{ name: 'Ada' }],
      component: { type: 'application', 'bom-ref': 'app', name: 'shop' },
    },
    components: COMPONENTS,
    vulnerabilities: [vulnerability],
    ...more,
  });

const VULNERABILITY = {
  id: 'CVE-2026-1',
  source: { name: 'somebody' },
  references: [{ id: 'GHSA-aaaa-bbbb-cccc', source: { name: 'another' } }],
  analysis: {
    state: 'not_affected',
    justification: 'code_not_reachable',
    detail: 'nobody calls it',
    firstIssued: '2026-01-02T00:00:00Z',
    lastUpdated: '2026-01-03T00:00:00Z',
  },
  affects: [{ ref: 'a' }],
};

const read = (vulnerability: object, more: object = {}) => readVex(bill(vulnerability, more), 'bom.json');
const purls = (statements: readonly VexStatement[]) =>
  statements.map(({ status, products }) =>
    [status, ...products.map(({ purl, subcomponents }) => subcomponents[0] ?? purl)].join(' '),
  );
const affecting = (...affects: readonly object[]) => {
  const { statements, unrecognised } = read({ ...VULNERABILITY, affects });
  return [...purls(statements), unrecognised];
};

test('an analysis with all its names, reasons and times; whose database names it first does not matter', () => {
  assert.deepEqual(read(VULNERABILITY), {
    format: 'CycloneDX 1.6 JSON',
    id: `urn:uuid:${SERIAL}`,
    version: '3',
    issuedAt: Date.UTC(2026, 0, 1),
    author: 'Ada',
    statements: [
      {
        vulnerabilities: ['CVE-2026-1', 'GHSA-aaaa-bbbb-cccc'],
        products: [{ purl: 'pkg:generic/shop', subcomponents: ['pkg:npm/tide@1.0.0'] }],
        status: 'not_affected',
        justification: 'vulnerable_code_not_in_execute_path',
        impact: 'nobody calls it',
        at: Date.UTC(2026, 0, 3),
      },
    ],
    unrecognised: 0,
  });
});

test('each state is a status', () => {
  const statusOf = (state: string) => read({ ...VULNERABILITY, analysis: { state } }).statements[0]?.status;
  const states = ['resolved', 'resolved_with_pedigree', 'exploitable', 'in_triage', 'false_positive'];
  assert.deepEqual(states.map(statusOf), [
    'fixed',
    'fixed',
    'affected',
    'under_investigation',
    'not_affected',
  ]);
});

test('a justification that the five labels lack is told in words, and what to do is kept', () => {
  const analysis = { state: 'not_affected', justification: 'requires_configuration', detail: 'off here' };
  const [said] = read({ ...VULNERABILITY, analysis, recommendation: 'leave it off' }).statements;
  assert.deepEqual(
    [said?.justification, said?.impact, said?.action],
    [undefined, 'requires configuration: off here', 'leave it off'],
  );
  const [exploited] = read({
    ...VULNERABILITY,
    analysis: { state: 'exploitable', response: ['will_not_fix'] },
  }).statements;
  assert.equal(exploited?.action, 'will not fix');
});

test('refs lead to components, nested ones and the subject too; a version beside the purl counts', () => {
  assert.deepEqual(affecting({ ref: 'b' }), ['not_affected pkg:npm/wave@2.0.0', 0]);
  assert.deepEqual(affecting({ ref: 'inner' }), ['not_affected pkg:npm/reef@3.0.0', 0]);
  assert.deepEqual(affecting({ ref: 'app' }), ['not_affected pkg:generic/shop', 0]);
  assert.deepEqual(affecting({ ref: 'c' }, { ref: 'nowhere' }, { ref: 'pkg:npm/x@1' }), [
    'not_affected pkg:npm/x@1',
    2,
  ]);
});

test('a component is meant within what it stands in: another component, else the subject, if these can be named', () => {
  const within = (ref: string, more: object = {}) => {
    const [said] = read({ ...VULNERABILITY, affects: [{ ref }] }, more).statements;
    return said?.products[0]?.purl;
  };
  const about = (component: object) => ({
    metadata: { component: { type: 'application', 'bom-ref': 'app', ...component } },
  });
  const bundle = {
    type: 'library',
    'bom-ref': 'whole',
    name: 'whole',
    purl: 'pkg:npm/whole@1.0.0',
    components: [{ type: 'library', 'bom-ref': 'part', name: 'part', purl: 'pkg:npm/part@1.0.0' }],
  };
  assert.equal(within('part', { components: [bundle] }), 'pkg:npm/whole@1.0.0');
  assert.equal(within('inner'), 'pkg:generic/shop');
  assert.equal(within('a', about({ name: 'shop', purl: 'pkg:npm/shop@1' })), 'pkg:npm/shop@1');
  assert.equal(within('a', about({ name: 'shop', purl: 'pkg:oci/shop@sha256:0' })), 'pkg:generic/shop');
  assert.equal(within('a', about({ name: 'our shop' })), 'pkg:npm/tide@1.0.0', 'nothing else is known');
});

test('a link into this document or another one is followed as far as it can be', () => {
  const link = (inner: string, serial = SERIAL) => ({ ref: `urn:cdx:${serial}/1#${inner}` });
  const other = '11111111-1111-4111-8111-111111111111';
  assert.deepEqual(affecting(link('a')), ['not_affected pkg:npm/tide@1.0.0', 0]);
  assert.deepEqual(affecting(link('pkg%3Anpm%2Freef%401.0.0', other)), [
    'not_affected pkg:npm/reef@1.0.0',
    0,
  ]);
  assert.deepEqual(affecting(link('pkg:npm/%40a/b@1', other)), ['not_affected pkg:npm/%40a/b@1', 0]);
  assert.deepEqual(affecting(link('a', other)), [1]);
});

test('versions narrow what is meant, and each stands as it is said to', () => {
  const versions = [
    { version: '1.0.0' },
    { version: '1.1.0', status: 'affected' },
    { range: 'vers:npm/>=2.0.0|<3.0.0', status: 'affected' },
    { version: '3.0.0', status: 'unaffected' },
    { version: '4.0.0', status: 'unknown' },
  ];
  assert.deepEqual(affecting({ ref: 'a', versions }), [
    'not_affected pkg:npm/tide@1.0.0 pkg:npm/tide@1.1.0 pkg:npm/tide?vers=vers%3Anpm%2F%3E%3D2.0.0%7C%3C3.0.0 pkg:npm/tide@3.0.0',
    'under_investigation pkg:npm/tide@4.0.0',
    0,
  ]);
});

test('without an analysis only versions that are unaffected are a statement', () => {
  const { analysis: _, ...bare } = VULNERABILITY;
  const versions = [{ version: '1.0.0' }, { version: '2.0.0', status: 'unaffected' }];
  const { statements } = read({ ...bare, affects: [{ ref: 'a', versions }] });
  assert.deepEqual(purls(statements), ['not_affected pkg:npm/tide@2.0.0']);
  assert.throws(
    () => read({ ...bare, affects: [{ ref: 'a' }] }),
    /Cannot read bom\.json: found CycloneDX 1\.6 JSON without a vulnerability that is analysed/,
  );
});

test('components that differ by their qualifiers alone are told apart', () => {
  const component = (ref: string, classifier: string) => ({
    type: 'library',
    'bom-ref': ref,
    name: ref,
    purl: `pkg:maven/g/a@1?classifier=${classifier}`,
  });
  const { statements } = read(
    { ...VULNERABILITY, affects: [{ ref: 'x' }] },
    { components: [component('x', 'one'), component('y', 'two')] },
  );
  assert.deepEqual(purls(statements), ['not_affected pkg:maven/g/a@1?classifier=one']);
});

test('XML says the same', () => {
  const xml = `<?xml version="1.0"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.5" serialNumber="urn:uuid:${SERIAL}" version="3">
  <metadata><timestamp>2026-01-01T00:00:00Z</timestamp><authors><author><name>Ada</name></author></authors>
    <component type="application" bom-ref="app"><name>shop</name></component></metadata>
  <components>
    <component type="library" bom-ref="a"><name>tide</name><version>1.0.0</version><purl>pkg:npm/tide@1.0.0</purl></component>
  </components>
  <vulnerabilities>
    <vulnerability bom-ref="v">
      <id>CVE-2026-1</id>
      <source><name>somebody</name></source>
      <references><reference><id>GHSA-aaaa-bbbb-cccc</id><source><name>another</name></source></reference></references>
      <analysis>
        <state>not_affected</state>
        <justification>code_not_reachable</justification>
        <responses><response>will_not_fix</response></responses>
        <detail>nobody calls it</detail>
        <lastUpdated>2026-01-03T00:00:00Z</lastUpdated>
      </analysis>
      <affects><target><ref>a</ref><versions><version><version>1.0.0</version><status>affected</status></version></versions></target></affects>
    </vulnerability>
  </vulnerabilities>
</bom>`;
  const analysis = { ...VULNERABILITY.analysis, response: ['will_not_fix'] };
  assert.deepEqual(readVex(xml, 'bom.xml'), {
    ...read({ ...VULNERABILITY, analysis }),
    format: 'CycloneDX 1.5 XML',
  });
});

test('faults name the file, the line and what was expected', () => {
  const faults: readonly (readonly [vulnerability: object, words: RegExp])[] = [
    [
      { ...VULNERABILITY, analysis: { state: 'fine' } },
      /^bom\.json: Cannot read CycloneDX: found state of an analysis "fine" at line 1, expected one of those of/,
    ],
    [
      { ...VULNERABILITY, analysis: { state: 'exploitable', justification: 'because' } },
      /justification "because"/,
    ],
    [{ ...VULNERABILITY, analysis: { state: 'exploitable', response: ['shrug'] } }, /response "shrug"/],
    [{ ...VULNERABILITY, analysis: { state: 'exploitable', response: 'update' } }, /expected a list/],
    [{ ...VULNERABILITY, affects: [{}] }, /affected without a ref/],
    [{ ...VULNERABILITY, affects: [{ ref: 'a', versions: [{}] }] }, /expected either version or range/],
    [
      { ...VULNERABILITY, affects: [{ ref: 'a', versions: [{ version: '1', status: 'so' }] }] },
      /status of a version "so"/,
    ],
    [{ ...VULNERABILITY, affects: 7 }, /found a number for affects/],
    [{ ...VULNERABILITY, id: 7 }, /found a number for id/],
  ];
  for (const [vulnerability, words] of faults) {
    assert.throws(
      () => read(vulnerability),
      (error) => isGatehouseError(error, 'invalid-document') && words.test(error.message),
      String(words),
    );
  }
});
