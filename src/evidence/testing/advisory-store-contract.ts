// What every advisory database must do, whatever holds it.

import assert from 'node:assert/strict';

import { asPackageName } from '../../kernel/package-ref.ts';
import type { AdvisoryImports, AdvisoryLookups, FeedState, StoredAdvisory } from '../advisory-ports.ts';
import { toStoredAdvisory } from '../advisory-record.ts';
import { entry, record, testRulesOf } from './records.ts';

/** A database under test. */
export interface AdvisoriesUnderTest {
  readonly lookups: AdvisoryLookups;
  /** Runs `work` in one unit of work. */
  readonly write: (work: (imports: AdvisoryImports) => Promise<unknown>) => Promise<void>;
}

/** Each case gets an empty database. */
export const ADVISORY_STORE_CONTRACT: readonly (readonly [
  name: string,
  check: (store: AdvisoriesUnderTest) => Promise<void>,
])[] = [
  ['what was written is found by package, and only there', findsByPackage],
  ['a record that is written again replaces all that belonged to it', replacesRecords],
  ['withdrawn and absent records are in no answer but their document', hidesWhatIsGone],
  ['counting and marking look at one feed and one import', marksAbsent],
  ['of two imports at once neither takes for gone what the other has seen', seesTogether],
  ['linked records share an id within the ecosystem', findsLinked],
  ['each change raises the revision of the packages it touches', touchesPackages],
  ['KEV is replaced as a whole and EPSS by import', enriches],
  ['feeds are kept by name', keepsFeeds],
  ['more keys and rows than one statement takes', takesMany],
];

const npm = (name: string): object => entry('npm', name, { versions: ['1.0.0'] });

function stored(id: string, fields: object, feed = 'osv'): StoredAdvisory {
  const source = { feed, document: `{"id":"${id}","ü":"😀"}`, digest: `digest of ${id}` };
  const advisory = toStoredAdvisory(record(id, fields), source, testRulesOf);
  assert.ok(advisory);
  return advisory;
}

async function put(
  store: AdvisoriesUnderTest,
  generation: number,
  ...records: readonly StoredAdvisory[]
): Promise<void> {
  const feed = records[0]?.feed ?? '';
  await store.write((imports) =>
    imports.writeRecords({ feed, generation, at: 1_000 + generation, records, unchanged: [] }),
  );
}

async function ids(store: AdvisoriesUnderTest, name: string): Promise<readonly string[]> {
  const found = await store.lookups.candidates('npm', [asPackageName(name)]);
  return found.map(({ feed, id }) => `${feed}/${id}`).sort();
}

async function findsByPackage(store: AdvisoriesUnderTest): Promise<void> {
  const advisory = stored('T-1', {
    aliases: ['CVE-1'],
    affected: [npm('a'), npm('b'), entry('PyPI', 'a', { versions: ['1'] })],
  });
  await put(store, 1, advisory, stored('T-2', { affected: [npm('c')] }));
  const found = await store.lookups.candidates('npm', [
    asPackageName('a'),
    asPackageName('c'),
    asPackageName('d'),
  ]);
  const { affected, feed, id, header } = advisory;
  assert.deepEqual(
    found.find((candidate) => candidate.id === 'T-1'),
    { ...affected[0], feed, id, header, importedAt: 1_001 },
  );
  assert.deepEqual(found.map((candidate) => candidate.id).sort(), ['T-1', 'T-2']);
  assert.deepEqual(await store.lookups.candidates('cargo', [asPackageName('a')]), []);
  assert.deepEqual(await store.lookups.candidates('npm', []), []);
  assert.equal(await store.lookups.knowsOf('pypi'), true);
  assert.equal(await store.lookups.knowsOf('maven'), false);
  assert.equal(await store.lookups.document('T-1'), '{"id":"T-1","ü":"😀"}');
  assert.equal(await store.lookups.document('T-1', 'other'), undefined);
}

async function replacesRecords(store: AdvisoriesUnderTest): Promise<void> {
  await put(store, 1, stored('T-1', { aliases: ['CVE-1'], affected: [npm('a'), npm('b')] }));
  await put(store, 2, { ...stored('T-1', { aliases: ['CVE-2'], affected: [npm('b')] }), digest: 'new' });
  assert.deepEqual([await ids(store, 'a'), await ids(store, 'b')], [[], ['osv/T-1']]);
  assert.deepEqual(await store.lookups.linkedRecords('npm', ['CVE-1']), []);
  assert.equal((await store.lookups.linkedRecords('npm', ['CVE-2'])).length, 1);
  await store.write(async (imports) => {
    const known = await imports.knownRecords('osv', ['T-1', 'T-9']);
    assert.deepEqual(
      [...known],
      [['T-1', { digest: 'new', modified: Date.UTC(2026, 0, 1), isGone: false, generation: 2 }]],
    );
    assert.equal((await imports.knownRecords('other', ['T-1'])).size, 0);
  });
}

