// What must hold for every package, whatever is known about it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { DAY_MS, HOUR_MS } from '../kernel/clock.ts';
import type { Evidence, PackageEvidence, VersionFacts } from '../kernel/evidence.ts';
import { compareActions, verdictOf, type PackageDecision } from '../kernel/verdict.ts';
import { parsePolicy } from './parse-policy.ts';
import { isFloorKind, type Policy } from './policy.ts';
import { PRESETS } from './presets.ts';
import {
  advisory,
  decide,
  malware,
  NOW,
  packageEvidence,
  statement,
  versionFacts,
} from './testdata/build-evidence.ts';

const version = fc.constantFrom('1.0.0', '1.0.1', '1.0.2', '1.1.0', '2.0.0', '3.0.0');
const someVersions = fc.uniqueArray(version, { maxLength: 4 });
const instant = fc.integer({ min: -400, max: 2 }).map((hours) => NOW + hours * HOUR_MS);
const longAgo = fc.integer({ min: -300, max: 0 }).map((days) => NOW + days * DAY_MS);
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const expiry = fc.option(
  fc.integer({ min: -5, max: 60 }).map((hours) => NOW + hours * HOUR_MS),
  { nil: undefined },
);

/** Leaves out keys without a value: the types do not know `undefined`. */
function present<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T;
}

const facts = fc
  .record({
    version,
    published: fc.oneof(
      fc.record({
        how: fc.constantFrom('upstream', 'artifact', 'first-seen'),
        at: fc.oneof(instant, longAgo),
      }),
      fc.record({ how: fc.constantFrom('pre-existing', 'unknown') }),
    ),
    servedHere: fc.boolean(),
    listed: fc.boolean(),
    installScripts: optional(fc.boolean()),
    provenance: optional(fc.constantFrom('none', 'attested', 'trusted-publisher')),
    publisher: optional(fc.constantFrom('ann', 'eve')),
    yanked: optional(fc.constant('broken')),
  })
  .map((parts): VersionFacts => versionFacts(parts.version, present(parts) as Partial<VersionFacts>));

const malwareRecord = fc
  .record({
    versions: someVersions,
    scope: fc.constantFrom('all', 'listed'),
    recordedAt: longAgo,
    expiresAt: expiry,
    id: fc.uuid(),
  })
  .map(({ expiresAt, id, ...details }) =>
    malware(details as Parameters<typeof malware>[0], present({ id, expiresAt }) as object),
  );

const otherStatement: fc.Arbitrary<Evidence> = fc
  .record({
    expiresAt: expiry,
    id: fc.uuid(),
    observedAt: longAgo,
    what: fc.oneof(
      fc.record({
        kind: fc.constant('advisory' as const),
        details: fc
          .record({
            score: optional(fc.constantFrom(5, 7, 9.8)),
            kev: optional(fc.constant({ dateAdded: '2026-11-01' })),
            reviewed: fc.boolean(),
            fixedVersions: someVersions,
            affected: fc
              .uniqueArray(version, { maxLength: 4 })
              .chain((names) =>
                fc.tuple(...names.map((name) => fc.record({ version: fc.constant(name), fixedIn: version }))),
              ),
          })
          .map((details) => ({
            recordId: 'CVE-1',
            aliases: [],
            summary: '',
            cwes: [],
            ranges: '',
            ...present(details),
          })),
      }),
      fc.record({
        kind: fc.constant('waiver' as const),
        details: fc
          .record({
            versions: optional(someVersions),
            rules: optional(fc.subarray(['malware', 'young-version', 'quarantine', 'reserved-name'])),
          })
          .map((details) => ({ ...present(details), reason: 'r', author: 'ann' })),
      }),
      fc.record({
        kind: fc.constant('quarantine' as const),
        details: optional(someVersions).map((versions) => present({ versions, reason: 'r', author: 'ann' })),
      }),
      fc.record({
        kind: fc.constant('removed-upstream' as const),
        details: fc.record({ version, publishedAt: optional(longAgo) }).map(present),
      }),
      fc.record({
        kind: fc.constant('digest-changed' as const),
        details: fc.record({ version, declared: fc.boolean() }).map((details) => ({
          ...details,
          file: 'f',
          was: 'a',
          now: 'b',
        })),
      }),
      fc.record({
        kind: fc.constant('upstream-status' as const),
        details: fc.record({ status: fc.constantFrom('archived', 'quarantined') }),
      }),
      fc.record({
        kind: fc.constant('reservation' as const),
        details: fc.constant({ pattern: 'left-pad', reason: 'r', author: 'ann' }),
      }),
    ),
  })
  .map(({ what, ...parts }) => statement(what.kind, what.details as never, present(parts) as object));

const anyEvidence: fc.Arbitrary<PackageEvidence> = fc
  .record({
    versions: fc.uniqueArray(facts, { maxLength: 6, selector: (entry) => entry.version }),
    statements: fc.array(fc.oneof({ arbitrary: otherStatement, weight: 4 }, malwareRecord), { maxLength: 8 }),
  })
  .map(({ versions, statements }) => packageEvidence(versions, statements));

