import assert from 'node:assert/strict';
import { test } from 'node:test';

import { HOUR_MS } from '../kernel/clock.ts';
import { asPackageName } from '../kernel/package-ref.ts';
import { verdictOf } from '../kernel/verdict.ts';
import { decidePackage } from './decide-package.ts';
import { parsePolicy } from './parse-policy.ts';
import {
  actions,
  advisory,
  compareDotted,
  daysAgo,
  decide,
  hoursAgo,
  lineOfDotted,
  malware,
  NOW,
  packageEvidence,
  publishedAt,
  statement,
  verdictFor,
  versionFacts,
} from './testdata/build-evidence.ts';

const young = [publishedAt('1.0.0', daysAgo(50)), publishedAt('1.0.1', hoursAgo(3))];
const waiver = (parts: { versions?: string[]; rules?: string[] } = {}) =>
  statement('waiver', { reason: 'needed today', author: 'ann', ...parts }, { expiresAt: NOW + 10 * HOUR_MS });

test('reasons stand most severe first, those of equal severity in the order of the policy', () => {
  const policy = `preset = "balanced"
    [[rules]]
    id = "no-left-pad"
    on = "deny-list"
    entries = [{ name = "left-*", versions = ">=1.0.1", reason = "use String.padStart" }]`;
  const statements = [
    advisory({ kev: { dateAdded: '2026-11-01' }, affected: [{ version: '1.0.1' }] }),
    malware({ versions: ['1.0.1'] }),
  ];
  const verdict = verdictFor(decide(packageEvidence(young, statements), { policy }), '1.0.1');
  assert.deepEqual(
    verdict.reasons.map(({ rule, action }) => `${action} ${rule}`),
    ['block malware', 'block young-version', 'block no-left-pad', 'warn known-exploited'],
  );
});

test('a waiver silences rules that may be waived, of its versions alone, and stands in the reasons', () => {
  const decision = decide(packageEvidence(young, [waiver({ versions: ['1.0.1'] })]));
  const verdict = verdictFor(decision, '1.0.1');
  assert.equal(verdict.action, 'allow');
  assert.deepEqual(verdict.reasons, [
    {
      rule: 'waiver',
      action: 'allow',
      summary:
        'waived by ann until 2026-11-22T22:00:00Z: needed today; without it young-version would block it',
      evidence: [
        { kind: 'waiver', source: 'feed', id: 'waiver-1' },
        { kind: 'index', source: 'main' },
      ],
      until: NOW + 10 * HOUR_MS,
    },
  ]);
  assert.equal(decision.validUntil, NOW + 10 * HOUR_MS);
  const other = decide(packageEvidence(young, [waiver({ versions: ['1.0.0'] })]));
  assert.equal(verdictFor(other, '1.0.1').action, 'block');
});

test('a waiver of named rules leaves the others standing', () => {
  const kev = advisory({
    kev: { dateAdded: '2026-11-01' },
    affected: [{ version: '1.0.0', fixedIn: '1.0.1' }],
  });
  const versions = [versionFacts('1.0.0'), versionFacts('1.0.1')];
  const actionUnder = (rules: string[]) =>
    verdictFor(decide(packageEvidence(versions, [kev, waiver({ rules })])), '1.0.0').action;
  assert.equal(actionUnder(['young-version']), 'hide');
  assert.equal(actionUnder(['known-exploited']), 'warn');
  assert.equal(actionUnder(['known-exploited', 'critical-advisory']), 'allow');
});

test('a waiver past its end, or of the floor, silences nothing', () => {
  const past = { ...waiver(), expiresAt: NOW };
  assert.equal(verdictFor(decide(packageEvidence(young, [past])), '1.0.1').action, 'block');
  const floor = [waiver({ rules: ['malware'] }), malware({ versions: ['1.0.0'] })];
  assert.equal(verdictFor(decide(packageEvidence(young, floor)), '1.0.0').action, 'block');
});

