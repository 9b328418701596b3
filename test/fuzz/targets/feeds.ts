// Targets for `evidence`: how feeds are unpacked, cut into records, and matched with versions.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import fc from 'fast-check';

import { ADAPTERS } from '../../../src/ecosystems/list.ts';
import { decodeBody, decodeHeader, toStoredAdvisory } from '../../../src/evidence/advisory-record.ts';
import { AffectedReading, placeVersion } from '../../../src/evidence/matching/affected.ts';
import { mergeIntervals } from '../../../src/evidence/matching/merge-intervals.ts';
import { rangeInWords } from '../../../src/evidence/matching/range-words.ts';
import { rankVersions } from '../../../src/evidence/matching/ranked-versions.ts';
import { readSource } from '../../../src/evidence/reading/read-source.ts';
import { splitLines, splitObjects, type RawRecord } from '../../../src/evidence/reading/split-records.ts';
import type { StoredAffected } from '../../../src/evidence/advisory-ports.ts';
import { parseOsvRecord } from '../../../src/formats/osv.ts';
import { ECOSYSTEMS, type Ecosystem } from '../../../src/kernel/ecosystem.ts';
import { packZip } from '../../support/zip.ts';
import { attempt, attemptAsync } from '../support/attempt.ts';
import { hostileJson } from '../support/hostile-json.ts';
import { parsePlainly } from '../support/plain-json.ts';
import { mutatedBytes, mutatedText } from '../support/mutations.ts';
import { asyncTarget, target, type Target } from '../support/target.ts';
import { ECOSYSTEM_SEEDS } from './ecosystem-seeds.ts';

const RECORD_MAX_BYTES = 4_000;
const RECORDS = ['{"id":"A-1"}', '{"id":"A-2","details":"a \\"}{\\" b","list":[{},[]]}', '{"id":"ü"}'];
const RECORD_TEXTS = [
  RECORDS.join('\n'),
  `[${RECORDS.join(',')}]`,
  `\ufeff[\n  ${RECORDS.join(',\n  ')}\n]\n`,
  `${RECORDS.join('\r\n\r\n')}\r\n`,
];

type Splitter = typeof splitLines;

async function* inPieces(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let start = 0;
  for (let at = 0; start < bytes.byteLength; at += 1) {
    const end = start + (sizes[at % sizes.length] ?? 1);
    yield bytes.subarray(start, end);
    start = end;
  }
}

async function collect(batches: AsyncIterable<readonly RawRecord[]>): Promise<readonly RawRecord[]> {
  const all: RawRecord[] = [];
  for await (const batch of batches) for (const record of batch) all.push(record);
  return all;
}

/** Pieces that are neither so small that reading them takes long, nor so large that nothing is cut. */
const pieceSizes = fc.array(fc.oneof(fc.integer({ min: 400, max: 70_000 }), fc.integer({ min: 1, max: 3 })), {
  minLength: 1,
  maxLength: 5,
});

/** Wherever chunks end the records are the same, in place and bytes. */
async function assertSplits(split: Splitter, bytes: Uint8Array, sizes: readonly number[]): Promise<void> {
  const some = [...sizes, 4_000];
  const whole = await attemptAsync([], () =>
    collect(split(inPieces(bytes, [MAX_PIECE]), 'f', RECORD_MAX_BYTES)),
  );
  const parts = await attemptAsync([], () => collect(split(inPieces(bytes, some), 'f', RECORD_MAX_BYTES)));
  assert.deepEqual(parts?.map(describeRecord), whole?.map(describeRecord));
  for (const record of whole ?? []) {
    if ('bytes' in record) assert.ok(record.bytes.byteLength <= RECORD_MAX_BYTES, record.place);
  }
}

const MAX_PIECE = 2 ** 30;

function describeRecord(record: RawRecord): string {
  return 'bytes' in record
    ? `${record.place}=${Buffer.from(record.bytes).toString('latin1')}`
    : `${record.place}!${record.problem}`;
}

