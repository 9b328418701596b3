// What is written as VEX is valid by the official schemas, as ../shared/data has them, and says the same when it is read again.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { Ajv2020 } from 'ajv/dist/2020.js';
import { default as addFormats } from 'ajv-formats';

import { renderCycloneDxVex } from '../src/formats/cyclonedx/write-analyses.ts';
import { readVex } from '../src/formats/vex/read-vex.ts';
import { renderCsaf } from '../src/formats/vex/write-csaf.ts';
import { renderOpenVex } from '../src/formats/vex/write-open-vex.ts';
import type { WrittenStatement, WrittenVex } from '../src/formats/vex/written-vex.ts';
import { hasSchemaValidator, schemaFaultsOf } from './support/cyclonedx-validator.ts';

const ARCHIVE = resolve(import.meta.dirname, '../../shared/data/vectors.tar.gz');
const OPEN_VEX_SCHEMA = 'openvex-spec/openvex_json_schema.json';
const CSAF_SCHEMA = 'csaf/csaf_2.0/json_schema/csaf_json_schema.json';
const CYCLONEDX_SCHEMAS = 'cyclonedx-specification/schema';

const SHOP = 'pkg:generic/shop?environment=prod';
const within = (...subcomponents: readonly string[]) => [{ purl: SHOP, subcomponents }];

const statement = (more: Partial<WrittenStatement>): WrittenStatement => ({
  vulnerability: 'CVE-2026-0001',
  aliases: ['GHSA-aaaa-bbbb-cccc'],
  products: within('pkg:npm/tide@1.0.0'),
  status: 'not_affected',
  time: '2026-01-02T00:00:00Z',
  ...more,
});

const STATEMENTS: readonly WrittenStatement[] = [
  statement({ justification: 'vulnerable_code_not_in_execute_path', impact: 'nobody calls it' }),
  statement({ vulnerability: 'CVE-2026-0002', summary: 'Something is wrong' }),
  statement({
    vulnerability: 'CVE-2026-0003',
    justification: 'vulnerable_code_cannot_be_controlled_by_adversary',
  }),
  statement({ vulnerability: 'CVE-2026-0004', isFalsePositive: true, impact: 'it is about another tide' }),
  statement({ vulnerability: 'CVE-2026-0005', status: 'affected', action: 'Upgrade tide to 1.2.0' }),
  statement({ vulnerability: 'CVE-2026-0006', status: 'affected' }),
  statement({ vulnerability: 'GHSA-dddd-eeee-ffff', aliases: [], status: 'fixed' }),
  statement({ vulnerability: 'CVE-2026-0007', status: 'under_investigation', impact: 'Ada looks at it' }),
  statement({
    vulnerability: 'CVE-2026-0007',
    products: within('pkg:maven/org.example/reef@2.0', 'pkg:npm/%40acme/anvil@3.0.0'),
    time: '2026-01-03T00:00:00Z',
  }),
];

const APPLICATION: WrittenVex = {
  id: 'https://gate.example/api/v1/vex/export?application=shop&environment=prod',
  name: 'gatehouse-vex-shop-prod',
  title: 'shop in prod',
  author: 'Ada Ltd',
  namespace: 'https://gate.example',
  time: '2026-01-04T00:00:00Z',
  tool: { name: 'Gatehouse', version: '0.3.0' },
  subject: { name: 'shop', purl: SHOP },
  statements: STATEMENTS,
};

/** What holds for everybody: products of suppliers, whole or in part, and ranges of versions. */
const { subject: _, ...PLAIN } = APPLICATION;
const EVERYWHERE: WrittenVex = {
  ...PLAIN,
  statements: [
    statement({ products: [{ purl: 'pkg:npm/tide', subcomponents: [] }], impact: 'no' }),
    statement({
      vulnerability: 'CVE-2026-0002',
      products: [
        { purl: 'pkg:npm/wave@1.0.0', subcomponents: ['pkg:npm/tide@1.0.0', 'pkg:npm/reef@1.0.0'] },
        { purl: 'pkg:npm/app', subcomponents: ['pkg:npm/tide@1.0.0'] },
      ],
      status: 'fixed',
    }),
    statement({
      vulnerability: 'CVE-2026-0003',
      products: [{ purl: 'pkg:npm/tide?vers=vers%3Anpm%2F%3E%3D1.0.0%7C%3C2.0.0', subcomponents: [] }],
      status: 'fixed',
    }),
  ],
};

