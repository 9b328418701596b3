import assert from 'node:assert/strict';

import type { HeldState, KeptFinding } from '../../inventory/findings/finding-ports.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import type { Database } from '../database.ts';
import { createStores, type Stores } from '../stores.ts';
import { testWithDatabase } from './engines.ts';

const AT = 1_700_000_000_000;

const finding = (componentId: number, recordId: string, parts: Partial<KeptFinding> = {}): KeptFinding => ({
  componentId,
  recordId,
  shownId: recordId,
  ids: [recordId],
  class: 'vulnerability',
  severity: 'high',
  noKnownFix: false,
  disputed: false,
  firstSeen: AT,
  ...parts,
});

const state = (
  applicationId: string,
  { componentId, recordId }: KeptFinding,
  parts: Partial<HeldState> = {},
): HeldState => ({
  applicationId,
  componentId,
  recordId,
  firstSeen: AT,
  lastSeen: AT,
  state: 'open',
  isOverdue: false,
  urgency: 5,
  ...parts,
});

const write = <T>(database: Database, work: (stores: Stores) => Promise<T>) =>
  database.transact((trx) => work(createStores(trx)));

testWithDatabase(
  'a finding is kept once with all that is known, and found by each of its ids',
  async (database) => {
    const whole = finding(2, 'GHSA-1', {
      shownId: 'CVE-1',
      ids: ['CVE-1', 'GHSA-1'],
      severity: 'critical',
      score: 9.8,
      epss: 0.5,
      epssPercentile: 0.9,
      kev: { dateAdded: '2021-12-10', dueDate: '2021-12-24', ransomware: true },
      disclosedAt: AT - 5,
      fixedIn: '2.0.0',
      fixedAt: AT - 3,
      noKnownFix: false,
      disputed: true,
      goneAt: AT + 9,
      goneWhy: 'withdrawn',
      evidence: {
        id: 'undecided/x',
        kind: 'undecided-record',
        subject: { ecosystem: 'npm', name: asPackageName('tide') },
        source: 'x',
        observedAt: AT,
        confidence: 1,
        details: { recordId: 'GHSA-1', isMalware: false, versions: ['1'] },
      },
    });
    const plain = finding(1, 'CVE-1');
    await write(database, ({ findings }) => findings.save([whole, plain]));
    await write(database, ({ findings }) => findings.save([{ ...whole, ids: ['CVE-1'] }]));
    const { findings } = createStores(database.read);
    assert.deepEqual(await findings.ofComponents([2, 1, 7]), [plain, { ...whole, ids: ['CVE-1'] }]);
    assert.deepEqual(await findings.withIds(['GHSA-1']), [{ componentId: 2, recordId: 'GHSA-1' }]);
    assert.equal((await findings.withIds(['CVE-1'])).length, 2);
    assert.deepEqual(await findings.withIds(['CVE-2']), []);
    const [first] = await findings.page({ limit: 1 });
    assert.deepEqual(first, plain);
    const rest = await findings.page({ after: plain, limit: 5 });
    assert.deepEqual(
      rest.map(({ recordId }) => recordId),
      ['GHSA-1'],
    );
    assert.equal(await findings.newestRevision(), 0);
  },
);

testWithDatabase(
  'states of findings are added and replaced, and found when their time is up',
  async (database) => {
    const one = finding(1, 'CVE-1');
    const whole = state('app-1', one, {
      resolvedAt: AT + 5,
      resolvedWhy: 'fixed',
      state: 'accepted',
      reason: 'behind a wall',
      author: 'person:ada',
      decidedAt: AT + 1,
      until: AT + 9,
      dueAt: AT + 7,
      isOverdue: true,
      urgency: 7,
    });
    const late = state('app-2', one, { dueAt: AT + 4 });
    const marked = state('app-3', one, { dueAt: AT + 3, isOverdue: true });
    await write(database, async ({ findingStates }) => {
      await findingStates.save([state('app-1', one), late, marked, state('app-1', finding(2, 'CVE-1'))]);
      await findingStates.save([whole]);
      await findingStates.save([]);
    });
    const { findingStates } = createStores(database.read);
    assert.deepEqual(await findingStates.ofApplication('app-1'), [
      whole,
      state('app-1', finding(2, 'CVE-1')),
    ]);
    assert.deepEqual(await findingStates.ofApplication('app-1', [1]), [whole]);
    assert.deepEqual(
      (await findingStates.ofComponents([1])).map(({ applicationId }) => applicationId).sort(),
      ['app-1', 'app-2', 'app-3'],
    );
    assert.deepEqual(await findingStates.becomingOverdue(AT + 3, 9), []);
    assert.deepEqual(await findingStates.becomingOverdue(AT + 4, 9), [late]);
    assert.deepEqual(await findingStates.noLongerAccepted(AT + 8, 9), []);
    assert.deepEqual(await findingStates.noLongerAccepted(AT + 9, 9), [whole]);
  },
);

