import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Change, JournalEntry } from '../journal/journal.ts';
import { GatehouseError } from '../kernel/errors.ts';
import { asPackageName, packageKey, type PackageRef } from '../kernel/package-ref.ts';
import { openAlarmJob, type AlarmJobDeps } from './alarm-job.ts';

const npm = (name: string): PackageRef => ({ ecosystem: 'npm', name: asPackageName(name) });

/** A house of which the job alone is real. What is pushed to `entries` and `touches` was committed. */
function makeHouse(here: readonly PackageRef[] = []) {
  const known = here.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const entries: JournalEntry[] = [];
  const touches: PackageRef[] = [];
  const looked: string[] = [];
  const failing = new Map<string, Error>();
  let state: string | undefined;
  const jobs = {
    read: async () => state,
    save: async (_job: string, saved: string) => {
      state = saved;
    },
  };
  const deps: AlarmJobDeps = {
    journal: {
      lastSequence: async () => entries.length,
      readAfter: async (after, limit, filter) =>
        entries
          .filter(({ sequence, kind }) => sequence > after && (filter?.kinds?.includes(kind) ?? true))
          .slice(0, limit),
    },
    lookups: {
      touchedSince: async (revision, limit) => {
        const packages = touches.slice(revision, revision + limit);
        return { revision: revision + packages.length, packages };
      },
    },
    stores: {
      packages: {
        search: async ({ after, limit }) => {
          const from = known.findIndex((ref) => packageKey(ref) === after) + 1;
          return known.slice(from, from + limit).map((ref) => ({ ...ref, upstream: 'main', firstSeenAt: 0 }));
        },
      },
      jobs,
    },
    work: { transact: (work) => work({ jobs }) },
    policies: { reload: async () => {} },
    reservations: { reload: async () => {} },
    raise: async ({ name }, cause) => {
      const failure = failing.get(name);
      if (failure !== undefined) throw failure;
      looked.push(cause === 'swept' ? `${name} (swept)` : name);
    },
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  };
  return {
    touches,
    failing,
    saved: () => (state === undefined ? undefined : (JSON.parse(state) as unknown)),
    open: (signal = new AbortController().signal) => openAlarmJob(deps, signal),
    commit(change: Pick<Change, 'kind' | 'data'> & Partial<PackageRef>) {
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the parts that the job reads
      entries.push({ ...change, actor: 'x', at: 0, sequence: entries.length + 1 } as JournalEntry);
    },
    /** What was looked at since the last call. */
    taken: () => looked.splice(0),
  };
}

type House = ReturnType<typeof makeHouse>;

const commitEvidence = (house: House, name: string) =>
  house.commit({ kind: 'evidence-added', data: { id: name, kind: 'quarantine', source: 'x' }, ...npm(name) });
const commitImport = (house: House) =>
  house.commit({ kind: 'feed-updated', data: { feed: 'osv', added: 1, changed: 0, withdrawn: 0 } });
const commitPolicy = (house: House, view = 'default') =>
  house.commit({
    kind: 'policy-applied',
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the digest is not read
    data: { view, revision: 1, sha256: '' as never },
  });

/** Reads on to the end, sweeps, and saves, as the server does. */
async function runThrough(house: House): Promise<readonly string[]> {
  const job = await house.open();
  while (await job.readOn());
  if (job.isSweeping) await job.sweepOn(() => false);
  await job.save();
  return house.taken();
}

test('where it never ran it walks over all packages once, and then over none', async () => {
  const house = makeHouse([npm('a'), npm('b')]);
  commitEvidence(house, 'a');
  house.touches.push(npm('b'));
  commitImport(house);
  assert.deepEqual(await runThrough(house), ['a (swept)', 'b (swept)']);
  assert.deepEqual(await runThrough(house), []);
});

test('exactly what changed while nothing ran is looked at after the next start, once', async () => {
  const house = makeHouse([npm('a'), npm('b'), npm('c'), npm('@acme/tide')]);
  await runThrough(house);
  commitEvidence(house, 'a');
  commitEvidence(house, 'a');
  house.touches.push(npm('b'));
  commitImport(house);
  house.commit({ kind: 'reservation-added', ecosystem: 'npm', data: { id: '1', pattern: '@acme/*' } });
  house.commit({ kind: 'signed-out', data: { accountId: '1' } });
  assert.deepEqual(await runThrough(house), ['a', '@acme/tide', 'b']);
  assert.deepEqual(await runThrough(house), []);
});

