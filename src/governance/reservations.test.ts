import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Ecosystem } from '../kernel/ecosystem.ts';
import { GatehouseError, isGatehouseError } from '../kernel/errors.ts';
import { asPackageName } from '../kernel/package-ref.ts';
import { reserveName, type ReserveNameDeps } from './reserve-name.ts';
import { loadReservations } from './reservations.ts';
import { createMemoryGovernance, type MemoryGovernance } from './testing/memory-governance.ts';
import { withdrawReservation } from './withdraw-reservation.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');

/** Names as the ecosystems spell them, as far as these tests need it. */
function parser(form: RegExp, canonical: (name: string) => string = (name) => name) {
  return {
    parse(raw: string) {
      if (!form.test(raw)) throw new GatehouseError('invalid-name', `Cannot read name ${raw}`);
      return asPackageName(canonical(raw));
    },
  };
}

const names: ReserveNameDeps['names'] = {
  npm: parser(/^(@[a-z-]+\/)?[a-z-]+$/),
  pypi: parser(/^[\w.-]+$/, (name) => name.toLowerCase().replace(/[-_.]+/g, '-')),
  cargo: parser(/^[\w-]+$/),
  maven: parser(/^[\w.-]+:[\w.-]+$/),
  composer: parser(/^[\w-]+\/[\w-]+$/i, (name) => name.toLowerCase()),
};

function house(): MemoryGovernance & ReserveNameDeps {
  return { ...createMemoryGovernance(NOW), names };
}

const reserve = (deps: ReserveNameDeps, ecosystem: Ecosystem, pattern: string) =>
  reserveName(deps, { ecosystem, pattern, reason: 'ours', author: 'account:ann' });

test('a reserved name or prefix is answered as evidence, on the boundaries of namespaces', async () => {
  const deps = house();
  const rows: readonly (readonly [Ecosystem, string, readonly string[], readonly string[]])[] = [
    ['npm', '@acme/*', ['@acme/a', '@acme/b-c'], ['@acmeevil/a', 'acme', '@acm/a']],
    ['npm', 'acme-*', ['acme-a'], ['acme', 'acmeevil', 'not-acme-a']],
    ['pypi', 'Acme_*', ['acme-a'], ['acmeevil', 'acme']],
    ['cargo', 'acme', ['acme'], ['acme-a', 'acmeevil']],
    ['maven', 'org.acme.*', ['org.acme:a', 'org.acme.x:a', 'org.acme.x.y:a'], ['org.acmeevil:a', 'org:acme']],
    ['maven', 'com.acme:*', ['com.acme:a'], ['com.acme.x:a', 'com.acmeevil:a']],
    ['composer', 'ACME/*', ['acme/a'], ['acmeevil/a']],
  ];
  for (const [ecosystem, pattern] of rows) await reserve(deps, ecosystem, pattern);
  const reservations = await loadReservations(deps);
  for (const [ecosystem, pattern, hits, misses] of rows) {
    const matching = (name: string) => reservations.of({ ecosystem, name: asPackageName(name) }).length;
    for (const name of hits) assert.equal(matching(name), 1, `${pattern} hits ${name}`);
    for (const name of misses) assert.equal(matching(name), 0, `${pattern} misses ${name}`);
  }
});

test('a reservation is journalled and comes with its reason and author', async () => {
  const deps = house();
  const reservation = await reserve(deps, 'npm', '@acme/*');
  const ref = { ecosystem: 'npm', name: asPackageName('@acme/a') } as const;
  assert.deepEqual((await loadReservations(deps)).of(ref), [
    {
      id: reservation.id,
      kind: 'reservation',
      subject: ref,
      source: 'account:ann',
      observedAt: NOW,
      confidence: 1,
      details: { pattern: '@acme/*', reason: 'ours', author: 'account:ann' },
    },
  ]);
  assert.deepEqual(deps.journal, [
    {
      kind: 'reservation-added',
      actor: 'account:ann',
      at: NOW,
      ecosystem: 'npm',
      data: { id: reservation.id, pattern: '@acme/*' },
    },
  ]);
});

test('a pattern that no name matches, or whose prefix ends in the middle of a name, is refused', async () => {
  const deps = house();
  for (const pattern of [
    'acme*',
    '*',
    '@acme/*/x',
    '**',
    'Ünsinn',
    '',
    '@acme/x*',
    `${'\u0001'.repeat(50_000)}*`,
  ]) {
    await assert.rejects(
      reserve(deps, 'npm', pattern),
      (error) => isGatehouseError(error, 'invalid-name') && error.message.length < 5_000,
      pattern.slice(0, 100),
    );
  }
  assert.deepEqual(await deps.governance.reservations(), []);
});

test('the same pattern twice is a conflict, in another ecosystem or after its withdrawal it is not', async () => {
  const deps = house();
  const first = await reserve(deps, 'pypi', 'Acme');
  await assert.rejects(reserve(deps, 'pypi', 'ACME'), (error) => isGatehouseError(error, 'conflict'));
  await reserve(deps, 'cargo', 'acme');
  const reservations = await loadReservations(deps);
  await withdrawReservation(deps, { id: first.id, author: 'account:bob' });
  await reservations.reload();
  assert.deepEqual(
    reservations.all().map(({ ecosystem }) => ecosystem),
    ['cargo'],
  );
  await reserve(deps, 'pypi', 'acme');
  assert.deepEqual(
    deps.journal.map(({ kind, actor }) => `${kind} ${actor}`),
    [
      'reservation-added account:ann',
      'reservation-added account:ann',
      'reservation-withdrawn account:bob',
      'reservation-added account:ann',
    ],
  );
});

test('a reservation without a reason, or that was not committed, does not hold', async () => {
  const deps = house();
  await assert.rejects(
    reserveName(deps, { ecosystem: 'npm', pattern: 'acme', reason: ' ', author: 'account:ann' }),
    (error) => isGatehouseError(error, 'invalid-request'),
  );
  deps.failNextCommit();
  await assert.rejects(reserve(deps, 'npm', 'acme'), (error) => isGatehouseError(error, 'storage-failed'));
  assert.deepEqual(await deps.governance.reservations(), []);
});

test('withdrawing what is not in force is not found', async () => {
  const deps = house();
  const { id } = await reserve(deps, 'npm', 'acme');
  await withdrawReservation(deps, { id, author: 'account:ann' });
  for (const gone of [id, 'reservation-99']) {
    await assert.rejects(withdrawReservation(deps, { id: gone, author: 'account:ann' }), (error) =>
      isGatehouseError(error, 'not-found'),
    );
  }
  assert.equal(deps.journal.length, 2);
});
