import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';

import { DAY_MS } from '../kernel/clock.ts';
import { isGatehouseError } from '../kernel/errors.ts';
import { asPackageName } from '../kernel/package-ref.ts';
import { importFeed } from './import-feed.ts';
import type { ImportRequest } from './import-request.ts';
import type { ImportReport } from './import-report.ts';
import { createMemoryAdvisories, type MemoryAdvisories } from './testing/memory-advisory-store.ts';
import { entry, range, recordJson, testRulesOf } from './testing/records.ts';
import { zipOf } from './testing/zip.ts';

const NOW = Date.UTC(2026, 5, 1);

interface Bench {
  readonly store: MemoryAdvisories;
  /** Writes a file of the source, below a folder of its own. */
  readonly write: (name: string, content: string | Uint8Array) => string;
  readonly import: (path: string, request?: Partial<ImportRequest>) => Promise<ImportReport>;
  /** Ids of the records that hold about a package. */
  readonly ids: (name: string) => Promise<readonly string[]>;
}

function bench(context: TestContext): Bench {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-feed-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const store = createMemoryAdvisories();
  const deps = { work: store.work, lookups: store.lookups, rulesOf: testRulesOf, clock: { now: () => NOW } };
  return {
    store,
    write(name, content) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    },
    import: (path, request = {}) =>
      importFeed(deps, { feed: 'osv', kind: 'osv', mode: 'whole', path, ...request }),
    async ids(name) {
      const candidates = await store.lookups.candidates('npm', [asPackageName(name)]);
      return candidates.map(({ feed, id }) => `${feed}/${id}`).sort();
    },
  };
}

const npm = (name: string, fields: object = {}): object => ({
  affected: [
    entry('npm', name, { ranges: [range('SEMVER', { introduced: '0' }, { fixed: '2.0.0' })], ...fields }),
  ],
});

test('lines, gzip, zip, folders, lists and single documents give the same records', async (context) => {
  const { write, store } = bench(context);
  const a = recordJson('T-1', npm('a'));
  const b = recordJson('T-2', npm('b'));
  const sources = {
    lines: write('x.ndjson', `${a}\n${b}\n`),
    gzip: write('y.ndjson.gz', gzipSync(`${a}\n${b}`)),
    zip: write(
      'all.zip',
      zipOf({ 'T-1.json': a, 'dir.json/': '', 'dir.json/T-2.json': b, 'modified_id.csv': 'x,y' }),
    ),
    list: write('list.json', `[${a},\n${b}]`),
    folder: dirname(dirname(write('folder/pkg.json/T-1.json', a))),
  };
  write('folder/npm.ndjson.gz', gzipSync(b));
  write('folder/LICENSE', 'not a record');
  for (const [name, path] of Object.entries({ ...sources, folder: join(sources.folder) })) {
    const report = await bench(context).import(name === 'folder' ? join(path) : path);
    assert.deepEqual(
      [report.added, report.bad, report.isComplete],
      [2, 0, true],
      `${name}: ${JSON.stringify(report)}`,
    );
  }
  assert.equal((await store.lookups.feeds()).length, 0);
});

test('a bad record is reported with its place and skipped; the others are stored', async (context) => {
  const { write, import: run, ids } = bench(context);
  const lines = [
    recordJson('T-1', npm('a')),
    '{"id":"T-2","modified":',
    '{"id":"T-3"}',
    recordJson('T-4', npm('a')),
  ];
  const report = await run(write('npm.ndjson', lines.join('\n')));
  assert.deepEqual([report.read, report.added, report.bad, report.isComplete], [4, 2, 2, true]);
  assert.match(report.problems[0] ?? '', /^npm\.ndjson line 2: /);
  assert.match(report.problems[1] ?? '', /^npm\.ndjson line 3: .*T-3: modified/);
  assert.deepEqual(await ids('a'), ['osv/T-1', 'osv/T-4']);
});