test('of an import that touched very many packages, all that were asked for here are looked at', async () => {
  const house = makeHouse([npm('before'), npm('early'), npm('late'), npm('untouched')]);
  house.touches.push(npm('before'));
  await runThrough(house);
  house.touches.push(npm('early'));
  for (let count = 0; count < 12_000; count++) house.touches.push(npm(`other-${count}`));
  house.touches.push(npm('late'));
  commitImport(house);
  assert.deepEqual(await runThrough(house), ['early', 'late']);
  house.touches.push(npm('untouched'));
  commitImport(house);
  assert.deepEqual(await runThrough(house), ['untouched']);
});

test('packages from upstreams are looked at when their name is reserved, page after page', async () => {
  const others = Array.from({ length: 2_500 }, (_, count) => npm(`other-${String(count).padStart(5, '0')}`));
  const house = makeHouse([npm('acme-a'), ...others, npm('zz'), npm('@acme/tide')]);
  await runThrough(house);
  house.commit({ kind: 'reservation-added', ecosystem: 'npm', data: { id: '1', pattern: '@acme/*' } });
  house.commit({ kind: 'reservation-added', ecosystem: 'pypi', data: { id: '2', pattern: 'acme-a' } });
  house.commit({ kind: 'reservation-added', ecosystem: 'npm', data: { id: '3', pattern: 'zz' } });
  assert.deepEqual(await runThrough(house), ['@acme/tide', 'zz']);
});

test('packages from upstreams are looked at when the namespace that holds them has an owner', async () => {
  const pypi = (name: string): PackageRef => ({ ecosystem: 'pypi', name: asPackageName(name) });
  const house = makeHouse([pypi('acme'), pypi('acme-web'), pypi('acmeevil'), npm('acme'), npm('@tide/web')]);
  await runThrough(house);
  const proven = { namespaceId: '1', namespace: 'acme', proof: 'dns', pattern: 'acme-*' } as const;
  house.commit({ kind: 'namespace-proven', ecosystem: 'pypi', data: proven });
  const reserved = { namespaceId: '2', namespace: '@tide', pattern: '@tide/*', reason: 'why' };
  house.commit({ kind: 'namespace-reserved', ecosystem: 'npm', data: reserved });
  assert.deepEqual(await runThrough(house), ['@tide/web', 'acme', 'acme-web']);
});

test('a policy of the default view leads over all packages; new evidence goes first, and the walk goes on', async () => {
  const house = makeHouse(['a', 'b', 'c', 'd'].map(npm));
  await runThrough(house);
  commitPolicy(house, 'lab');
  assert.deepEqual(await runThrough(house), []);
  commitPolicy(house);
  const job = await house.open();
  while (await job.readOn());
  let looks = 0;
  await job.sweepOn(() => looks++ === 2);
  assert.deepEqual(house.taken(), ['a (swept)', 'b (swept)']);
  await job.save();
  commitEvidence(house, 'd');
  assert.deepEqual(await runThrough(house), ['d', 'c (swept)', 'd (swept)']);
  commitPolicy(house);
  const again = await house.open();
  while (await again.readOn());
  await again.sweepOn(() => looks++ === 4);
  commitPolicy(house);
  while (await again.readOn());
  house.taken();
  await again.sweepOn(() => false);
  assert.equal(house.taken().length, 4, 'a newer policy leads over all of them again');
});

test('a package that cannot be looked at holds up no other; storage that fails holds up all, and nothing is passed over', async () => {
  const house = makeHouse();
  await runThrough(house);
  for (const name of ['a', 'b', 'c']) commitEvidence(house, name);
  house.failing.set('a', new Error('broken'));
  house.failing.set('b', new GatehouseError('storage-full', 'Cannot write: the disk is full'));
  const job = await house.open();
  await assert.rejects(job.readOn(), /disk is full/);
  await job.save();
  assert.deepEqual(house.taken(), []);
  house.failing.clear();
  assert.deepEqual(await runThrough(house), ['a', 'b', 'c']);
});

test('what was not looked at when the server ended is looked at after the next start', async () => {
  const house = makeHouse();
  await runThrough(house);
  commitEvidence(house, 'a');
  const end = new AbortController();
  const job = await house.open(end.signal);
  end.abort();
  await assert.rejects(job.readOn(), { name: 'AbortError' });
  await job.save();
  assert.deepEqual(await runThrough(house), ['a']);
});

test('a server that is behind does not take back how far another one came', async () => {
  const house = makeHouse();
  await runThrough(house);
  const behind = await house.open();
  commitEvidence(house, 'a');
  await behind.readOn();
  commitEvidence(house, 'b');
  await runThrough(house);
  await behind.save();
  assert.deepEqual(house.saved(), { sequence: 2, revision: 0 });
});