async function hidesWhatIsGone(store: AdvisoriesUnderTest): Promise<void> {
  const withdrawn = stored('T-1', {
    aliases: ['CVE-1'],
    withdrawn: '2026-01-02T00:00:00Z',
    affected: [npm('a')],
  });
  await put(store, 1, withdrawn, stored('T-2', { aliases: ['CVE-1'], affected: [npm('a')] }));
  assert.deepEqual(await ids(store, 'a'), ['osv/T-2']);
  await store.write((imports) => imports.markAbsent('osv', 2, 5, 10));
  assert.deepEqual(await ids(store, 'a'), []);
  assert.deepEqual(await store.lookups.linkedRecords('npm', ['CVE-1']), []);
  assert.ok(await store.lookups.document('T-1'));
  await store.write(async (imports) => {
    const known = await imports.knownRecords('osv', ['T-1', 'T-2']);
    assert.deepEqual(
      [...known.values()].map(({ isGone }) => isGone),
      [true, true],
    );
  });
  await put(store, 3, stored('T-2', { affected: [npm('a')] }));
  assert.deepEqual(await ids(store, 'a'), ['osv/T-2']);
}

async function marksAbsent(store: AdvisoriesUnderTest): Promise<void> {
  await put(store, 1, ...['T-1', 'T-2', 'T-3'].map((id) => stored(id, { affected: [npm('a')] })));
  await put(store, 1, stored('T-1', { affected: [npm('a')] }, 'mirror'));
  await store.write(async (imports) => {
    await imports.writeRecords({ feed: 'osv', generation: 2, at: 9, records: [], unchanged: ['T-2'] });
    assert.deepEqual(await imports.countRecords('osv', 2), { holding: 3, unseen: 2 });
    assert.equal(await imports.markAbsent('osv', 2, 9, 1), 1);
    assert.equal(await imports.markAbsent('osv', 2, 9, 10), 1);
    assert.equal(await imports.markAbsent('osv', 2, 9, 10), 0);
    assert.deepEqual(await imports.countRecords('osv', 2), { holding: 1, unseen: 0 });
    assert.deepEqual(await imports.countRecords('nobody', 2), { holding: 0, unseen: 0 });
  });
  assert.deepEqual(await ids(store, 'a'), ['mirror/T-1', 'osv/T-2']);
}

/** Two servers on one database poll the same feed. */
async function seesTogether(store: AdvisoriesUnderTest): Promise<void> {
  const all = ['T-1', 'T-2', 'T-3', 'T-4'].map((id) => stored(id, { affected: [npm('a')] }));
  await put(store, 1, ...all);
  const see = (imports: AdvisoryImports, generation: number, ...unchanged: readonly string[]) =>
    imports.writeRecords({ feed: 'osv', generation, at: 9, records: [], unchanged });
  await store.write(async (imports) => {
    await see(imports, 2, 'T-1', 'T-2', 'T-3');
    await see(imports, 3, 'T-1');
    assert.deepEqual(await imports.countRecords('osv', 2), { holding: 4, unseen: 1 });
    assert.equal(await imports.markAbsent('osv', 2, 9, 10), 1);
    await see(imports, 3, 'T-2', 'T-3');
    await see(imports, 2, 'T-2');
    const records = [{ ...stored('T-3', { affected: [npm('a')] }), digest: 'new' }];
    await imports.writeRecords({ feed: 'osv', generation: 2, at: 9, records, unchanged: [] });
    assert.deepEqual(await imports.countRecords('osv', 3), { holding: 3, unseen: 0 });
    assert.equal(await imports.markAbsent('osv', 3, 9, 10), 0);
    const scores = ['CVE-2021-0001', 'CVE-2021-0002'].map((cve) => ({ cve, score: 1, percentile: 1 }));
    await imports.writeEpss(scores, 3, false);
    await imports.writeEpss(scores.slice(0, 1), 2, true);
    await imports.writeEpss([], 3, true);
  });
  assert.deepEqual(await ids(store, 'a'), ['osv/T-1', 'osv/T-2', 'osv/T-3']);
  assert.equal((await store.lookups.cveFacts(['CVE-2021-0001', 'CVE-2021-0002'])).size, 2);
}

async function findsLinked(store: AdvisoriesUnderTest): Promise<void> {
  await put(
    store,
    1,
    stored('T-1', { aliases: ['CVE-1', 'GHSA-1'], affected: [npm('a'), npm('b')] }),
    stored('T-2', { aliases: ['CVE-1'], affected: [entry('PyPI', 'a', { versions: ['1'] })] }),
  );
  const linked = async (...keys: readonly string[]): Promise<readonly string[]> =>
    (await store.lookups.linkedRecords('npm', keys)).map(({ id }) => id);
  assert.deepEqual(await linked('CVE-1', 'GHSA-1', 'T-1'), ['T-1']);
  assert.deepEqual(await linked('T-2', 'CVE-9'), []);
  assert.deepEqual(await linked(), []);
}

