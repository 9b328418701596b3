import assert from 'node:assert/strict';

import { isGatehouseError } from '../../kernel/errors.ts';
import { sha256Of } from '../../kernel/digest.ts';
import type { Evidence } from '../../kernel/evidence.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import type { PolicyVersion, Reservation } from '../../governance/ports.ts';
import type { Database } from '../database.ts';
import { createStores, type Stores } from '../stores.ts';
import { testWithDatabase } from './engines.ts';

const AT = 1_700_000_000_000;
const LEFT_PAD = { ecosystem: 'npm', name: asPackageName('left-pad') } as const;

const waiver = (id: string, parts: Partial<Evidence<'waiver'>> = {}): Evidence<'waiver'> => ({
  id,
  kind: 'waiver',
  subject: LEFT_PAD,
  source: 'account:ada',
  observedAt: AT,
  confidence: 0.75,
  details: { versions: ['1.0.0'], reason: 'it is ours — „ja“ \u0000', author: 'ada' },
  ...parts,
});

const write = <T>(database: Database, work: (stores: Stores) => Promise<T>) =>
  database.transact((trx) => work(createStores(trx)));

testWithDatabase('a statement reads back as it was appended', async (database) => {
  const { statements } = createStores(database.read);
  const bare = waiver('a');
  const full = waiver('b', {
    subject: { ...LEFT_PAD, digest: sha256Of('a') },
    expiresAt: AT + 10,
    withdrawnAt: AT + 5,
  });
  await write(database, (stores) => stores.statements.append([bare, full]));
  assert.deepEqual(await statements.find('a'), bare);
  assert.deepEqual(await statements.find('b'), full);
  assert.equal(await statements.find('c'), undefined);
});

testWithDatabase('a package has the statements in force, oldest first', async (database) => {
  const { statements } = createStores(database.read);
  const old = waiver('z', { observedAt: AT - 1 });
  const twin = waiver('m');
  const ending = waiver('a', { expiresAt: AT + 10 });
  const other = waiver('o', { subject: { ...LEFT_PAD, ecosystem: 'pypi' } });
  await write(database, async (stores) => {
    await stores.statements.append([ending, twin, old, other, waiver('w', { withdrawnAt: AT })]);
  });
  assert.deepEqual(await statements.ofPackage(LEFT_PAD, AT + 9), [old, ending, twin]);
  assert.deepEqual(await statements.ofPackage(LEFT_PAD, AT + 10), [old, twin]);
});

testWithDatabase(
  'a statement of the same id supersedes the earlier, which stays on record',
  async (database) => {
    const { statements } = createStores(database.read);
    const earlier = waiver('a');
    const later = waiver('a', { observedAt: AT + 7, details: { reason: 'again', author: 'bob' } });
    await write(database, (stores) => stores.statements.append([earlier]));
    await write(database, (stores) => stores.statements.append([waiver('a'), later]));
    assert.deepEqual(await statements.ofPackage(LEFT_PAD, AT), [later]);
    const superseded = await database.read
      .selectFrom('superseded_statement')
      .select(['id', 'details', 'superseded_at'])
      .execute();
    assert.deepEqual(
      superseded.map((row) => ({ ...row })),
      [{ id: 'a', details: JSON.stringify(earlier.details), superseded_at: AT + 7 }],
    );
  },
);

testWithDatabase('a statement is withdrawn once', async (database) => {
  const { statements } = createStores(database.read);
  await write(database, (stores) => stores.statements.append([waiver('a')]));
  assert.equal(await write(database, (stores) => stores.statements.withdraw('a', AT + 1)), true);
  assert.equal(await write(database, (stores) => stores.statements.withdraw('a', AT + 2)), false);
  assert.equal(await write(database, (stores) => stores.statements.withdraw('none', AT)), false);
  assert.equal((await statements.find('a'))?.withdrawnAt, AT + 1);
  assert.deepEqual(await statements.ofPackage(LEFT_PAD, AT), []);
});

testWithDatabase('statements of a kind are listed in pages, newest first', async (database) => {
  const { statements } = createStores(database.read);
  const rows = ['a', 'b', 'c', 'd', 'e'].map((id, index) =>
    waiver(id, { observedAt: AT + Math.floor(index / 2), ...(id === 'c' ? { withdrawnAt: AT } : {}) }),
  );
  const quarantine: Evidence = {
    ...waiver('q'),
    kind: 'quarantine',
    details: { reason: 'look', author: 'ada' },
  };
  await write(database, (stores) => stores.statements.append([...rows, quarantine]));
  const listed: string[] = [];
  for (let after: string | undefined; ; after = listed.at(-1)) {
    const page = await statements.list({
      kind: 'waiver',
      limit: 2,
      ...(after === undefined ? {} : { after }),
    });
    if (page.length === 0) break;
    listed.push(...page.map(({ id }) => id));
  }
  assert.deepEqual(listed, ['e', 'd', 'c', 'b', 'a']);
});

testWithDatabase('more statements than one statement of SQL takes are all appended', async (database) => {
  const { statements } = createStores(database.read);
  const rows = Array.from({ length: 3_000 }, (_, index) => waiver(`id ${index}`));
  await write(database, (stores) => stores.statements.append(rows));
  await write(database, (stores) => stores.statements.append([]));
  assert.equal((await statements.ofPackage(LEFT_PAD, AT)).length, 3_000);
});

const policy = (view: string, number: number): PolicyVersion => ({
  view,
  number,
  text: `# ${view} ${number}\n`,
  author: 'ada',
  note: '',
  createdAt: AT + number,
});

testWithDatabase(
  'the newest policy of every view is current, and versions are never overwritten',
  async (database) => {
    const { governance } = createStores(database.read);
    const versions = [policy('default', 1), policy('default', 2), policy('ci', 1), policy('default', 10)];
    await write(database, async (stores) => {
      for (const version of versions) await stores.governance.addPolicy(version);
    });
    assert.deepEqual(await governance.currentPolicies(), [policy('ci', 1), policy('default', 10)]);
    assert.deepEqual(await governance.policyHistory('default', 2), [
      policy('default', 10),
      policy('default', 2),
    ]);
    assert.deepEqual(await governance.policyHistory('none', 2), []);
    await assert.rejects(
      write(database, (stores) => stores.governance.addPolicy({ ...policy('ci', 1), text: 'other' })),
      (error) => isGatehouseError(error, 'conflict'),
    );
  },
);

testWithDatabase('reservations are listed oldest first and withdrawn once', async (database) => {
  const { governance } = createStores(database.read);
  const reservation = (id: string, createdAt: number): Reservation => ({
    id,
    ecosystem: 'npm',
    pattern: '@example/*',
    reason: 'ours',
    author: 'ada',
    createdAt,
  });
  const [first, second] = [reservation('b', AT), reservation('a', AT + 1)];
  await write(database, async (stores) => {
    await stores.governance.addReservation(second);
    await stores.governance.addReservation(first);
  });
  assert.deepEqual(await governance.reservations(), [first, second]);
  assert.equal(await write(database, (stores) => stores.governance.withdrawReservation('b', AT + 9)), true);
  assert.equal(await write(database, (stores) => stores.governance.withdrawReservation('b', AT + 9)), false);
  assert.equal(await write(database, (stores) => stores.governance.withdrawReservation('c', AT)), false);
  assert.deepEqual(await governance.reservations(), [{ ...first, withdrawnAt: AT + 9 }, second]);
});