test('records about other ecosystems, rebuilt packages and impossible names are ignored', async (context) => {
  const { write, import: run } = bench(context);
  const other = [
    'RubyGems',
    'Go',
    'Root:npm',
    'Echo:PyPI',
    'TuxCare:Maven',
    'npm:https://r.example',
    'Maven:nonsense',
  ];
  const lines = other.map((ecosystem, index) =>
    recordJson(`T-${index}`, { affected: [entry(ecosystem, 'a')] }),
  );
  lines.push(recordJson('T-X', { affected: [entry('npm', 'no name')] }));
  const report = await run(write('x.ndjson', lines.join('\n')));
  assert.deepEqual([report.added, report.ignored, report.bad], [0, 8, 0]);
});

test('blanks around a name are none of it', async (context) => {
  const { write, import: run, ids } = bench(context);
  await run(write('x.ndjson', recordJson('T-1', npm('a '))));
  assert.deepEqual(await ids('a'), ['osv/T-1']);
});

test('unchanged records are passed over, changed ones replaced', async (context) => {
  const { write, import: run, store } = bench(context);
  const path = write('x.ndjson', `${recordJson('T-1', npm('a'))}\n${recordJson('T-2', npm('b'))}`);
  await run(path);
  const { revision } = await store.lookups.touchedSince(0, 100);
  assert.equal((await run(path)).unchanged, 2);
  assert.deepEqual((await store.lookups.touchedSince(revision, 100)).packages, []);
  write('x.ndjson', `${recordJson('T-1', npm('c'))}\n${recordJson('T-2', npm('b'))}`);
  const report = await run(path);
  assert.deepEqual([report.added, report.changed, report.unchanged], [0, 1, 1]);
  const touched = (await store.lookups.touchedSince(revision, 100)).packages.map(({ name }) => String(name));
  assert.deepEqual(touched.sort(), ['a', 'c']);
});

test('9: a withdrawn record stops to hold, and holds again when its withdrawal is undone', async (context) => {
  const { write, import: run, ids } = bench(context);
  const path = write('x.ndjson', recordJson('T-1', npm('a')));
  await run(path);
  write(
    'x.ndjson',
    recordJson('T-1', { ...npm('a'), modified: '2026-02-01T00:00:00Z', withdrawn: '2026-02-01T00:00:00Z' }),
  );
  assert.equal((await run(path)).withdrawn, 1);
  assert.deepEqual(await ids('a'), []);
  write('x.ndjson', recordJson('T-1', { ...npm('a'), modified: '2026-03-01T00:00:00Z' }));
  assert.equal((await run(path)).restored, 1);
  assert.deepEqual(await ids('a'), ['osv/T-1']);
});

test('what a whole import no longer holds is withdrawn by the feed; what comes back holds again', async (context) => {
  const { write, import: run, ids, store } = bench(context);
  const both = `${recordJson('T-1', npm('a'))}\n${recordJson('T-2', npm('a'))}`;
  const path = write('x.ndjson', both);
  await run(path);
  write('x.ndjson', recordJson('T-1', npm('a')));
  assert.equal((await run(path, { mode: 'changes' })).absent, 0);
  assert.deepEqual(await ids('a'), ['osv/T-1', 'osv/T-2']);
  const report = await run(path);
  assert.equal(report.absent, 1);
  assert.deepEqual(await ids('a'), ['osv/T-1']);
  assert.equal((await store.lookups.feeds())[0]?.records, 1);
  write('x.ndjson', both);
  assert.equal((await run(path)).restored, 1);
  assert.deepEqual(await ids('a'), ['osv/T-1', 'osv/T-2']);
});

test('a record that became unreadable is not withdrawn', async (context) => {
  const { write, import: run, ids } = bench(context);
  const path = write('x.ndjson', `${recordJson('T-1', npm('a'))}\n${recordJson('T-2', npm('a'))}`);
  await run(path);
  write('x.ndjson', `${recordJson('T-1', npm('a'))}\n{"id":"T-2","modified":7}`);
  const report = await run(path);
  assert.deepEqual([report.bad, report.absent], [1, 0]);
  assert.deepEqual(await ids('a'), ['osv/T-1', 'osv/T-2']);
});

