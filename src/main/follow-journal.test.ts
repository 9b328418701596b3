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
async function follow(parts: { readonly touches?: PackageRef[]; readonly policy?: string }) {
  const { touches = [], policy = 'preset = "balanced"' } = parts;
  const handlers: [readonly ChangeKind[], (entry: JournalEntry) => unknown][] = [];
  const revisions = new Revisions();
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
    },
    registry: { caches: { revisions } },
    policies: { reload: async () => {}, all: () => [{ policy: parsePolicy(policy) }] },
    reservations: { reload: async () => {} },
    knowledge: { reloadFeeds: async () => false },
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the parts that following uses
  await followJournal(deps as unknown as FollowDeps);
  return {
    revisions,
    async tell(kind: ChangeKind, data: object) {
      const entry = { kind, ecosystem: 'npm', data } as unknown as JournalEntry;
      for (const [kinds, handler] of handlers) if (kinds.includes(kind)) await handler(entry);
    },
  };
}

test('an import that touched very many packages overtakes every one of them', async () => {
  const touches: PackageRef[] = [npm('before')];
  const house = await follow({ touches });
  for (let count = 0; count < 12_000; count++) touches.push(npm(`other-${count}`));
  touches.push(npm('late'));
  const before = house.revisions.of(npm('late'));
  await house.tell('feed-updated', { feed: 'osv' });
  const after = house.revisions.of(npm('late'));
  assert.notEqual(after, before);
  touches.push(npm('next'));
  const untouched = house.revisions.of(npm('late'));
  await house.tell('feed-updated', { feed: 'osv' });
  assert.equal(house.revisions.of(npm('late')), untouched);
  assert.notEqual(house.revisions.of(npm('next')), untouched);
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