/** What a whole JSON text holds, its records hold as well. */
async function assertSameObjects(bytes: Uint8Array): Promise<void> {
  const plain = parsePlainly(bytes);
  const isListOfObjects = Array.isArray(plain) && plain.every(isPlainObject);
  if (!isListOfObjects && !isPlainObject(plain)) return;
  const records = await collect(splitObjects(inPieces(bytes, [MAX_PIECE]), 'f', MAX_PIECE));
  const read = records.map((record) =>
    'bytes' in record ? (JSON.parse(Buffer.from(record.bytes).toString()) as unknown) : record.problem,
  );
  // As texts: what is nested very deeply cannot be compared otherwise.
  assert.equal(JSON.stringify(read), JSON.stringify(Array.isArray(plain) ? plain : [plain]));
}

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const ARCHIVES = [
  packZip([
    { name: 'npm/A-1.json', content: RECORDS[0] ?? '' },
    { name: '../../A-2.json', content: RECORDS[1] ?? '', method: 'stored' },
    { name: 'folder/' },
    { name: 'zeros.json', content: Buffer.alloc(200_000) },
  ]),
  gzipSync(RECORDS.join('\n')),
  gzipSync(Buffer.alloc(300_000)),
  Buffer.from(RECORDS.join('\n')),
];