test('an allow list lets its range through rules that may be waived, not through the floor', () => {
  const policy = `preset = "balanced"
    [[rules]]
    id = "trusted"
    on = "allow-list"
    entries = [{ name = "left-pad", versions = ">1.0.0 <2", reason = "ours upstream" }]`;
  const decision = decide(packageEvidence(young), { policy });
  assert.equal(verdictFor(decision, '1.0.1').action, 'allow');
  assert.match(
    verdictFor(decision, '1.0.1').reasons[0]?.summary ?? '',
    /^on the allow list as left-pad \(ours/,
  );
  const bad = decide(packageEvidence(young, [malware({ versions: ['1.0.1'] })]), { policy });
  assert.equal(verdictFor(bad, '1.0.1').action, 'block');
});

test('a deny list entry without versions condemns the name, and so every version, known or not', () => {
  const policy = '[[rules]]\nid = "d"\non = "deny-list"\nentries = [{ name = "left-*" }]';
  const decision = decide(packageEvidence(young), { policy });
  assert.equal(decision.name.action, 'block');
  assert.deepEqual(actions(decision), { '1.0.0': 'block', '1.0.1': 'block' });
  assert.equal(verdictOf(decision, '9.9.9').action, 'block');
});

test('rules are about the ecosystems and names that they say, and exempt the names that they except', () => {
  const actionWith = (scope: string) => {
    const policy = `[[rules]]\nid = "y"\non = "young-version"\n${scope}`;
    return verdictFor(decide(packageEvidence(young), { policy }), '1.0.1').action;
  };
  assert.equal(actionWith(''), 'block');
  assert.equal(actionWith('ecosystems = ["npm"]'), 'block');
  assert.equal(actionWith('ecosystems = ["pypi"]'), 'allow');
  assert.equal(actionWith('names = ["@scope/*", "left-*"]'), 'block');
  assert.equal(actionWith('names = ["@scope/*"]'), 'allow');
  assert.equal(actionWith('except = ["*-pad"]'), 'allow');
});

test('a rule in observe mode is recorded and changes nothing', () => {
  const policy = 'preset = "balanced"\n[[rules]]\nid = "young-version"\nmode = "observe"';
  const verdict = verdictFor(decide(packageEvidence(young), { policy }), '1.0.1');
  assert.equal(verdict.action, 'allow');
  assert.deepEqual(verdict.reasons, []);
  assert.deepEqual(
    verdict.observed.map(({ rule, action }) => `${rule} ${action}`),
    ['young-version block'],
  );
});

test('what a rule in observe mode finds about a name is recorded with each version', () => {
  const policy = `[[rules]]
    id = "no-left-pad"
    on = "deny-list"
    mode = "observe"
    entries = [{ name = "left-pad" }]`;
  const decision = decide(packageEvidence(young), { policy });
  for (const version of ['1.0.0', '1.0.1']) {
    const { action, reasons, observed } = verdictFor(decision, version);
    assert.equal(action, 'allow');
    assert.deepEqual(reasons, []);
    assert.deepEqual(
      observed.map(({ rule, action: would }) => `${rule} ${would}`),
      ['no-left-pad block'],
    );
  }
});

test('a rule that fails gives its versions the unknown action, with a reason, and the other rules still hold', () => {
  const policy = parsePolicy(
    '[[rules]]\nid = "d"\non = "deny-list"\nentries = [{ name = "left-pad", versions = "<1" }]\n' +
      '[[rules]]\nid = "y"\non = "young-version"',
  );
  const compare = (a: string, b: string) => {
    if (a === '1.0.0') throw new Error('no order\u001b[31m');
    return compareDotted(a, b);
  };
  const decision = decidePackage(packageEvidence(young), policy, NOW, compare, lineOfDotted);
  assert.deepEqual(verdictFor(decision, '1.0.0').reasons, [
    {
      rule: 'd',
      action: 'block',
      summary: String.raw`rule d could not decide: no order\u001b[31m`,
      evidence: [{ kind: 'policy', source: 'd' }],
    },
  ]);
  assert.deepEqual(
    verdictFor(decision, '1.0.1').reasons.map(({ rule }) => rule),
    ['y'],
  );
});

test('a rule that fails on a statement is undecided about the name and every version', () => {
  const broken = malware({ summary: 5 as never, versions: ['1.0.0'] });
  const decision = decide(packageEvidence(young, [broken]));
  assert.equal(decision.name.action, 'block');
  assert.deepEqual(actions(decision), { '1.0.0': 'block', '1.0.1': 'block' });
  assert.match(decision.name.reasons[0]?.summary ?? '', /^rule malware could not decide: /);
});

test('a waiver that cannot be read lets nothing through', () => {
  const broken = statement('waiver', { reason: 7 as never, author: 'ann' });
  assert.equal(verdictFor(decide(packageEvidence(young, [broken])), '1.0.1').action, 'block');
});

test('an index that lists a version twice gets the severer verdict', () => {
  const twice = [publishedAt('1.0.1', hoursAgo(3)), publishedAt('1.0.1', daysAgo(50))];
  assert.deepEqual(actions(decide(packageEvidence(twice))), { '1.0.1': 'block' });
});

test('a date far outside the calendar is undecided, not an error of the whole decision', () => {
  const versions = [publishedAt('1.0.0', 1e17), publishedAt('1.0.1', daysAgo(50))];
  assert.deepEqual(actions(decide(packageEvidence(versions))), { '1.0.0': 'block', '1.0.1': 'allow' });
});

test('freeze: what came out after the date is hidden, undated versions too by their own action, until it ends', () => {
  const policy = `unknown = "block"
    [[rules]]
    id = "f"
    on = "freeze"
    at = 2026-11-01
    until = 2026-11-22T13:00:00Z
    undated_action = "warn"`;
  const versions = [
    publishedAt('1.0.0', daysAgo(50)),
    publishedAt('1.0.1', daysAgo(10)),
    versionFacts('1.0.2', { published: { how: 'pre-existing' } }),
  ];
  const decision = decide(packageEvidence(versions), { policy });
  assert.deepEqual(actions(decision), { '1.0.0': 'allow', '1.0.1': 'hide', '1.0.2': 'warn' });
  assert.equal(decision.validUntil, NOW + HOUR_MS);
  const after = decide(packageEvidence(versions), { policy, now: NOW + HOUR_MS });
  assert.deepEqual(actions(after), { '1.0.0': 'allow', '1.0.1': 'allow', '1.0.2': 'allow' });
});

test('licence: one branch of OR is enough, AND needs all, an exception may be listed, unknown words have their action', () => {
  const policy = `[[rules]]
    id = "l"
    on = "licence"
    allow = ["MIT", "Apache-2.0", "BSD-*", "GPL-2.0-only WITH Classpath-exception-2.0"]
    deny = ["BSD-4-Clause"]
    action = "block"
    unknown_action = "warn"`;
  const licences: readonly (readonly [string | undefined, string])[] = [
    ['MIT', 'allow'],
    ['mit OR GPL-3.0-only', 'allow'],
    ['MIT AND GPL-3.0-only', 'block'],
    ['(MIT OR GPL-3.0-only) AND BSD-3-Clause', 'allow'],
    ['BSD-4-Clause', 'block'],
    ['GPL-2.0-only', 'block'],
    ['GPL-2.0-only WITH Classpath-exception-2.0', 'allow'],
    ['SEE LICENSE IN LICENSE.md', 'warn'],
    [undefined, 'warn'],
  ];
  const versions = licences.map(([licence], index) =>
    versionFacts(`1.0.${index}`, licence === undefined ? {} : { licence }),
  );
  const decision = decide(packageEvidence(versions), { policy });
  assert.deepEqual(
    licences.map(([licence], index) => [licence, verdictFor(decision, `1.0.${index}`).action]),
    licences,
  );
});

test('install-script: any version with one, or only the one that brings it to its line', () => {
  const versions = [
    publishedAt('1.0.0', daysAgo(50), { installScripts: false }),
    publishedAt('1.0.1', daysAgo(40), { installScripts: true }),
    publishedAt('1.0.2', daysAgo(30), { installScripts: true }),
  ];
  const actionsWhen = (when: string) => {
    const policy = `[[rules]]\nid = "s"\non = "install-script"\nwhen = "${when}"\naction = "hide"`;
    return Object.values(actions(decide(packageEvidence(versions), { policy })));
  };
  assert.deepEqual(actionsWhen('any'), ['allow', 'hide', 'hide']);
  assert.deepEqual(actionsWhen('new'), ['allow', 'hide', 'allow']);
});

test('provenance-lost: every version with less than its line had before it', () => {
  const policy = '[[rules]]\nid = "p"\non = "provenance-lost"\naction = "hide"';
  const versions = [
    publishedAt('1.0.0', daysAgo(50), { provenance: 'none' }),
    publishedAt('1.0.1', daysAgo(40), { provenance: 'trusted-publisher' }),
    publishedAt('1.0.2', daysAgo(30), { provenance: 'none' }),
    publishedAt('1.0.3', daysAgo(20), { provenance: 'attested' }),
    publishedAt('2.0.0', daysAgo(10)),
  ];
  assert.deepEqual(actions(decide(packageEvidence(versions), { policy })), {
    '1.0.0': 'allow',
    '1.0.1': 'allow',
    '1.0.2': 'hide',
    '1.0.3': 'hide',
    '2.0.0': 'allow',
  });
});

test('yanked and deprecated: by rules that ask for it', () => {
  const policy =
    '[[rules]]\nid = "k"\non = "yanked"\naction = "hide"\n[[rules]]\nid = "d"\non = "deprecated"\naction = "warn"';
  const versions = [versionFacts('1.0.0', { yanked: 'bad' }), versionFacts('1.0.1', { deprecated: 'use x' })];
  const archived = statement('upstream-status', { status: 'archived' });
  const decision = decide(packageEvidence(versions, [archived]), { policy });
  assert.deepEqual(actions(decision), { '1.0.0': 'hide', '1.0.1': 'warn' });
  assert.equal(decision.name.reasons[0]?.summary, 'archived at the upstream');
});

test('a decision about another name, or of no versions, is whole', () => {
  const ref = { ecosystem: 'cargo', name: asPackageName('serde') } as const;
  assert.deepEqual(decide(packageEvidence([], [], { ref })), {
    name: { action: 'allow', reasons: [], observed: [] },
    versions: new Map(),
  });
});

test('a name that a rule hides hides its versions; one that it warns of leaves them as they are', () => {
  const versions = [publishedAt('1.0.0', daysAgo(50)), publishedAt('1.0.1', hoursAgo(3))];
  const denying = (action: string) => `preset = "balanced"
    [[rules]]
    id = "no-left-pad"
    on = "deny-list"
    action = "${action}"
    entries = [{ name = "left-*" }]`;
  const hidden = decide(packageEvidence(versions), { policy: denying('hide') });
  assert.deepEqual(actions(hidden), { '1.0.0': 'hide', '1.0.1': 'block' });
  assert.deepEqual(
    verdictFor(hidden, '1.0.1').reasons.map(({ rule }) => rule),
    ['young-version', 'no-left-pad'],
  );
  const warned = decide(packageEvidence(versions), { policy: denying('warn') });
  assert.deepEqual(actions(warned), { '1.0.0': 'allow', '1.0.1': 'block' });
});

test('a record of malware that cannot be decided about the name gives each version the unknown action', () => {
  const versions = [versionFacts('1.0.0', { published: { how: 'pre-existing' } })];
  const record = malware({ scope: 'all' });
  for (const unknown of ['hide', 'block']) {
    const policy = `unknown = "${unknown}"\n[[rules]]\nid = "malware"\non = "malware"`;
    assert.deepEqual(actions(decide(packageEvidence(versions, [record]), { policy })), { '1.0.0': unknown });
  }
});
