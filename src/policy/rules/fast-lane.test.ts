import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { EvidenceDetails, VersionFacts } from '../../kernel/evidence.ts';
import { HOUR_MS } from '../../kernel/clock.ts';
import {
  advisory,
  daysAgo,
  decide,
  hoursAgo,
  malware,
  NOW,
  packageEvidence,
  publishedAt,
  verdictFor,
  versionFacts,
} from '../testdata/build-evidence.ts';

const fix = { fixedVersions: ['1.2.4'], affected: [{ version: '1.2.3', fixedIn: '1.2.4' }] };
const steady = { installScripts: false, provenance: 'attested', publisher: 'ann' } as const;

/** The action about 1.2.4, three hours old, beside 1.2.3, when an advisory names it as a fix. */
function actionOnFix(
  details: Partial<EvidenceDetails['advisory']> = {},
  young: Partial<VersionFacts> = {},
  previous: readonly VersionFacts[] = [publishedAt('1.2.3', daysAgo(100), steady)],
): string {
  const fresh = publishedAt('1.2.4', hoursAgo(3), { ...steady, ...young });
  const decision = decide(packageEvidence([...previous, fresh], [advisory({ ...fix, ...details })]));
  return verdictFor(decision, '1.2.4').action;
}

test('the exact version that a reviewed advisory names as its fix does not wait, and the reason says so', () => {
  const versions = [publishedAt('1.2.3', daysAgo(100), steady), publishedAt('1.2.4', hoursAgo(3), steady)];
  const verdict = verdictFor(decide(packageEvidence(versions, [advisory(fix)])), '1.2.4');
  assert.equal(verdict.action, 'allow');
  assert.equal(verdict.reasons[0]?.rule, 'fast-lane');
  assert.match(
    verdict.reasons[0]?.summary ?? '',
    /^let through as the fix for CVE-2026-1000 \(CVSS 9\.8\).*without it young-version would block it$/,
  );
});

test('a score of 7 is enough, or being known to be exploited; less is not', () => {
  assert.equal(actionOnFix({ score: 7 }), 'allow');
  assert.equal(actionOnFix({ score: 6.9 }), 'block');
  assert.equal(actionOnFix({ score: 3, kev: { dateAdded: '2026-11-20' } }), 'allow');
});

test('an advisory that nobody reviewed, or that names another version, opens no lane', () => {
  assert.equal(actionOnFix({ reviewed: false }), 'block');
  assert.equal(actionOnFix({ fixedVersions: ['1.2.5'] }), 'block');
});

test('a new install script keeps it waiting; one that the previous version had does not', () => {
  assert.equal(actionOnFix({}, { installScripts: true }), 'block');
  const scripted = publishedAt('1.2.3', daysAgo(100), { ...steady, installScripts: true });
  assert.equal(actionOnFix({}, { installScripts: true }, [scripted]), 'allow');
});

test('lost provenance keeps it waiting', () => {
  assert.equal(actionOnFix({}, { provenance: 'none' }), 'block');
  assert.equal(actionOnFix({}, { provenance: 'trusted-publisher' }), 'allow');
});

test('a publisher that never published an earlier version keeps it waiting', () => {
  assert.equal(actionOnFix({}, { publisher: 'eve' }), 'block');
  const { publisher: _, ...anonymous } = steady;
  const fresh = publishedAt('1.2.4', hoursAgo(3), anonymous);
  const named = packageEvidence([publishedAt('1.2.3', daysAgo(100), steady), fresh], [advisory(fix)]);
  assert.equal(verdictFor(decide(named), '1.2.4').action, 'block');
  const unnamed = packageEvidence([publishedAt('1.2.3', daysAgo(100), anonymous), fresh], [advisory(fix)]);
  assert.equal(verdictFor(decide(unnamed), '1.2.4').action, 'allow');
});

test('without a previous version on the line there is nothing to compare with', () => {
  assert.equal(actionOnFix({}, {}, [publishedAt('0.9.0', daysAgo(100), steady)]), 'block');
});

test('a predecessor that is itself young or condemned vouches for nothing', () => {
  const attacker = { ...steady, installScripts: true, publisher: 'eve' };
  const versions = [
    publishedAt('1.2.2', daysAgo(100), steady),
    publishedAt('1.2.3', hoursAgo(10), attacker),
    publishedAt('1.2.4', hoursAgo(3), attacker),
  ];
  assert.equal(verdictFor(decide(packageEvidence(versions, [advisory(fix)])), '1.2.4').action, 'block');
});

test('the repair of a compromised release takes the lane when it matches the release before the compromise', () => {
  const versions = [
    publishedAt('1.2.2', daysAgo(100), steady),
    publishedAt('1.2.3', hoursAgo(10), { ...steady, installScripts: true, publisher: 'eve' }),
    publishedAt('1.2.4', hoursAgo(3), steady),
  ];
  const decision = decide(packageEvidence(versions, [advisory(fix), malware({ versions: ['1.2.3'] })]));
  assert.equal(verdictFor(decision, '1.2.4').action, 'allow');
});

test('the lane lifts nothing but age', () => {
  const versions = [publishedAt('1.2.3', daysAgo(100), steady), publishedAt('1.2.4', hoursAgo(3), steady)];
  const decision = decide(packageEvidence(versions, [advisory(fix), malware({ versions: ['1.2.4'] })]));
  const verdict = verdictFor(decision, '1.2.4');
  assert.equal(verdict.action, 'block');
  assert.deepEqual(
    verdict.reasons.map(({ rule }) => rule),
    ['malware', 'fast-lane'],
  );
});

test('a version of unknown age is undecided, not young: the lane does not lift that', () => {
  const versions = [
    publishedAt('1.2.3', daysAgo(100), steady),
    versionFacts('1.2.4', { ...steady, published: { how: 'unknown' } }),
  ];
  assert.equal(verdictFor(decide(packageEvidence(versions, [advisory(fix)])), '1.2.4').action, 'block');
});

test('the lane ends with the age that it lifts', () => {
  const versions = [publishedAt('1.2.3', daysAgo(100), steady), publishedAt('1.2.4', hoursAgo(71), steady)];
  const decision = decide(packageEvidence(versions, [advisory(fix)]));
  assert.equal(verdictFor(decision, '1.2.4').reasons[0]?.until, NOW + HOUR_MS);
  assert.equal(decision.validUntil, NOW + HOUR_MS);
});

test('in observe mode the lane lifts nothing and records what it would have let through', () => {
  const versions = [publishedAt('1.2.3', daysAgo(100), steady), publishedAt('1.2.4', hoursAgo(3), steady)];
  const policy = 'preset = "balanced"\n[[rules]]\nid = "fast-lane"\nmode = "observe"';
  const verdict = verdictFor(decide(packageEvidence(versions, [advisory(fix)]), { policy }), '1.2.4');
  assert.equal(verdict.action, 'block');
  assert.deepEqual(
    verdict.observed.map(({ rule, action }) => [rule, action]),
    [['fast-lane', 'allow']],
  );
});