testWithDatabase('counts are added up; what is open at the end of a day is set', async (database) => {
  const tally = {
    scope: 'owner',
    scopeId: 'payments',
    bucket: 'all',
    open: 2,
    kev: 1,
    overdue: 1,
    accepted: 0,
    applications: 1,
  } as const;
  const day = {
    day: 9,
    bucket: 'all',
    open: 2,
    kev: 1,
    overdue: 0,
    opened: 2,
    resolved: 0,
    remediated: 0,
    remediatedHours: 0,
    remediatedInTime: 0,
  } as const;
  const age = { clock: 'disclosed', month: 600, bucket: 'high', open: 1, kev: 1, days: 18_000 } as const;
  await write(database, async ({ findingTallies }) => {
    await findingTallies.add([
      tally,
      { ...tally, scopeId: 'web', open: 5 },
      { ...tally, scope: 'all', scopeId: '' },
    ]);
    await findingTallies.add([{ ...tally, open: -1, kev: -1 }]);
    await findingTallies.addDays([day]);
    await findingTallies.addDays([
      { ...day, open: 1, opened: 0, resolved: 1, remediated: 1, remediatedHours: 5 },
    ]);
    await findingTallies.addAges([age, { ...age, month: 601, open: 0 }]);
    await findingTallies.addAges([age]);
  });
  const { findingTallies } = createStores(database.read);
  const counted = { ...tally, open: 1, kev: 0, overdue: 2, applications: 2 };
  assert.deepEqual(await findingTallies.of('owner', ['payments', 'nobody']), [counted]);
  assert.deepEqual(
    (await findingTallies.owners(5)).map(({ scopeId, open }) => [scopeId, open]),
    [
      ['web', 5],
      ['payments', 1],
    ],
  );
  assert.deepEqual(
    (await findingTallies.owners(1)).map(({ scopeId }) => scopeId),
    ['web'],
  );
  assert.deepEqual(await findingTallies.days(9, 9), [
    { ...day, open: 1, resolved: 1, remediated: 1, remediatedHours: 5 },
  ]);
  assert.deepEqual(await findingTallies.days(10, 12), []);
  assert.deepEqual(await findingTallies.ages('disclosed', ['high', 'low']), [
    { ...age, open: 2, kev: 2, days: 36_000 },
  ]);
});