/** One line whose newest version is a fresh fix that an advisory names: the fast lane is near, and in about one case of five open. */
const fixEvidence: fc.Arbitrary<PackageEvidence> = fc
  .record({
    earlier: fc.uniqueArray(facts, {
      minLength: 1,
      maxLength: 4,
      selector: (entry) => entry.version,
    }),
    fix: facts,
    statements: fc.array(fc.oneof(otherStatement, malwareRecord), { maxLength: 2 }),
  })
  .map(({ earlier, fix, statements }) => {
    const versions = earlier.map((entry, index): VersionFacts => ({
      ...entry,
      version: `1.0.${index}`,
      published: { how: 'upstream', at: NOW - (10 - index) * 20 * HOUR_MS },
    }));
    const fresh: VersionFacts = {
      ...fix,
      version: '1.1.0',
      published: { how: 'upstream', at: NOW - HOUR_MS },
    };
    const opening = advisory({
      fixedVersions: ['1.1.0'],
      affected: [{ version: '1.0.0', fixedIn: '1.1.0' }],
    });
    return packageEvidence([...versions, fresh], [opening, ...statements]);
  });

const evidence = fc.oneof(anyEvidence, fixEvidence);

const presetPolicy = fc
  .constantFrom(PRESETS.observe, PRESETS.balanced, PRESETS.strict)
  .map((text) => parsePolicy(text));

/** A preset some of whose rules only observe. */
const policy: fc.Arbitrary<Policy> = fc
  .tuple(presetPolicy, fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }))
  .map(([base, flags]) => ({
    ...base,
    rules: base.rules.map((rule, index) =>
      flags[index] === true ? { ...rule, mode: 'observe' as const } : rule,
    ),
  }));

const actionsOf = (decision: PackageDecision, names: Iterable<string>) =>
  [...names, 'unheard-of'].map((name) => [name, verdictOf(decision, name).action]);

test('adding malware evidence never makes a verdict milder', () => {
  fc.assert(
    fc.property(evidence, malwareRecord, policy, (before, record, policy) => {
      const after = { ...before, statements: [...before.statements, record] };
      const [was, is] = [decide(before, { policy }), decide(after, { policy })];
      assert.ok(compareActions(is.name.action, was.name.action) >= 0);
      for (const name of is.versions.keys()) {
        assert.ok(compareActions(verdictOf(is, name).action, verdictOf(was, name).action) >= 0, name);
      }
    }),
    { numRuns: 1_500 },
  );
});

test('a waiver never silences floor rules', () => {
  fc.assert(
    fc.property(evidence, presetPolicy, (before, policy) => {
      const floor: Policy = { ...policy, rules: policy.rules.filter((rule) => isFloorKind(rule.on)) };
      const waiver = statement('waiver', { reason: 'r', author: 'eve' }, { id: 'all' });
      const after = { ...before, statements: [...before.statements, waiver] };
      assert.deepEqual(decide(after, { policy: floor }), decide(before, { policy: floor }));
      const [alone, whole] = [decide(before, { policy: floor }), decide(after, { policy })];
      for (const [name, verdict] of alone.versions) {
        assert.ok(compareActions(verdictOf(whole, name).action, verdict.action) >= 0, name);
      }
    }),
    { numRuns: 1_500 },
  );
});

test('rules in observe mode never change an action', () => {
  fc.assert(
    fc.property(evidence, policy, (evidence, policy) => {
      const enforced = { ...policy, rules: policy.rules.filter(({ mode }) => mode === 'enforce') };
      const [all, alone] = [decide(evidence, { policy }), decide(evidence, { policy: enforced })];
      assert.deepEqual(actionsOf(all, all.versions.keys()), actionsOf(alone, all.versions.keys()));
      for (const [name, verdict] of alone.versions) {
        assert.deepEqual(all.versions.get(name)?.reasons, verdict.reasons);
      }
    }),
    { numRuns: 1_500 },
  );
});

test('validUntil is the next moment at which time alone changes a verdict', () => {
  const verdicts = ({ name, versions }: PackageDecision) => ({ name, versions: [...versions] });
  fc.assert(
    fc.property(evidence, policy, fc.double({ min: 0, max: 1, noNaN: true }), (evidence, policy, part) => {
      const now = decide(evidence, { policy });
      const { validUntil } = now;
      if (validUntil === undefined) {
        const later = decide(evidence, { policy, now: NOW + 1_000 * DAY_MS });
        assert.deepEqual(verdicts(later), verdicts(now));
        return;
      }
      assert.ok(validUntil > NOW);
      const between = NOW + Math.floor((validUntil - 1 - NOW) * part);
      assert.deepEqual(verdicts(decide(evidence, { policy, now: between })), verdicts(now));
      assert.deepEqual(verdicts(decide(evidence, { policy, now: validUntil - 1 })), verdicts(now));
      assert.notDeepEqual(verdicts(decide(evidence, { policy, now: validUntil })), verdicts(now));
    }),
    { numRuns: 1_500 },
  );
});