test('a whole import that lacks much of the feed withdraws nothing unless told so', async (context) => {
  const { write, import: run, ids } = bench(context);
  const many = Array.from({ length: 40 }, (_, index) => recordJson(`T-${index}`, npm('a')));
  const path = write('x.ndjson', many.join('\n'));
  await run(path);
  write('x.ndjson', '');
  const report = await run(path);
  assert.match(report.failure ?? '', /40 of 40 records are missing/);
  assert.equal((await ids('a')).length, 40);
  assert.equal((await run(path, { acceptLoss: true })).absent, 40);
  assert.equal((await ids('a')).length, 0);
});

test('a source that breaks off keeps what was read, withdraws nothing and says so', async (context) => {
  const { write, import: run, ids, store } = bench(context);
  const path = write('x.ndjson.gz', gzipSync(recordJson('T-0', npm('a'))));
  await run(path, { etag: '"1"' });
  const many = Array.from({ length: 3_000 }, (_, index) =>
    recordJson(`T-${index + 1}`, npm('b', { n: Math.random() })),
  );
  const whole = gzipSync(many.join('\n'));
  write('x.ndjson.gz', whole.subarray(0, whole.length - 1_000));
  const report = await run(path, { etag: '"2"' });
  assert.equal(report.isComplete, false);
  assert.match(report.failure ?? '', /Cannot unpack x\.ndjson\.gz/);
  assert.deepEqual(await ids('a'), ['osv/T-0']);
  assert.ok((await ids('b')).length > 100);
  const state = (await store.lookups.feeds())[0];
  assert.equal(state?.etag, '"1"');
  assert.match(state?.lastError ?? '', /Cannot unpack/);
});

test('a source that is not there is reported and kept in the state', async (context) => {
  const { import: run, store } = bench(context);
  const report = await run('/nowhere/at/all.zip');
  assert.equal(report.isComplete, false);
  assert.match((await store.lookups.feeds())[0]?.lastError ?? '', /Cannot read/);
  assert.equal((await store.lookups.feeds())[0]?.lastGoodAt, undefined);
});

test('an archive that is damaged or holds a bomb is refused', async (context) => {
  const { write, import: run } = bench(context);
  const zip = zipOf({ 'a.json': recordJson('T-1', npm('a')) });
  const damaged = await run(write('a.zip', zip.subarray(0, zip.length - 10)));
  assert.equal(damaged.isComplete, false);
  const bomb = Buffer.from(zipOf({ 'a.json': 'x' }));
  bomb.writeUInt32LE(0xfffffff0, bomb.indexOf('PK\u0001\u0002') + 24);
  const report = await run(write('b.zip', bomb));
  assert.match(report.failure ?? '', /Cannot unpack b\.zip/);
});

test('feeds that carry the same record neither overwrite nor withdraw each other', async (context) => {
  const { write, import: run, ids } = bench(context);
  const path = write('x.ndjson', recordJson('T-1', npm('a')));
  await run(path);
  await run(path, { feed: 'mirror' });
  assert.deepEqual(await ids('a'), ['mirror/T-1', 'osv/T-1']);
  await run(write('y.ndjson', recordJson('T-1', { ...npm('a'), withdrawn: '2026-02-01T00:00:00Z' })), {
    feed: 'mirror',
  });
  assert.deepEqual(await ids('a'), ['osv/T-1']);
});

test('the newest of several states of a record wins, whatever their order', async (context) => {
  const old = recordJson('T-1', npm('old'));
  const young = recordJson('T-1', { ...npm('young'), modified: '2026-02-01T00:00:00Z' });
  for (const lines of [
    [old, young],
    [young, old],
  ]) {
    const { write, import: run, ids } = bench(context);
    await run(write('x.ndjson', lines.join('\n')));
    assert.deepEqual([await ids('old'), await ids('young')], [[], ['osv/T-1']]);
  }
});

