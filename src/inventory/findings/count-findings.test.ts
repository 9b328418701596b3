// Whatever happens to findings, the kept counts are what counting anew would give.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { bucketsOf, countFindings, isOpen, type HeldChange, type HeldFinding } from './count-findings.ts';
import {
  FINDING_CLASSES,
  FINDING_STATES,
  SEVERITIES,
  type DayTally,
  type FindingTallyStore,
  type HeldState,
  type KeptFinding,
  type Tally,
} from './finding-ports.ts';

/** Adds up as the database does. */
function memoryTallies() {
  const tallies = new Map<string, Tally>();
  const days = new Map<string, DayTally>();
  const store: FindingTallyStore = {
    of: async (scope, ids) =>
      [...tallies.values()].filter((one) => one.scope === scope && ids.includes(one.scopeId)),
    owners: async () => [],
    days: async () => [...days.values()],
    lastDay: async () => [],
    ages: async () => [],
    async add(added) {
      for (const one of added) {
        const key = `${one.scope} ${one.scopeId} ${one.bucket}`;
        const known = tallies.get(key);
        tallies.set(key, {
          ...one,
          open: one.open + (known?.open ?? 0),
          kev: one.kev + (known?.kev ?? 0),
          overdue: one.overdue + (known?.overdue ?? 0),
          accepted: one.accepted + (known?.accepted ?? 0),
          applications: one.applications + (known?.applications ?? 0),
        });
      }
    },
    async addDays(added) {
      for (const one of added) {
        const known = days.get(`${one.day} ${one.bucket}`);
        const opened = one.opened + (known?.opened ?? 0);
        const resolved = one.resolved + (known?.resolved ?? 0);
        days.set(`${one.day} ${one.bucket}`, { ...one, opened, resolved });
      }
    },
    addAges: async () => {},
  };
  return { store, tallies, days };
}

const findings = fc.record({
  class: fc.constantFrom(...FINDING_CLASSES),
  severity: fc.constantFrom(...SEVERITIES),
  isKev: fc.boolean(),
});
const states = fc.record({
  application: fc.constantFrom('a', 'b', 'c'),
  finding: fc.integer({ min: 0, max: 3 }),
  state: fc.constantFrom(...FINDING_STATES),
  isGone: fc.boolean(),
  isOverdue: fc.boolean(),
  facts: findings,
});

const OWNERS: Readonly<Record<string, string>> = { a: 'x', b: 'x', c: '' };

function toHeld(step: typeof states extends fc.Arbitrary<infer T> ? T : never): HeldFinding {
  const { application, finding: componentId, state, isGone, isOverdue, facts } = step;
  const finding: KeptFinding = {
    componentId,
    recordId: 'CVE-1',
    shownId: 'CVE-1',
    ids: ['CVE-1'],
    class: facts.class,
    severity: facts.severity,
    ...(facts.isKev ? { kev: { dateAdded: '2021-12-10' } } : {}),
    noKnownFix: false,
    disputed: false,
    firstSeen: 0,
  };
  const held: HeldState = {
    applicationId: application,
    componentId,
    recordId: 'CVE-1',
    firstSeen: 0,
    lastSeen: 0,
    ...(isGone ? { resolvedAt: 1, resolvedWhy: 'fixed' as const } : {}),
    state,
    isOverdue,
    urgency: 0,
  };
  return { finding, state: held };
}

/** Every number, counted from what there is. */
function countAnew(all: readonly HeldFinding[]): ReadonlyMap<string, readonly number[]> {
  const counts = new Map<
    string,
    { open: number; kev: number; overdue: number; accepted: number; in: Set<string> }
  >();
  for (const held of all) {
    const { applicationId, resolvedAt, state, isOverdue } = held.state;
    for (const bucket of bucketsOf(held)) {
      for (const scope of [`application ${applicationId}`, `owner ${OWNERS[applicationId]}`, 'all ']) {
        const key = `${scope} ${bucket}`;
        const own = counts.get(key) ?? { open: 0, kev: 0, overdue: 0, accepted: 0, in: new Set() };
        counts.set(key, own);
        if (resolvedAt === undefined && state === 'accepted') own.accepted += 1;
        if (!isOpen(held.state)) continue;
        own.open += 1;
        own.in.add(applicationId);
        if (held.finding.kev !== undefined) own.kev += 1;
        if (isOverdue) own.overdue += 1;
      }
    }
  }
  return new Map(
    [...counts].map(([key, one]) => [key, [one.open, one.kev, one.overdue, one.accepted, one.in.size]]),
  );
}

const isSome = (numbers: readonly number[]): boolean => numbers.some((one) => one !== 0);

test('counts that are kept are those that counting anew gives, whatever happens', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(states, { maxLength: 6 }), { maxLength: 6 }), async (rounds) => {
      const { store, tallies } = memoryTallies();
      const now = new Map<string, HeldFinding>();
      for (const steps of rounds) {
        const unique = new Map(
          steps.map((step) => [`${step.application} ${step.finding}`, toHeld(step)] as const),
        );
        const changes = [...unique].map(([key, after]): HeldChange => {
          const before = now.get(key);
          now.set(key, after);
          const owner = OWNERS[after.state.applicationId] ?? '';
          return { ...(before === undefined ? {} : { before }), after, owner };
        });
        await countFindings(store, changes, 0);
      }
      const kept = [...tallies].map(([key, one]): [string, readonly number[]] => [
        key,
        [one.open, one.kev, one.overdue, one.accepted, one.applications],
      ]);
      assert.deepEqual(
        new Map(kept.filter(([, numbers]) => isSome(numbers))),
        new Map([...countAnew([...now.values()])].filter(([, numbers]) => isSome(numbers))),
      );
    }),
  );
});

test('a day knows what began and ended on it, and what is open at its end', async () => {
  const { store, days } = memoryTallies();
  const facts = { class: 'vulnerability', severity: 'high', isKev: false } as const;
  const step = {
    application: 'a',
    finding: 1,
    state: 'open',
    isGone: false,
    isOverdue: false,
    facts,
  } as const;
  const [open, gone] = [toHeld(step), toHeld({ ...step, isGone: true })];
  await countFindings(store, [{ after: open, owner: '' }], 0);
  await countFindings(store, [{ before: open, after: gone, owner: '' }], 0);
  await countFindings(store, [{ before: gone, after: open, owner: '' }], 0);
  const high = days.get('0 high');
  assert.deepEqual([high?.opened, high?.resolved, high?.open], [2, 1, 1]);
});
