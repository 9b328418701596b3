import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ChangeKind } from '../journal/changes.ts';
import type { JournalEntry } from '../journal/journal.ts';
import { asPackageName, type PackageRef } from '../kernel/package-ref.ts';
import { parsePolicy } from '../policy/parse-policy.ts';
import { Revisions } from '../registry/revisions.ts';
import { followJournal, type FollowDeps } from './follow-journal.ts';

const npm = (name: string): PackageRef => ({ ecosystem: 'npm', name: asPackageName(name) });

/** A house of which only what follows from the journal is real. `touches` are the packages that imports touched. */
async function follow(parts: {
  readonly touches?: PackageRef[];
  readonly here?: readonly PackageRef[];
  readonly policy?: string;
}) {
  const { touches = [], here = [], policy = 'preset = "balanced"' } = parts;
  const handlers: [readonly ChangeKind[], (entry: JournalEntry) => unknown][] = [];
  const handedOver: string[] = [];
  const revisions = new Revisions();
  const known = here.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const deps = {
    storage: {
      feed: {
        subscribe(kinds: readonly ChangeKind[], handler: (entry: JournalEntry) => unknown) {
          handlers.push([kinds, handler]);
          return () => {};
        },
      },
      lookups: {
        touchedSince: async (revision: number, limit: number) => {
          const packages = touches.slice(revision, revision + limit);
          return { revision: revision + packages.length, packages };
        },
        feeds: async () => [
          { feed: 'epss', kind: 'epss' },
          { feed: 'osv', kind: 'osv' },
        ],
      },
      stores: {
        packages: {
          search: async ({ after, limit }: { after?: string; limit: number }) => {
            const from = known.findIndex(({ ecosystem, name }) => `${ecosystem}:${name}` === after) + 1;
            return known.slice(from, from + limit);
          },
        },
      },
    },
    registry: { caches: { revisions } },
    policies: { reload: async () => {}, all: () => [{ policy: parsePolicy(policy) }] },
    reservations: { reload: async () => {} },
    knowledge: { reloadFeeds: async () => false },
    housekeeping: {
      touched: (refs: readonly PackageRef[]) => handedOver.push(...refs.map(({ name }) => name)),
    },
    log: { warn: () => {} },
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the parts that following uses
  await followJournal(deps as unknown as FollowDeps);
  return {
    revisions,
    handedOver,
    async tell(kind: ChangeKind, data: object) {
      const entry = { kind, ecosystem: 'npm', data } as unknown as JournalEntry;
      for (const [kinds, handler] of handlers) if (kinds.includes(kind)) await handler(entry);
    },
  };
}

test('of an import that touched very many packages, all that were asked for here are looked at', async () => {
  const touches: PackageRef[] = [npm('before')];
  const here = [npm('before'), npm('early'), npm('late'), npm('untouched')];
  const house = await follow({ touches, here });
  touches.push(npm('early'));
  for (let count = 0; count < 12_000; count++) touches.push(npm(`other-${count}`));
  touches.push(npm('late'));
  const before = house.revisions.of(npm('late'));
  await house.tell('feed-updated', { feed: 'osv' });
  assert.deepEqual(house.handedOver, ['early', 'late']);
  assert.notEqual(house.revisions.of(npm('late')), before);
  touches.push(npm('untouched'));
  await house.tell('feed-updated', { feed: 'osv' });
  assert.deepEqual(house.handedOver, ['early', 'late', 'untouched']);
});

test('packages from upstreams are looked at when their name is reserved, page after page', async () => {
  const others = Array.from({ length: 2_500 }, (_, count) => npm(`other-${String(count).padStart(5, '0')}`));
  const house = await follow({ here: [npm('acme-a'), ...others, npm('zz'), npm('@acme/tide')] });
  await house.tell('reservation-added', { pattern: '@acme/*' });
  await house.tell('reservation-added', { pattern: 'zz' });
  assert.deepEqual(house.handedOver, ['@acme/tide', 'zz']);
});

test('new EPSS scores are in force at once where a policy asks for them, and change nothing elsewhere', async () => {
  const scored = `[[rules]]\nid = "likely"\non = "advisory"\nmin_epss = 0.5\naction = "warn"`;
  for (const [policy, isRaised] of [
    [scored, true],
    ['preset = "balanced"', false],
  ] as const) {
    const house = await follow({ policy });
    const before = house.revisions.of(npm('a'));
    await house.tell('feed-updated', { feed: 'osv' });
    assert.equal(house.revisions.of(npm('a')), before);
    await house.tell('feed-updated', { feed: 'epss' });
    assert.equal(house.revisions.of(npm('a')) !== before, isRaised);
  }
});