async function assertReadsSource(bytes: Uint8Array): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-fuzz-'));
  try {
    const path = join(folder, 'all.bin');
    writeFileSync(path, bytes);
    await attemptAsync(['invalid-archive', 'too-large', 'feed-unavailable'], async () => {
      for await (const file of readSource(path, 'all.zip')) {
        for await (const chunk of file.chunks) assert.ok(chunk.byteLength <= 1024 * 1024);
      }
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const OSV_IDS: Readonly<Record<Ecosystem, string>> = {
  npm: 'npm',
  pypi: 'PyPI',
  cargo: 'crates.io',
  maven: 'Maven',
  composer: 'Packagist',
};

function osvRecord(id: Ecosystem): unknown {
  const { package: name, versions } = ECOSYSTEM_SEEDS[id];
  const [a = '1', b = '2', c = '3'] = versions;
  const events = [{ introduced: '0' }, { fixed: a }, { introduced: b }, { last_affected: c }];
  return {
    id: `A-${id}`,
    modified: '2026-01-02T03:04:05Z',
    aliases: ['CVE-2026-0001'],
    affected: [
      {
        package: { ecosystem: OSV_IDS[id], name },
        ranges: [
          { type: 'ECOSYSTEM', events },
          { type: 'SEMVER', events: [{ introduced: b }, { limit: '9' }] },
        ],
        versions,
        database_specific: { last_known_affected_version_range: `<= ${c}` },
      },
      { package: { ecosystem: OSV_IDS[id], name }, ranges: [{ type: 'ECOSYSTEM', events: events.slice(2) }] },
    ],
  };
}

/** However a record is read, a version is judged the same: one by one, ranked, and (where it is certain) in words. */
function assertMatches(bytes: Uint8Array, versions: readonly string[]): void {
  const record = attempt(['invalid-document', 'too-large'], () => parseOsvRecord(bytes));
  if (record === undefined) return;
  const source = { feed: 'f', document: '', digest: '' };
  const stored = attempt([], () => toStoredAdvisory(record, source, (ecosystem) => ADAPTERS[ecosystem]));
  if (stored === undefined) return;
  assert.equal(decodeHeader(stored.header).id, record.id);
  for (const affected of stored.affected) assertAffected(affected, versions);
}

function assertAffected({ ecosystem, name, ...stored }: StoredAffected, versions: readonly string[]): void {
  const order = ADAPTERS[ecosystem].versions;
  assert.equal(ADAPTERS[ecosystem].names.parse(name), name);
  const { intervals, versions: listed } = decodeBody(stored.body);
  const reading = new AffectedReading({ ecosystem, intervals, versions: listed }, order);
  const { places } = attempt([], () => rankVersions(ecosystem, versions, order)) ?? { places: new Map() };
  const merged = attempt([], () => mergeIntervals(intervals, order)) ?? [];
  const certain = new AffectedReading({ ecosystem, intervals: merged, versions: [] }, order);
  attempt([], () => rangeInWords(intervals, listed, order));
  for (const version of versions) {
    const answer = attempt([], () => reading.answer(version));
    assert.equal(reading.answer(version, places.get(version)), answer, `${version} by its rank`);
    const place = placeVersion(ecosystem, version, order);
    if (place.isPlaced && certain.answer(version, place) === 'affected') {
      assert.equal(answer, 'affected', `${version} is in the merged ranges`);
    }
    if (answer === 'affected' && place.isPlaced) assertWithinKeys(stored, version, order.coarseKey(version));
    const fix = attempt([], () => reading.fixFor(version));
    if (fix !== undefined) assert.ok(order.compare(fix, version) > 0, `the fix ${fix} of ${version}`);
  }
}

/** Records whose keys leave a version out are never read about it. */
function assertWithinKeys(
  { coarseMin, coarseMax }: Pick<StoredAffected, 'coarseMin' | 'coarseMax'>,
  version: string,
  key: string,
): void {
  assert.ok(
    coarseMin <= key && key <= coarseMax,
    `${version}: ${key} is not in ${coarseMin} to ${coarseMax}`,
  );
}

function matchTarget(id: Ecosystem): Target {
  const { versions, package: name } = ECOSYSTEM_SEEDS[id];
  const words = [
    ...versions,
    name,
    '0',
    '0.0.0-0',
    '*',
    '<= 1',
    'introduced',
    'fixed',
    'limit',
    'last_affected',
  ];
  const hostile = hostileJson([osvRecord(id)], words).map((text) => Buffer.from(text));
  const asked = fc.array(mutatedText(versions, ['.', '-', '+', '0', 'rc', '1']), {
    minLength: 1,
    maxLength: 4,
  });
  return target(
    `${id} advisory`,
    [
      'src/evidence/advisory-record.ts#toStoredAdvisory',
      'src/evidence/matching/affected.ts#AffectedReading',
      'src/evidence/matching/ranked-versions.ts#rankVersions',
      'src/evidence/matching/range-words.ts#rangeInWords',
    ],
    fc.tuple(hostile, asked),
    ([bytes, some]) => assertMatches(bytes, [...versions, ...some.map((one) => one.slice(0, 2_000))]),
  );
}

export const feedTargets: readonly Target[] = [
  asyncTarget(
    'lines of a feed',
    ['src/evidence/reading/split-records.ts#splitLines'],
    fc.tuple(mutatedBytes(RECORD_TEXTS), pieceSizes),
    ([bytes, sizes]) => assertSplits(splitLines, bytes, sizes),
  ),
  asyncTarget(
    'objects of a feed',
    ['src/evidence/reading/split-records.ts#splitObjects'],
    fc.tuple(
      fc.oneof(
        mutatedBytes(RECORD_TEXTS, RECORDS),
        hostileJson(RECORD_TEXTS.slice(1, 2).map((text): unknown => JSON.parse(text))).map((text) =>
          Buffer.from(text),
        ),
      ),
      pieceSizes,
    ),
    async ([bytes, sizes]) => {
      await assertSplits(splitObjects, bytes, sizes);
      await assertSameObjects(bytes);
    },
  ),
  asyncTarget(
    'archive of a feed',
    ['src/evidence/reading/read-source.ts#readSource'],
    mutatedBytes(ARCHIVES, [
      'PK\u0001\u0002',
      'PK\u0003\u0004',
      'PK\u0005\u0006',
      'PK\u0006\u0006',
      '\u001f\u008b',
    ]),
    assertReadsSource,
  ),
  ...ECOSYSTEMS.map(matchTarget),
];
