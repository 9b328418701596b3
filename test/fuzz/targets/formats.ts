// Targets for `formats`: what feeds and lock files are written in.

import assert from 'node:assert/strict';

import fc from 'fast-check';

import { scoreOfVector, scoreToShow } from '../../../src/formats/cvss.ts';
import { parseEpssLine } from '../../../src/formats/epss.ts';
import { findJsonStrings } from '../../../src/formats/json-places.ts';
import { replacePlaces } from '../../../src/formats/replace-places.ts';
import { parseSlice, sliceJson } from '../../../src/formats/json-slices.ts';
import { parseJson, parseJsonObject } from '../../../src/formats/json.ts';
import { parseKev } from '../../../src/formats/kev.ts';
import { parseOsvRecord } from '../../../src/formats/osv.ts';
import { isWithinVers, parseVers } from '../../../src/formats/vers.ts';
import { readVex } from '../../../src/formats/vex/read-vex.ts';
import { VEX_STATUSES } from '../../../src/formats/vex/vex-statement.ts';
import { ADAPTERS } from '../../../src/ecosystems/list.ts';
import { VexIndex } from '../../../src/inventory/vex/vex-index.ts';
import { attempt } from '../support/attempt.ts';
import { hostileJson } from '../support/hostile-json.ts';
import { parsePlainly } from '../support/plain-json.ts';
import { mutatedBytes, mutatedText } from '../support/mutations.ts';
import { testdata } from '../support/seeds.ts';
import { target, type Target } from '../support/target.ts';

const VEX_WORDS = [
  'status',
  'fixed',
  'affected',
  'products',
  'CVE-2026-0001',
  'pkg:npm/tide',
  'product_id',
  'A',
];

const LIMITS = { maxBytes: 1024 * 1024, maxDepth: 64 };

const OSV_RECORD = {
  schema_version: '1.7.5',
  id: 'GHSA-aaaa-bbbb-cccc',
  modified: '2026-01-02T03:04:05Z',
  published: '2026-01-01T00:00:00Z',
  withdrawn: '2026-02-01T00:00:00.123Z',
  aliases: ['CVE-2026-0001'],
  related: ['CVE-2026-0002'],
  summary: 'Something is wrong',
  details: 'In *words*.',
  severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
  affected: [
    {
      package: { ecosystem: 'npm', name: '@acme/anvil', purl: 'pkg:npm/%40acme/anvil' },
      ranges: [
        { type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.2.3' }, { last_affected: '2.0.0' }] },
        { type: 'GIT', repo: 'https://git.example/a', events: [{ introduced: '0' }] },
      ],
      versions: ['1.0.0', '1.1.0'],
      database_specific: { source: 'x' },
      ecosystem_specific: { affected_functions: [] },
    },
  ],
  references: [{ type: 'WEB', url: 'https://advisories.example/1' }],
  database_specific: { cwe_ids: ['CWE-79'], github_reviewed: true },
};

const KEV = {
  catalogVersion: '2026.08.07',
  vulnerabilities: [
    {
      cveID: 'CVE-2021-44228',
      dateAdded: '2021-12-10',
      dueDate: '2021-12-24',
      knownRansomwareCampaignUse: 'Known',
    },
    { cveID: 'CVE-2020-0001', dateAdded: '2022-01-01' },
  ],
};

const VECTORS = [
  'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N',
  'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H',
  'CVSS:3.0/AV:L/AC:H/PR:H/UI:R/S:C/C:L/I:N/A:N/E:X/RL:T',
  'AV:N/AC:L/Au:N/C:P/I:P/A:P',
];
const METRICS = ['/AV:N', 'AV:', '/E:P', '/CR:H', '/S:C', ':X', 'CVSS:4.0', 'CVSS:3.1', '/'];

const JSON_SEEDS = [OSV_RECORD, KEV, { a: [1, 'x\u00e9', null, { b: true }] }, []];
const JSON_TEXTS = [...JSON_SEEDS.map((seed) => JSON.stringify(seed, null, 2)), testdata('npm', 'bun.lock')];

function jsonBytes(seeds: readonly unknown[], words: readonly string[] = []): fc.Arbitrary<Buffer> {
  return fc.oneof(
    hostileJson(seeds, words).map((text) => Buffer.from(text)),
    mutatedBytes(
      seeds.map((seed) => JSON.stringify(seed)),
      words,
    ),
  );
}

/** Of equal keys the last one counts, and what those before it hold is not looked at. */
function mayHoldKeyTwice(bytes: Buffer): boolean {
  const keys = bytes.toString('latin1').match(/"[^"]*"(?=\s*:)/g) ?? [];
  return new Set(keys).size < keys.length || bytes.includes('\\');
}

const OPEN_VEX = {
  '@context': 'https://openvex.dev/ns/v0.2.0',
  '@id': 'https://vex.example/1',
  author: 'Ada',
  timestamp: '2026-01-01T00:00:00Z',
  statements: [
    {
      vulnerability: { name: 'CVE-2026-0001', aliases: ['GHSA-aaaa-bbbb-cccc'] },
      products: [{ '@id': 'pkg:npm/app@1.0.0', subcomponents: [{ identifiers: { purl: 'pkg:npm/tide' } }] }],
      status: 'not_affected',
      justification: 'component_not_present',
    },
    {
      vulnerability: { name: 'CVE-2026-0002' },
      products: ['pkg:npm/tide'],
      status: 'affected',
      action_statement: 'x',
    },
  ],
};

const CSAF = {
  document: {
    csaf_version: '2.0',
    publisher: { name: 'Ada' },
    tracking: { id: 'ADA-1', current_release_date: '2026-01-01T00:00:00Z' },
  },
  product_tree: {
    branches: [
      {
        branches: [
          { product: { product_id: 'A', product_identification_helper: { purl: 'pkg:npm/tide@1.0.0' } } },
        ],
      },
    ],
    product_groups: [{ group_id: 'G', product_ids: ['A', 'B'] }],
    product_paths: [
      {
        beginning_product_reference: 'A',
        subpaths: [{ next_product_reference: 'A' }],
        full_product_name: { product_id: 'C' },
      },
    ],
    relationships: [
      { product_reference: 'A', relates_to_product_reference: 'A', full_product_name: { product_id: 'B' } },
    ],
  },
  vulnerabilities: [
    {
      cve: 'CVE-2026-0001',
      product_status: { known_not_affected: ['A', 'B'], fixed: ['C'] },
      threats: [{ category: 'impact', details: 'no', product_ids: ['A'] }],
      flags: [{ label: 'component_not_present', group_ids: ['G'] }],
    },
  ],
};

const CYCLONEDX_VEX = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  serialNumber: 'urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79',
  version: 1,
  metadata: {
    timestamp: '2026-01-01T00:00:00Z',
    component: { type: 'application', 'bom-ref': 'A', name: 'app' },
  },
  components: [
    {
      type: 'library',
      'bom-ref': 'B',
      name: 'tide',
      purl: 'pkg:npm/tide@1.0.0?a=b',
      components: [{ type: 'library', 'bom-ref': 'C', name: 'reef', purl: 'pkg:npm/reef' }],
    },
  ],
  vulnerabilities: [
    {
      id: 'CVE-2026-0001',
      references: [{ id: 'GHSA-aaaa-bbbb-cccc' }],
      analysis: { state: 'not_affected', justification: 'code_not_present', response: ['update'] },
      affects: [
        { ref: 'B', versions: [{ version: '1.0.0' }, { range: 'vers:npm/<2', status: 'unaffected' }] },
        { ref: 'urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#C' },
        { ref: 'A' },
      ],
    },
  ],
};

