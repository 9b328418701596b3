import assert from 'node:assert/strict';
import { test } from 'node:test';

import { DAY_MS } from '../../kernel/clock.ts';
import { figuresOf } from './currency-figures.ts';
import type { ComponentFacts, FindingFact, LicenceRow } from './currency-ports.ts';
import { CurrencyAdder } from './currency-sums.ts';
import { sumApplication, type CountedApplication } from './sum-application.ts';

const NOW = Date.UTC(2026, 10, 28, 12);
const ago = (days: number) => NOW - days * DAY_MS;

const facts = (parts: Partial<ComponentFacts> = {}): ComponentFacts => ({
  componentId: 1,
  measuredAt: NOW,
  checkedAt: NOW,
  latest: '2.0.0',
  behind: 0,
  behindOnLine: 0,
  lastReleaseAt: ago(10),
  ...parts,
});

const finding = (parts: Partial<FindingFact> = {}): FindingFact => ({
  isVulnerability: true,
  score: 5,
  isKnownExploited: false,
  disclosedAt: ago(100),
  firstSeen: ago(10),
  isRemediated: false,
  state: 'open',
  ...parts,
});

const count = (parts: Partial<CountedApplication> = {}) =>
  sumApplication(
    { application: { id: 'a', tags: {} }, components: [], findings: [], matrix: [], ...parts },
    NOW,
  );

const figures = (parts: Partial<CountedApplication> = {}) => figuresOf(count(parts), NOW);

test('both definitions of high risk are told apart: a score of 7, and known to be exploited', () => {
  const scored = figures({ findings: [finding({ score: 7 })] });
  assert.deepEqual(
    [scored.shares.highScore, scored.shares.exploited],
    [
      { count: 1, of: 1 },
      { count: 0, of: 1 },
    ],
  );
  const exploited = figures({ findings: [finding({ score: 4, isKnownExploited: true })] });
  assert.deepEqual(
    [exploited.shares.highScore, exploited.shares.exploited],
    [
      { count: 0, of: 1 },
      { count: 1, of: 1 },
    ],
  );
});

test('ages have three clocks, each of those that have it, and malware has none', () => {
  const { vulnerabilities } = figures({
    findings: [
      finding({ disclosedAt: ago(365.25 * 3), fixableAt: ago(365.25) }),
      finding({ disclosedAt: ago(365.25) }),
      finding({ isVulnerability: false, disclosedAt: ago(9_000) }),
    ],
  });
  assert.equal(vulnerabilities?.unpatched, 2);
  assert.deepEqual(
    [vulnerabilities.ages.disclosed?.of, vulnerabilities.ages.disclosed?.mean.toFixed(2)],
    [2, '2.00'],
  );
  assert.deepEqual(
    [vulnerabilities.ages.fixable?.of, vulnerabilities.ages.fixable?.median.toFixed(1)],
    [1, '1.0'],
  );
  assert.equal(vulnerabilities.ages.here?.of, 2);
});

test('what does not affect is told apart; what was accepted is still unpatched, and not overdue', () => {
  const { vulnerabilities, shares } = figures({
    findings: [
      finding({ state: 'not-affected', score: 9.8, isKnownExploited: true }),
      finding({ state: 'accepted', dueAt: ago(1) }),
      finding({ dueAt: ago(1) }),
      finding({ dueAt: ago(-1) }),
    ],
  });
  assert.ok(vulnerabilities !== undefined);
  const { unpatched, notAffected, accepted, overdue } = vulnerabilities;
  assert.deepEqual([unpatched, notAffected, accepted, overdue], [3, 1, 1, 1]);
  assert.deepEqual(shares.highScore, { count: 0, of: 1 });
});

test('time to remediate counts what somebody did something about in 90 days, and kept dates of those that had one', () => {
  const gone = (days: number, parts: Partial<FindingFact> = {}) =>
    finding({ firstSeen: ago(days + 4), resolvedAt: ago(days), isRemediated: true, ...parts });
  const { remediation, vulnerabilities } = figures({
    findings: [
      gone(1, { dueAt: ago(0) }),
      gone(2, { dueAt: ago(3), firstSeen: ago(12) }),
      gone(3),
      gone(91),
      gone(4, { isRemediated: false }),
      gone(5, { isVulnerability: false }),
    ],
  });
  assert.deepEqual(
    [remediation?.time?.of, remediation?.time?.mean, remediation?.time?.median, remediation?.inTime],
    [3, 6, 4, { count: 1, of: 2 }],
  );
  assert.equal(vulnerabilities?.unpatched, 0);
});