test('several states of a record change nothing when they are read again', async (context) => {
  const { write, import: run, store } = bench(context);
  const young = recordJson('T-1', { ...npm('young'), modified: '2026-02-01T00:00:00Z' });
  const path = write('x.ndjson', [recordJson('T-1', npm('old')), young].join('\n'));
  await run(path);
  const { revision } = await store.lookups.touchedSince(0, 100);
  const report = await run(path);
  assert.deepEqual([report.changed, report.unchanged, report.outdated], [0, 1, 1]);
  assert.deepEqual((await store.lookups.touchedSince(revision, 100)).packages, []);
});

test('a whole source that has gone back to an older state is followed', async (context) => {
  const { write, import: run, ids } = bench(context);
  const wrong = { ...npm('a'), modified: '2026-02-01T00:00:00Z', withdrawn: '2026-02-01T00:00:00Z' };
  await run(write('x.ndjson', recordJson('T-1', wrong)));
  const report = await run(write('x.ndjson', recordJson('T-1', npm('a'))));
  assert.deepEqual([report.changed, report.restored, report.absent], [1, 1, 0]);
  assert.deepEqual(await ids('a'), ['osv/T-1']);
});

test('a bad record without an id keeps a whole import from withdrawing', async (context) => {
  const { write, import: run, ids } = bench(context);
  const path = write('x.ndjson', `${recordJson('T-1', npm('a'))}\n${recordJson('T-2', npm('a'))}`);
  await run(path);
  write('x.ndjson', `${recordJson('T-1', npm('a'))}\n{"i`);
  const report = await run(path);
  assert.match(report.failure ?? '', /no id/);
  assert.deepEqual(await ids('a'), ['osv/T-1', 'osv/T-2']);
});

test('an older state in a source of changes does not undo a newer one', async (context) => {
  const { write, import: run, ids } = bench(context);
  await run(write('x.ndjson', recordJson('T-1', { ...npm('young'), modified: '2026-02-01T00:00:00Z' })));
  const report = await run(write('x.ndjson', recordJson('T-1', npm('old'))), { mode: 'changes' });
  assert.equal(report.outdated, 1);
  assert.deepEqual(await ids('young'), ['osv/T-1']);
});

test('19: a modified in the future is no cursor, and does not keep its correction out', async (context) => {
  const { write, import: run, ids, store } = bench(context);
  const future = new Date(NOW + 300 * DAY_MS).toISOString();
  const lines = [recordJson('T-1', { ...npm('wrong'), modified: future }), recordJson('T-2', npm('b'))];
  await run(write('x.ndjson', lines.join('\n')));
  assert.equal((await store.lookups.feeds())[0]?.cursor, Date.UTC(2026, 0, 1));
  await run(write('x.ndjson', recordJson('T-1', npm('right'))), { mode: 'changes' });
  assert.deepEqual([await ids('wrong'), await ids('right')], [[], ['osv/T-1']]);
});

test('a complete import keeps validators, edition and counts; the journal hears of every chunk that changed something', async (context) => {
  const { write, import: run, store } = bench(context);
  const path = write('x.ndjson', `${recordJson('T-1', npm('a'))}\n{}`);
  await run(path, { etag: '"1"', lastModified: 'yesterday' });
  assert.deepEqual(await store.lookups.feeds(), [
    {
      feed: 'osv',
      kind: 'osv',
      generation: 1,
      lastTriedAt: NOW,
      lastGoodAt: NOW,
      records: 1,
      bad: 1,
      etag: '"1"',
      lastModified: 'yesterday',
      cursor: Date.UTC(2026, 0, 1),
    },
  ]);
  assert.deepEqual(store.changes, [
    {
      kind: 'feed-updated',
      actor: 'feed:osv',
      at: NOW,
      data: { feed: 'osv', added: 1, changed: 0, withdrawn: 0 },
    },
    // That the feed was loaded for the first time is told as well.
    {
      kind: 'feed-updated',
      actor: 'feed:osv',
      at: NOW,
      data: { feed: 'osv', added: 0, changed: 0, withdrawn: 0 },
    },
  ]);
  await run(path);
  assert.equal(store.changes.length, 2);
});