async function touchesPackages(store: AdvisoriesUnderTest): Promise<void> {
  const touched = async (revision: number): Promise<readonly string[]> =>
    (await store.lookups.touchedSince(revision, 100)).packages
      .map(({ ecosystem, name }) => `${ecosystem}:${name}`)
      .sort();
  const revisionNow = async (): Promise<number> => (await store.lookups.touchedSince(0, 1_000)).revision;
  assert.deepEqual(await store.lookups.touchedSince(0, 10), { revision: 0, packages: [] });
  await put(
    store,
    1,
    stored('T-1', { aliases: ['CVE-1'], affected: [npm('a')] }),
    stored('T-2', { affected: [npm('b')] }),
  );
  assert.deepEqual(await touched(0), ['npm:a', 'npm:b']);

  let revision = await revisionNow();
  await put(store, 2, stored('T-3', { aliases: ['CVE-1'], affected: [npm('c')] }));
  assert.deepEqual(await touched(revision), ['npm:a', 'npm:c'], 'the group of a changes with its new member');

  revision = await revisionNow();
  await put(store, 3, stored('T-2', { affected: [npm('d')] }));
  assert.deepEqual(await touched(revision), ['npm:b', 'npm:d']);

  revision = await revisionNow();
  await store.write((imports) => imports.markAbsent('osv', 3, 9, 1));
  assert.deepEqual(await touched(revision), ['npm:a', 'npm:c'], 'T-1 is gone, and its group changes');

  const first = await store.lookups.touchedSince(0, 2);
  assert.equal(first.packages.length, 2);
  const rest = await store.lookups.touchedSince(first.revision, 100);
  assert.equal(rest.packages.length, 2);
}

async function enriches({ lookups, write }: AdvisoriesUnderTest): Promise<void> {
  const one = {
    cve: 'CVE-2021-0001',
    dateAdded: '2021-01-01',
    dueDate: '2021-02-01',
    knownRansomwareUse: true,
  };
  const two = { cve: 'CVE-2021-0002', dateAdded: '2021-01-01', knownRansomwareUse: false };
  await write(async (imports) => {
    assert.deepEqual(await imports.replaceKev([one, two]), { added: 2, changed: 0, removed: 0 });
    assert.deepEqual(await imports.replaceKev([one, two]), { added: 0, changed: 0, removed: 0 });
    await imports.writeEpss(
      [
        { cve: one.cve, score: 0.25, percentile: 0.5 },
        { cve: 'CVE-2021-0003', score: 1, percentile: 1 },
      ],
      1,
      true,
    );
  });
  assert.deepEqual(
    new Map(await lookups.cveFacts([one.cve, two.cve, 'CVE-2021-0003', 'CVE-2021-0004'])),
    new Map<string, object>([
      [one.cve, { epss: 0.25, epssPercentile: 0.5, kev: one }],
      [two.cve, { kev: two }],
      ['CVE-2021-0003', { epss: 1, epssPercentile: 1 }],
    ]),
  );
  await write(async (imports) => {
    assert.deepEqual(await imports.replaceKev([{ ...one, dateAdded: '2022-01-01' }]), {
      added: 0,
      changed: 1,
      removed: 1,
    });
    await imports.writeEpss([{ cve: one.cve, score: 0.5, percentile: 0.5 }], 2, false);
  });
  assert.equal((await lookups.cveFacts(['CVE-2021-0003'])).size, 1);
  await write((imports) => imports.writeEpss([], 2, true));
  assert.deepEqual([...(await lookups.cveFacts([one.cve, two.cve, 'CVE-2021-0003'])).keys()], [one.cve]);
}

async function keepsFeeds({ lookups, write }: AdvisoriesUnderTest): Promise<void> {
  const state: FeedState = { feed: 'osv', kind: 'osv', generation: 1, lastTriedAt: 5, records: 0, bad: 0 };
  await write((imports) => imports.saveFeed(state));
  await write((imports) => imports.saveFeed({ ...state, feed: 'kev', kind: 'kev' }));
  const later = {
    ...state,
    generation: 2,
    lastGoodAt: 7,
    records: 3,
    etag: '"x"',
    cursor: 4,
    edition: 'e',
    lastError: 'w',
  };
  await write((imports) => imports.saveFeed(later));
  assert.deepEqual(await lookups.feeds(), [{ ...state, feed: 'kev', kind: 'kev' }, later]);
}

async function takesMany(store: AdvisoriesUnderTest): Promise<void> {
  const names = Array.from({ length: 1_203 }, (_, index) => `p${index}`);
  await put(
    store,
    1,
    ...names.map((name, index) => stored(`T-${index}`, { aliases: [`CVE-${index}`], affected: [npm(name)] })),
  );
  const found = await store.lookups.candidates('npm', names.map(asPackageName));
  assert.equal(found.length, names.length);
  const linked = await store.lookups.linkedRecords(
    'npm',
    names.map((_, index) => `CVE-${index}`),
  );
  assert.equal(linked.length, names.length);
}