const CYCLONEDX_VEX_XML = `<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components><component type="library" bom-ref="B">
<name>tide</name><purl>pkg:npm/tide</purl></component></components><vulnerabilities><vulnerability><id>CVE-2026-0001</id>
<analysis><state>resolved</state><responses><response>update</response></responses></analysis>
<affects><target><ref>B</ref><versions><version><range>vers:npm/*</range></version></versions></target></affects>
</vulnerability></vulnerabilities></bom>`;

export const formatTargets: readonly Target[] = [
  target(
    'VEX document',
    ['src/formats/vex/read-vex.ts#readVex'],
    fc.oneof(
      { weight: 3, arbitrary: hostileJson([OPEN_VEX, CSAF, CYCLONEDX_VEX], VEX_WORDS) },
      { weight: 1, arbitrary: mutatedText([CYCLONEDX_VEX_XML], VEX_WORDS) },
    ),
    (text) => {
      const document = attempt(['invalid-document', 'too-large', 'unsupported'], () => readVex(text, 'it'));
      if (document === undefined) return;
      for (const { vulnerabilities, products, status } of document.statements) {
        assert.ok(vulnerabilities.length > 0);
        assert.ok(VEX_STATUSES.includes(status));
        for (const { purl, subcomponents } of products) {
          for (const one of [purl, ...subcomponents]) assert.equal(typeof one, 'string');
        }
      }
      // What is not understood of it never clears anything, and never throws.
      const component = {
        ref: { ecosystem: 'npm' as const, name: ADAPTERS.npm.names.parse('tide') },
        version: '1.0.0',
      };
      new VexIndex(ADAPTERS, [document]).find({
        vulnerabilities: ['CVE-2026-0001'],
        component,
        place: { projects: [component] },
      });
    },
  ),
  target(
    'range of versions',
    ['src/formats/vers.ts#parseVers', 'src/formats/vers.ts#isWithinVers'],
    mutatedText(['vers:npm/>=1.0.0|<2.0.0|!=1.5.0', 'vers:npm/*', 'vers:pypi/1%2B0'], ['|', '%', '<=']),
    (text) => {
      const range = parseVers(text);
      if (range !== undefined) isWithinVers(range, '1.0.0', ADAPTERS.npm.versions.compare);
    },
  ),
  target(
    'JSON',
    ['src/formats/json.ts#parseJson', 'src/formats/json.ts#parseJsonObject'],
    jsonBytes(JSON_SEEDS),
    (bytes) => {
      const value = attempt(['invalid-document', 'too-large'], () => parseJson(bytes, 'it', LIMITS));
      if (value !== undefined) assert.deepEqual(value, parsePlainly(bytes));
      attempt(['invalid-document', 'too-large'], () => parseJsonObject(bytes, 'it', LIMITS));
    },
  ),
  target(
    'JSON in slices',
    ['src/formats/json-slices.ts#sliceJson', 'src/formats/json-slices.ts#parseSlice'],
    jsonBytes(
      [{ versions: { '1.0.0': { a: [1] }, '2.0.0': { b: '}' } }, name: 'x', open: 1 }],
      ['versions', '1.0.0'],
    ),
    (bytes) => {
      const open = ['versions'];
      const sliced = attempt(['invalid-document', 'too-large'], () =>
        sliceJson(bytes, 'it', { ...LIMITS, open }),
      );
      if (sliced === undefined) return;
      const parts = [...sliced.members].flatMap(([, slice]) => [...(slice.members?.values() ?? [slice])]);
      const values = parts.map((slice) =>
        attempt(['invalid-document'], () => ({ value: parseSlice(sliced.bytes, slice, 'it') })),
      );
      const plain = parsePlainly(bytes);
      const isWhole = values.every((value) => value !== undefined);
      if (plain !== undefined) assert.ok(isWhole);
      if (plain === undefined || !isWhole) assert.ok(!isWhole || mayHoldKeyTwice(bytes));
      else assert.deepEqual(new Set(sliced.members.keys()), new Set(Object.keys(plain as object)));
    },
  ),
  target(
    'strings of a JSON text',
    ['src/formats/json-places.ts#findJsonStrings'],
    fc.oneof(mutatedText(JSON_TEXTS), hostileJson(JSON_SEEDS)),
    (text) => {
      const places = attempt(['invalid-document'], () => findJsonStrings(text, 'it'));
      if (places === undefined) return;
      for (const { start, end, value } of places) assert.equal(JSON.parse(text.slice(start, end)), value);
      const same = places.map(({ start, end }) => ({ start, end, text: text.slice(start, end) }));
      assert.equal(replacePlaces(text, same), text);
    },
  ),
  target(
    'OSV record',
    ['src/formats/osv.ts#parseOsvRecord'],
    jsonBytes(
      [OSV_RECORD],
      ['affected', 'ranges', 'events', 'introduced', 'fixed', 'SEMVER', 'ECOSYSTEM', 'limit'],
    ),
    (bytes) => {
      const record = attempt(['invalid-document', 'too-large'], () => parseOsvRecord(bytes));
      if (record === undefined) return;
      assert.ok(Number.isFinite(record.modified));
      for (const { name } of record.affected) assert.ok(name.isWellFormed() && name !== '');
    },
  ),
  target('KEV catalogue', ['src/formats/kev.ts#parseKev'], jsonBytes([KEV]), (bytes) => {
    const catalogue = attempt(['invalid-document', 'too-large'], () => parseKev(bytes));
    for (const { cve, dateAdded } of catalogue?.entries ?? []) {
      assert.match(cve, /^CVE-\d{4}-\d+$/);
      assert.ok(!Number.isNaN(Date.parse(dateAdded)));
    }
  }),
  target(
    'EPSS line',
    ['src/formats/epss.ts#parseEpssLine'],
    mutatedText(
      [
        'CVE-2021-44228,0.94358,0.99961',
        'cve,epss,percentile',
        '#model_version:v2025.03.14,score_date:2026-08-16T00:00:00+0000',
      ],
      ['1.0', '0', '1e-5', '.5', 'model_version:'],
    ),
    (line) => {
      const read = attempt([], () => parseEpssLine(line));
      assert.ok(read !== undefined);
      if (read.kind === 'score') assert.ok(read.score.score >= 0 && read.score.score <= 1);
    },
  ),
  target(
    'CVSS vector',
    ['src/formats/cvss.ts#scoreOfVector', 'src/formats/cvss.ts#scoreToShow'],
    fc.array(mutatedText(VECTORS, METRICS), { minLength: 1, maxLength: 3 }),
    (vectors) => {
      const shown = attempt([], () => scoreToShow(vectors));
      const first = attempt([], () => scoreOfVector(vectors[0] ?? ''));
      for (const one of [shown, first]) assert.ok(one === undefined || (one.score >= 0 && one.score <= 10));
    },
  ),
];