test('a feed keeps its kind', async (context) => {
  const { write, import: run } = bench(context);
  const path = write('x.ndjson', recordJson('T-1', npm('a')));
  await run(path);
  await assert.rejects(run(path, { kind: 'kev' }), (error) => isGatehouseError(error, 'conflict'));
});

const kev = (...cves: readonly string[]): string =>
  JSON.stringify({
    catalogVersion: '1',
    vulnerabilities: cves.map((cveID) => ({ cveID, dateAdded: '2021-12-10' })),
  });

test('KEV becomes what the catalogue says, and touches the packages of its CVEs', async (context) => {
  const { write, import: run, store } = bench(context);
  await run(write('x.ndjson', recordJson('T-1', { ...npm('a'), aliases: ['CVE-2021-0001'] })));
  const { revision } = await store.lookups.touchedSince(0, 100);
  const first = await run(
    write('kev.json.gz', gzipSync(kev('CVE-2021-0001', 'CVE-2021-0002', 'CVE-2021-0003', 'CVE-2021-0004'))),
    { feed: 'kev', kind: 'kev' },
  );
  assert.deepEqual([first.added, first.changed, first.absent], [4, 0, 0]);
  assert.deepEqual((await store.lookups.touchedSince(revision, 100)).packages, [
    { ecosystem: 'npm', name: 'a' },
  ]);
  const second = await run(write('kev.json', kev('CVE-2021-0002', 'CVE-2021-0003', 'CVE-2021-0004')), {
    feed: 'kev',
    kind: 'kev',
  });
  assert.deepEqual([second.changed, second.absent], [0, 1]);
  assert.deepEqual(
    [...(await store.lookups.cveFacts(['CVE-2021-0001', 'CVE-2021-0002'])).keys()],
    ['CVE-2021-0002'],
  );
  const broken = await run(write('kev.json', kev('CVE-2021-0002')), { feed: 'kev', kind: 'kev' });
  assert.equal(broken.isComplete, false);
  assert.equal((await store.lookups.cveFacts(['CVE-2021-0003'])).size, 1);
});

test('EPSS scores are replaced, vanished ones removed, the edition kept; a short file removes nothing', async (context) => {
  const { write, import: run, store } = bench(context);
  const file = (...rows: readonly string[]): string =>
    ['#model_version:v9,score_date:2026-01-01', 'cve,epss,percentile', ...rows].join('\n');
  const request = { feed: 'epss', kind: 'epss' } as const;
  const rows = Array.from({ length: 10 }, (_, index) => `CVE-2021-000${index},0.5,0.5`);
  const first = await run(write('epss.csv.gz', gzipSync(file(...rows, 'x,y,z'))), request);
  assert.deepEqual([first.read, first.added, first.changed, first.bad], [11, 10, 0, 1]);
  assert.equal((await store.lookups.feeds())[0]?.edition, 'v9 2026-01-01');
  await run(write('epss.csv', file(...rows.slice(1))), request);
  assert.deepEqual(
    [...(await store.lookups.cveFacts(['CVE-2021-0000', 'CVE-2021-0001'])).entries()],
    [['CVE-2021-0001', { epss: 0.5, epssPercentile: 0.5 }]],
  );
  const short = await run(write('epss.csv', file('CVE-2021-0001,0.9,0.9')), request);
  assert.equal(short.isComplete, false);
  assert.deepEqual(
    [...(await store.lookups.cveFacts(['CVE-2021-0001', 'CVE-2021-0009'])).values()].map(({ epss }) => epss),
    [0.9, 0.5],
  );
});