const WRITERS = {
  openvex: renderOpenVex,
  csaf: renderCsaf,
  cyclonedx: (vex: WrittenVex) =>
    renderCycloneDxVex(vex, { version: '1.6', uuid: '00000000-0000-8000-8000-000000000000' }),
} as const;
type Format = keyof typeof WRITERS;
const FORMATS = Object.keys(WRITERS) as readonly Format[];

/** Who says what of which part of what, one line each. */
function tell(format: Format, vex: WrittenVex): readonly string[] {
  const { statements, unrecognised } = readVex(JSON.stringify(WRITERS[format](vex)), format);
  assert.equal(unrecognised, 0);
  const lines = statements.flatMap(({ vulnerabilities, products, status, at }) =>
    products.flatMap(({ purl, subcomponents }) => {
      const parts = subcomponents.length === 0 ? [''] : subcomponents;
      // CSAF dates the document alone.
      const time = format === 'csaf' ? '' : ` ${new Date(at ?? 0).toISOString()}`;
      return parts.map(
        (part) => `${[...vulnerabilities].sort().join(' ')} ${status} ${part} in ${purl}${time}`,
      );
    }),
  );
  return lines.sort();
}

function expected(format: Format, { statements }: WrittenVex): readonly string[] {
  const lines = statements.flatMap(({ vulnerability, aliases, products, status, time }) =>
    products.flatMap(({ purl, subcomponents }) => {
      const parts = subcomponents.length === 0 ? [''] : subcomponents;
      const at = format === 'csaf' ? '' : ` ${new Date(time).toISOString()}`;
      return parts.map(
        (part) => `${[vulnerability, ...aliases].sort().join(' ')} ${status} ${part} in ${purl}${at}`,
      );
    }),
  );
  return lines.sort();
}

for (const format of FORMATS) {
  test(`${format}: what is written says the same when it is read again`, () => {
    assert.deepEqual(tell(format, APPLICATION), expected(format, APPLICATION));
    assert.deepEqual(tell(format, EVERYWHERE), expected(format, EVERYWHERE));
  });

  test(`${format}: reasons survive, and what nobody gave is said to be missing`, () => {
    const { statements } = readVex(JSON.stringify(WRITERS[format](APPLICATION)), format);
    const of = (id: string) => statements.find(({ vulnerabilities }) => vulnerabilities.includes(id));
    assert.equal(of('CVE-2026-0001')?.justification, 'vulnerable_code_not_in_execute_path');
    assert.equal(of('CVE-2026-0001')?.impact, 'nobody calls it');
    assert.match(of('CVE-2026-0004')?.impact ?? '', /it is about another tide/);
    assert.equal(of('CVE-2026-0005')?.action, 'Upgrade tide to 1.2.0');
    const third = of('CVE-2026-0003');
    assert.match(`${third?.justification} ${third?.impact}`, /cannot.be.controlled.by.adversary/);
  });

  test(`${format}: the order of statements does not matter, and a later state is a higher version`, () => {
    const write = (vex: WrittenVex) => JSON.stringify(WRITERS[format](vex));
    const turned = { ...APPLICATION, statements: [...STATEMENTS].reverse() };
    assert.equal(write(turned), write(APPLICATION));
    const versions = [APPLICATION, { ...APPLICATION, time: '2026-01-04T00:00:01Z' }].map(
      (vex) => readVex(write(vex), format).version ?? '',
    );
    const [first = 0, second = 0] = versions.map((version) => Number(version.split('.')[1] ?? version));
    assert.ok(second > first, versions.join(' '));
    assert.equal(readVex(write(APPLICATION), format).id, readVex(write(turned), format).id);
  });
}