testWithDatabase(
  'findings in applications are listed, the most pressing first, in pages and by every filter',
  async (database) => {
    const key = (name: string) => ({ ecosystem: 'npm' as const, name: asPackageName(name), version: '1' });
    const tide = await write(database, async (stores) => {
      const ids = [...(await stores.components.intern([key('tide'), key('wave')])).values()];
      const [one = 0, two = 0] = ids;
      const app = {
        environment: 'prod',
        tags: {},
        createdAt: AT,
        pushedAt: AT,
        newestSnapshot: 1,
        componentCount: 2,
        unknownCount: 0,
        findingCount: 0,
      };
      await stores.applications.save({ ...app, id: 'a', name: 'shop', owner: 'payments' });
      await stores.applications.save({ ...app, id: 'b', name: 'blog', environment: 'test' });
      const high = finding(one, 'CVE-1', { ids: ['CVE-1', 'GHSA-1'] });
      const known = finding(two, 'CVE-2', { severity: 'critical', kev: { dateAdded: '2021-12-10' } });
      const bad = finding(two, 'MAL-1', { class: 'malware', severity: 'unknown' });
      await stores.findings.save([high, known, bad]);
      const reach = { state: 'not-seen', because: 'no import was found' } as const;
      await stores.reaches.replace('b', [{ reach, components: [two] }]);
      await stores.findingStates.save([
        state('a', high, { isOverdue: true }),
        state('b', high, { state: 'accepted' }),
        state('a', known, { urgency: 7 }),
        state('b', known, { urgency: 7, resolvedAt: AT }),
        state('b', bad, { urgency: 9 }),
      ]);
      return one;
    });
    const { findingListing } = createStores(database.read);
    const tell = async (filter: Parameters<typeof findingListing.list>[0]) =>
      (await findingListing.list(filter, { limit: 9 })).map(
        ({ finding: { shownId }, application: { name } }) => `${shownId} ${name}`,
      );
    assert.deepEqual(await tell({}), ['MAL-1 blog', 'CVE-2 shop', 'CVE-1 shop']);
    assert.deepEqual(await tell({ applicationIds: ['a'] }), ['CVE-2 shop', 'CVE-1 shop']);
    assert.deepEqual(await tell({ environment: 'test' }), ['MAL-1 blog']);
    assert.deepEqual(await tell({ owner: 'payments' }), ['CVE-2 shop', 'CVE-1 shop']);
    assert.deepEqual(await tell({ owner: 'payments', environment: 'test' }), []);
    assert.deepEqual(await tell({ severities: ['high'] }), ['CVE-1 shop']);
    assert.deepEqual(await tell({ severities: ['critical', 'unknown'] }), ['CVE-2 shop']);
    assert.deepEqual(await tell({ classes: ['malware'] }), ['MAL-1 blog']);
    assert.deepEqual(await tell({ isKev: true }), ['CVE-2 shop']);
    assert.deepEqual(await tell({ isOverdue: true }), ['CVE-1 shop']);
    assert.deepEqual(await tell({ states: ['accepted'] }), ['CVE-1 blog']);
    assert.deepEqual(await tell({ states: ['resolved'] }), ['CVE-2 blog']);
    assert.deepEqual(await tell({ states: ['resolved', 'open'] }), [
      'MAL-1 blog',
      'CVE-2 blog',
      'CVE-2 shop',
      'CVE-1 shop',
    ]);
    assert.deepEqual(await tell({ componentIds: [tide] }), ['CVE-1 shop']);
    assert.deepEqual(await tell({ componentIds: [] }), []);
    assert.deepEqual(await tell({ record: 'GHSA-1' }), ['CVE-1 shop']);
    assert.deepEqual(await tell({ key: { componentId: tide, recordId: 'CVE-1' } }), ['CVE-1 shop']);
    const [first] = await findingListing.list({}, { limit: 1 });
    assert.ok(first !== undefined);
    assert.deepEqual(first.component, key('wave'));
    assert.deepEqual(
      (await findingListing.list({ states: ['open', 'resolved'] }, { limit: 9 })).map(
        ({ application: { name }, reach }) => `${name} ${reach?.state ?? 'unknown'}`,
      ),
      ['blog not-seen', 'blog not-seen', 'shop unknown', 'shop unknown'],
    );
    const next = await findingListing.list({}, { after: first.state, limit: 1 });
    assert.deepEqual(
      next.map(({ finding: { shownId } }) => shownId),
      ['CVE-2'],
    );
  },
);

testWithDatabase('old snapshots are deleted, the newest of an application never', async (database) => {
  await write(database, async ({ applications }) => {
    const app = {
      environment: 'prod',
      tags: {},
      createdAt: AT,
      pushedAt: AT,
      componentCount: 0,
      unknownCount: 0,
      findingCount: 0,
    };
    await applications.save({ ...app, id: 'a', name: 'shop', newestSnapshot: 3 });
    await applications.save({ ...app, id: 'b', name: 'blog', newestSnapshot: 1 });
    const told = { author: 'x', componentCount: 0, files: [] };
    const graph = { format: 'test', components: [], roots: [], needs: [], gaps: [] };
    const vex = { format: 'cyclonedx', author: 'acme', statements: [], unrecognised: 0 } as const;
    for (const number of [1, 2, 3]) {
      const snapshot = { ...told, number, takenAt: AT + number };
      await applications.addSnapshot('a', snapshot, [{ path: 'bom.json', graph, vex }], new Map());
    }
    await applications.addSnapshot('b', { ...told, number: 1, takenAt: AT }, [], new Map());
    assert.equal(await applications.removeSnapshots(AT + 9, 1), 1);
    assert.equal(await applications.removeSnapshots(AT + 2, 9), 0);
    assert.equal(await applications.removeSnapshots(AT + 9, 9), 1);
  });
  const { applications } = createStores(database.read);
  const left = await applications.snapshots('a', { limit: 9 });
  assert.deepEqual(
    left.map(({ number }) => number),
    [3],
  );
  const statements = await database.read.selectFrom('snapshot_vex').select('number').execute();
  const numbers = statements.map(({ number }) => number);
  assert.deepEqual(numbers, [3], 'what a snapshot says of vulnerabilities goes with it');
  assert.equal((await applications.snapshots('b', { limit: 9 })).length, 1);
});