test('an application that was not matched has no vulnerability figures, rather than zeros', () => {
  const unmatched = figures({ application: { id: 'a', tags: {}, unmatched: 'no feed' }, findings: [] });
  assert.deepEqual([unmatched.vulnerabilities, unmatched.shares.vulnerable], [undefined, undefined]);
  assert.deepEqual(figures({ findings: [] }).shares.vulnerable, { count: 0, of: 1 });
});

test('components of unknown releases are unknown, never current', () => {
  const { components, shares } = figures({
    components: [undefined, { componentId: 2, measuredAt: NOW }, facts()],
  });
  assert.deepEqual(
    [components.all, components.known, components.current, components.behind?.of],
    [3, 1, 1, 1],
  );
  assert.deepEqual(shares.farBehind, { count: 0, of: 1 });
  assert.equal(figures({ components: [undefined] }).shares.farBehind, undefined);
});

test('far behind, long outdated, quiet and stale are counted by component and by application', () => {
  const { components, shares } = figures({
    components: [
      facts({ behind: 10, installedAt: ago(5 * 365.25), latestAt: ago(100) }),
      facts({ lastReleaseAt: ago(1_000), quietSince: ago(1_000) }),
      facts({ lastReleaseAt: ago(2_000), quietSince: ago(2_000), checkedAt: ago(8) }),
      facts({ lastReleaseAt: ago(2_000) }),
    ],
  });
  assert.deepEqual(
    [components.quietTwoYears, components.quietFourYears, components.ofKnownActivity, components.stale],
    [2, 1, 3, 1],
  );
  assert.equal(components.oldestCheckAt, ago(8));
  assert.equal(components.libyears?.sum.toFixed(2), '4.73');
  const yes = { count: 1, of: 1 };
  assert.deepEqual(
    [shares.farBehind, shares.longOutdated, shares.quietTwoYears, shares.quietFourYears],
    [yes, yes, yes, yes],
  );
});

test('what has no score is told, since it may be of high risk', () => {
  const { score: _, ...unscored } = finding();
  const findings = [finding({ score: 9 }), unscored, { ...unscored, state: 'not-affected' as const }];
  const { vulnerabilities } = figures({ findings });
  assert.deepEqual([vulnerabilities?.highScore, vulnerabilities?.unscored], [1, 1]);
});

test('licences are judged by the row of the application’s tags, and not at all without one', () => {
  const matrix: readonly LicenceRow[] = [
    { tags: { use: 'out' }, allowed: ['MIT'], ask: [], denied: ['GPL-*'] },
  ];
  const known = [facts({ licence: 'MIT' }), facts({ licence: 'GPL-3.0-only' })];
  const unknown = [
    facts({ licence: "The Sea's own" }),
    facts({ licence: 'NOASSERTION' }),
    facts(),
    undefined,
  ];
  const components = [...known, ...unknown];
  const out = figures({ application: { id: 'a', tags: { use: 'out' } }, components, matrix });
  assert.deepEqual(out.licences, { allowed: 1, ask: 0, denied: 1, unknown: 4, unrecognised: 1 });
  assert.deepEqual(out.shares.licenceConflict, { count: 1, of: 1 });
  const within = figures({ components, matrix });
  assert.deepEqual([within.licences, within.shares.licenceConflict], [undefined, undefined]);
});

test('sums of applications add up to what all of them have, through storage and back', () => {
  const parts = [
    count({ findings: [finding(), finding({ disclosedAt: ago(300) })], components: [facts({ behind: 3 })] }),
    count({ findings: [finding({ score: 9 })], components: [facts({ behind: 1 }), undefined] }),
    count({ findings: [] }),
    count({ application: { id: 'b', tags: {}, unmatched: 'no feed' } }),
  ];
  const adder = new CurrencyAdder();
  for (const part of parts) adder.addSums(JSON.parse(JSON.stringify(part)) as typeof part);
  const all = figuresOf(adder.sums(), NOW);
  assert.deepEqual(
    [all.applications, all.shares.vulnerable, all.shares.highScore, all.vulnerabilities?.unpatched],
    [4, { count: 2, of: 3 }, { count: 1, of: 3 }, 3],
  );
  assert.deepEqual(
    [all.vulnerabilities?.perApplication?.median, all.vulnerabilities?.ages.disclosed?.median.toFixed(2)],
    [1, '0.27'],
  );
  assert.deepEqual([all.components.behind?.sum, all.components.all, all.components.known], [4, 3, 2]);
});

test('a clock goes on without being counted anew', () => {
  const sums = count({ findings: [finding({ disclosedAt: ago(0) })] });
  const later = figuresOf(sums, NOW + 365.25 * DAY_MS);
  assert.equal(later.vulnerabilities?.ages.disclosed?.mean.toFixed(1), '1.0');
});