test('OpenVEX: not affected has a reason, and affected something to do, always', () => {
  const { statements } = renderOpenVex(APPLICATION) as { statements: Record<string, unknown>[] };
  for (const one of statements) {
    if (one['status'] === 'not_affected')
      assert.ok(one['justification'] !== undefined || one['impact_statement'] !== undefined);
    if (one['status'] === 'affected') assert.ok(one['action_statement']);
  }
});

type About = readonly { readonly product_ids: readonly string[] }[];
interface CsafVulnerability {
  readonly cve?: string;
  readonly ids?: readonly object[];
  readonly flags?: About;
  readonly threats?: About;
  readonly remediations?: About;
  readonly product_status: Readonly<Record<string, readonly string[]>>;
}

test('CSAF: an id is a CVE or stands among the ids, and every product of a status has what the profile asks for', () => {
  const { vulnerabilities } = renderCsaf(APPLICATION) as { vulnerabilities: readonly CsafVulnerability[] };
  for (const one of vulnerabilities) {
    assert.ok(one.cve !== undefined || one.ids !== undefined);
    const about = (lists: readonly ('flags' | 'threats' | 'remediations')[]) =>
      new Set(lists.flatMap((list) => (one[list] ?? []).flatMap((entry) => entry.product_ids)));
    const reasons = about(['flags', 'threats']);
    for (const id of one.product_status['known_not_affected'] ?? []) assert.ok(reasons.has(id), id);
    const actions = about(['remediations']);
    for (const id of one.product_status['known_affected'] ?? []) assert.ok(actions.has(id), id);
  }
});

describe('official schemas', { skip: existsSync(ARCHIVE) ? false : '../shared/data is not here' }, () => {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'gatehouse-vex-'));
    const wanted = [OPEN_VEX_SCHEMA, CSAF_SCHEMA, CYCLONEDX_SCHEMAS].map((path) => `./${path}`);
    execFileSync('tar', ['-xzf', ARCHIVE, '-C', folder, ...wanted]);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const faultsOf = (schema: string, document: object): string => {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv);
    ajv.addFormat('iri', (text) => URL.canParse(text));
    // Scores are not written.
    for (const version of ['2.0', '3.0', '3.1'])
      ajv.addSchema({ $id: `https://www.first.org/cvss/cvss-v${version}.json` });
    const validate = ajv.compile(JSON.parse(readFileSync(join(folder, schema), 'utf8')) as object);
    validate(document);
    return ajv.errorsText(validate.errors, { separator: '\n' });
  };

  for (const [format, schema] of [
    ['openvex', OPEN_VEX_SCHEMA],
    ['csaf', CSAF_SCHEMA],
  ] as const) {
    test(`${format} is valid, and a spoilt document is not`, () => {
      assert.equal(faultsOf(schema, WRITERS[format](APPLICATION)), 'No errors');
      assert.equal(faultsOf(schema, WRITERS[format](EVERYWHERE)), 'No errors');
      assert.notEqual(
        faultsOf(schema, { ...WRITERS[format](APPLICATION), statements: 7, document: 7 }),
        'No errors',
      );
    });
  }

  const noValidator = hasSchemaValidator() ? false : "Python's jsonschema is not here";
  for (const version of ['1.6', '1.7'] as const) {
    test(`CycloneDX ${version} is valid`, { skip: noValidator }, () => {
      for (const vex of [APPLICATION, EVERYWHERE]) {
        const document = renderCycloneDxVex(vex, { version, uuid: '00000000-0000-8000-8000-000000000000' });
        assert.deepEqual(schemaFaultsOf(document, join(folder, CYCLONEDX_SCHEMAS), version), []);
      }
    });
  }
});
