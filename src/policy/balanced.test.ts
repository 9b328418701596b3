// The table of the balanced policy, row by row.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { DAY_MS, HOUR_MS } from '../kernel/clock.ts';
import { sha256Of } from '../kernel/digest.ts';
import {
  actions,
  advisory,
  daysAgo,
  decide,
  hoursAgo,
  LEFT_PAD,
  malware,
  NOW,
  packageEvidence,
  publishedAt,
  statement,
  verdictFor,
  versionFacts,
} from './testdata/build-evidence.ts';

const digest = sha256Of('bytes');

test('malware record names exactly this version: block, and no other', () => {
  const decision = decide(
    packageEvidence([versionFacts('1.0.0'), versionFacts('1.0.1')], [malware({ versions: ['1.0.1'] })]),
  );
  assert.deepEqual(actions(decision), { '1.0.0': 'allow', '1.0.1': 'block' });
  assert.equal(decision.name.action, 'allow');
  const [reason] = verdictFor(decision, '1.0.1').reasons;
  assert.equal(reason?.rule, 'malware');
  assert.equal(reason?.summary, 'malware record MAL-2026-1 names this version: steals tokens');
  assert.deepEqual(reason?.evidence, [{ kind: 'malware', source: 'feed', id: 'malware-1' }]);
});

test('malware record leaves open whether it means a version: the unknown action, for that version alone', () => {
  const record = { recordId: 'MAL-2026-2', isMalware: true, versions: ['1.0.1'] };
  const versions = [versionFacts('1.0.0'), versionFacts('1.0.1')];
  const decision = decide(packageEvidence(versions, [statement('undecided-record', record)]));
  assert.deepEqual(actions(decision), { '1.0.0': 'allow', '1.0.1': 'block' });
  const vulnerability = statement('undecided-record', { ...record, isMalware: false });
  assert.deepEqual(actions(decide(packageEvidence(versions, [vulnerability]))), {
    '1.0.0': 'allow',
    '1.0.1': 'allow',
  });
});

test('malware record names a digest: block the version whose artifact has it', () => {
  const artifact = { file: 'a.tgz', url: 'https://files.example/a.tgz', digests: { sha256: digest } };
  const decision = decide(
    packageEvidence(
      [versionFacts('1.0.0'), versionFacts('1.0.1', { artifacts: [artifact] })],
      [malware({}, { subject: { ...LEFT_PAD, digest } })],
    ),
  );
  assert.deepEqual(actions(decision), { '1.0.0': 'allow', '1.0.1': 'block' });
});

test('malware record names a version that no index lists any more: it is refused with its reason', () => {
  const decision = decide(packageEvidence([versionFacts('1.0.0')], [malware({ versions: ['6.6.6'] })]));
  assert.equal(verdictFor(decision, '6.6.6').action, 'block');
});

test('malware record condemns all versions of a package younger than 180 days at its date: block the name', () => {
  const record = malware({ scope: 'all', recordedAt: daysAgo(10) });
  const versions = [publishedAt('1.0.0', daysAgo(189)), publishedAt('1.0.1', daysAgo(20))];
  const decision = decide(packageEvidence(versions, [record]));
  assert.equal(decision.name.action, 'block');
  assert.deepEqual(actions(decision), { '1.0.0': 'block', '1.0.1': 'block' });
  assert.match(
    decision.name.reasons[0]?.summary ?? '',
    /first appeared 2026-05-17T12:00:00Z and was younger than 180 days at the record's date, 2026-11-12T12:00:00Z/,
  );
});

test('malware record condemns all versions of a package of unknown age: block the name, and say why', () => {
  const record = malware({ scope: 'all' });
  const versions = [versionFacts('1.0.0', { published: { how: 'pre-existing' } })];
  const decision = decide(packageEvidence(versions, [record]));
  assert.equal(decision.name.action, 'block');
  assert.match(decision.name.reasons[0]?.summary ?? '', /age is unknown/);
});

test('malware record condemns all versions of an older package: block listed ones and those of 30 days before or after, others warn', () => {
  const record = malware({ scope: 'all', recordedAt: daysAgo(10), versions: ['1.0.1'] });
  const versions = [
    publishedAt('1.0.0', daysAgo(190)),
    publishedAt('1.0.1', daysAgo(150)),
    publishedAt('1.0.2', daysAgo(40) - HOUR_MS),
    publishedAt('1.0.3', daysAgo(40)),
    publishedAt('1.0.4', daysAgo(5)),
    versionFacts('1.0.5', { published: { how: 'pre-existing' } }),
  ];
  const decision = decide(packageEvidence(versions, [record]));
  assert.equal(decision.name.action, 'allow');
  assert.deepEqual(actions(decision), {
    '1.0.0': 'warn',
    '1.0.1': 'block',
    '1.0.2': 'warn',
    '1.0.3': 'block',
    '1.0.4': 'block',
    '1.0.5': 'block',
  });
  assert.match(verdictFor(decision, '1.0.0').reasons[0]?.summary ?? '', /older than 180 days/);
  assert.match(verdictFor(decision, '1.0.5').reasons[0]?.summary ?? '', /no publish date/);
});

test('digest of a known artifact changed: block; without a declared digest an alarm', () => {
  const changed = (version: string, declared: boolean) =>
    statement(
      'digest-changed',
      { version, file: 'x.tgz', was: 'aa', now: 'bb', declared },
      { id: `digest-${version}` },
    );
  const versions = [versionFacts('1.0.0'), versionFacts('1.0.1'), versionFacts('1.0.2')];
  const decision = decide(packageEvidence(versions, [changed('1.0.1', true), changed('1.0.2', false)]));
  assert.deepEqual(actions(decision), { '1.0.0': 'allow', '1.0.1': 'block', '1.0.2': 'warn' });
});

test('hosted or reserved name from an upstream: block the name; the hosted package itself is served', () => {
  const reservation = statement('reservation', { pattern: 'left-*', reason: 'ours', author: 'ann' });
  const versions = [versionFacts('1.0.0')];
  const proxied = decide(packageEvidence(versions, [reservation]));
  assert.equal(proxied.name.action, 'block');
  assert.equal(verdictFor(proxied, '1.0.0').action, 'block');
  const hosted = decide(packageEvidence(versions, [reservation], { origin: { kind: 'hosted' } }));
  assert.equal(hosted.name.action, 'allow');
  assert.equal(verdictFor(hosted, '1.0.0').action, 'allow');
});

test('reserved name under which nothing is published here: the name is refused, and so is what was cached of a namesake', () => {
  const reservation = statement('reservation', { pattern: 'left-*', reason: 'ours', author: 'ann' });
  const cached = versionFacts('1.0.0', { listed: false, servedHere: true });
  for (const versions of [[], [cached]]) {
    const decision = decide(packageEvidence(versions, [reservation], { origin: { kind: 'hosted' } }));
    assert.equal(decision.name.action, 'block');
    assert.deepEqual(
      decision.name.reasons.map(({ summary }) => summary),
      ['the name is reserved here by left-* and is never taken from an upstream: ours'],
    );
    assert.ok([...decision.versions.values()].every(({ action }) => action === 'block'));
  }
});

test('removed upstream within 14 days of publication: block; later: serve what is cached, warn', () => {
  const removed = (version: string, daysAfter: number) =>
    statement(
      'removed-upstream',
      { version },
      { id: `removed-${version}`, observedAt: daysAgo(100) + daysAfter * DAY_MS },
    );
  const versions = ['1.0.0', '1.0.1', '1.0.2', '1.0.3'].map((version) =>
    publishedAt(version, daysAgo(100), { listed: false, servedHere: version !== '1.0.3' }),
  );
  const decision = decide(
    packageEvidence(versions, [removed('1.0.1', 14), removed('1.0.2', 15), removed('1.0.3', 15)]),
  );
  assert.deepEqual(actions(decision), {
    '1.0.0': 'allow',
    '1.0.1': 'block',
    '1.0.2': 'warn',
    '1.0.3': 'block',
  });
});

test('removed upstream, and its publish date is only in the statement or nowhere: decided by the one, refused by the other', () => {
  const known = statement('removed-upstream', { version: '1.0.1', publishedAt: daysAgo(3) });
  const unknown = statement('removed-upstream', { version: '1.0.2' }, { id: 'removed-2' });
  const decision = decide(packageEvidence([versionFacts('1.0.0')], [known, unknown]));
  const rules = (version: string) => verdictFor(decision, version).reasons.map(({ rule }) => rule);
  assert.deepEqual(actions(decision), { '1.0.0': 'allow', '1.0.1': 'block', '1.0.2': 'block' });
  assert.ok(rules('1.0.1').includes('removed-upstream'));
  assert.ok(rules('1.0.2').includes('removed-upstream'));
});

test('quarantined upstream within 14 days of publication: block; older versions that are cached: warn', () => {
  const status = statement('upstream-status', { status: 'quarantined', reason: 'under review' });
  const versions = [
    publishedAt('1.0.0', daysAgo(60), { servedHere: true }),
    publishedAt('1.0.1', daysAgo(60)),
    publishedAt('1.0.2', daysAgo(5), { servedHere: true }),
  ];
  const decision = decide(packageEvidence(versions, [status]));
  assert.deepEqual(actions(decision), { '1.0.0': 'warn', '1.0.1': 'block', '1.0.2': 'block' });
});

test('proxied version younger than 24 h, not yet served here: block; younger than 72 h: hide', () => {
  const versions = [
    publishedAt('1.0.0', hoursAgo(72)),
    publishedAt('1.0.1', hoursAgo(71)),
    publishedAt('1.0.2', hoursAgo(24)),
    publishedAt('1.0.3', hoursAgo(23)),
    publishedAt('1.0.4', hoursAgo(23), { servedHere: true }),
    versionFacts('1.0.5', { published: { how: 'first-seen', at: hoursAgo(1) } }),
    versionFacts('1.0.6', { published: { how: 'pre-existing' } }),
  ];
  const decision = decide(packageEvidence(versions));
  assert.deepEqual(actions(decision), {
    '1.0.0': 'allow',
    '1.0.1': 'hide',
    '1.0.2': 'hide',
    '1.0.3': 'block',
    '1.0.4': 'hide',
    '1.0.5': 'block',
    '1.0.6': 'allow',
  });
  const [reason] = verdictFor(decision, '1.0.3').reasons;
  assert.equal(reason?.until, hoursAgo(23) + 24 * HOUR_MS);
  assert.equal(decision.validUntil, NOW + HOUR_MS);
});

test('a hosted version does not wait', () => {
  const evidence = packageEvidence([publishedAt('1.0.0', hoursAgo(1))], [], { origin: { kind: 'hosted' } });
  assert.deepEqual(actions(decide(evidence)), { '1.0.0': 'allow' });
});

test('publish date unknown: refused, and the message says so; a date learnt elsewhere decides', () => {
  const versions = ['1.0.0', '1.0.1', '1.0.2'].map((version) =>
    versionFacts(version, { published: { how: 'unknown' } }),
  );
  const learnt = [
    statement('published', { version: '1.0.1', at: daysAgo(40), how: 'artifact' }),
    statement('published', { version: '1.0.1', at: daysAgo(1), how: 'first-seen' }, { id: 'seen-1' }),
    statement('published', { version: '1.0.2', at: hoursAgo(2), how: 'first-seen' }, { id: 'seen-2' }),
  ];
  const decision = decide(packageEvidence(versions, learnt));
  assert.deepEqual(actions(decision), { '1.0.0': 'block', '1.0.1': 'allow', '1.0.2': 'block' });
  assert.match(verdictFor(decision, '1.0.0').reasons[0]?.summary ?? '', /publish date is unknown/);
  assert.deepEqual(verdictFor(decision, '1.0.2').reasons[0]?.evidence, [
    { kind: 'published', source: 'feed', id: 'seen-2' },
  ]);
});

test('in KEV, and a fixed version on the same major exists: hide; without one: warn', () => {
  const kev = advisory({
    score: 7,
    kev: { dateAdded: '2026-11-01' },
    affected: [
      { version: '1.2.3', fixedIn: '1.2.4' },
      { version: '2.0.0', fixedIn: '3.0.0' },
      { version: '4.0.0', fixedIn: '4.0.1' },
      { version: '5.0.0' },
    ],
  });
  const versions = ['1.2.3', '1.2.4', '2.0.0', '3.0.0', '4.0.0', '5.0.0'].map((version) =>
    versionFacts(version),
  );
  const decision = decide(packageEvidence(versions, [kev]));
  assert.deepEqual(actions(decision), {
    '1.2.3': 'hide',
    '1.2.4': 'allow',
    '2.0.0': 'warn',
    '3.0.0': 'allow',
    '4.0.0': 'warn',
    '5.0.0': 'warn',
  });
});

test('in KEV, and the fix itself is not listed but a later one of its line is: hide', () => {
  const kev = advisory({
    kev: { dateAdded: '2026-11-01' },
    affected: [
      { version: '1.2.3', fixedIn: '1.2.4' },
      { version: '1.9.0', fixedIn: '1.9.1' },
    ],
  });
  const versions = [
    versionFacts('1.2.3'),
    versionFacts('1.2.4', { yanked: '' }),
    versionFacts('1.2.5'),
    versionFacts('1.9.0'),
  ];
  const decision = decide(packageEvidence(versions, [kev]));
  assert.equal(verdictFor(decision, '1.2.3').action, 'hide');
  assert.equal(verdictFor(decision, '1.9.0').action, 'warn');
});

test('CVSS >= 9 with a fix: warn; without one, below 9, or only informational: nothing', () => {
  const versions = ['1.0.0', '1.1.0', '1.2.0', '1.3.0', '2.0.0'].map((version) => versionFacts(version));
  const decision = decide(
    packageEvidence(versions, [
      advisory({ score: 9, affected: [{ version: '1.0.0', fixedIn: '2.0.0' }, { version: '1.1.0' }] }),
      advisory({ score: 8.9, affected: [{ version: '1.2.0', fixedIn: '2.0.0' }] }, { id: 'advisory-2' }),
      advisory(
        { informational: 'unmaintained', affected: [{ version: '1.3.0', fixedIn: '2.0.0' }] },
        { id: 'advisory-3' },
      ),
    ]),
  );
  assert.deepEqual(actions(decision), {
    '1.0.0': 'warn',
    '1.1.0': 'allow',
    '1.2.0': 'allow',
    '1.3.0': 'allow',
    '2.0.0': 'allow',
  });
});

test('feed never loaded: served by the other rules, and said loudly; stale: said how stale', () => {
  const feeds = { missing: ['osv'], stale: [{ name: 'kev', since: daysAgo(2) }] };
  const decision = decide(packageEvidence([versionFacts('1.0.0')], [], { feeds }));
  assert.deepEqual(actions(decision), { '1.0.0': 'allow' });
  assert.equal(decision.name.action, 'warn');
  assert.deepEqual(
    decision.name.reasons.map(({ summary }) => summary),
    [
      'never loaded: osv; known malware and vulnerabilities may pass',
      'stale: kev (last answer 2026-11-20T12:00:00Z); newer records are not known here',
    ],
  );
});

test('feed never loaded and feeds required: the name is refused, a hosted one is not', () => {
  const policy = 'preset = "balanced"\nrequire_feeds = true';
  const feeds = { missing: ['osv'], stale: [] };
  const proxied = decide(packageEvidence([versionFacts('1.0.0')], [], { feeds }), { policy });
  assert.equal(proxied.name.action, 'block');
  assert.deepEqual(actions(proxied), { '1.0.0': 'block' });
  const hosted = packageEvidence([versionFacts('1.0.0')], [], { feeds, origin: { kind: 'hosted' } });
  assert.equal(decide(hosted, { policy }).name.action, 'allow');
});

test('feeds are required whether or not a policy has a rule on them, or only observes it', () => {
  const evidence = packageEvidence([versionFacts('1.0.0')], [], { feeds: { missing: ['osv'], stale: [] } });
  const requiring = 'preset = "balanced"\nrequire_feeds = true\n';
  for (const change of ['without = ["feeds"]', '[[rules]]\nid = "feeds"\nmode = "observe"']) {
    assert.equal(decide(evidence, { policy: requiring + change }).name.action, 'block', change);
  }
});

test('quarantine: block the listed versions, or the name; a hosted package too', () => {
  const hold = (versions?: readonly string[]) =>
    statement('quarantine', {
      reason: 'looks odd',
      author: 'ann',
      ...(versions === undefined ? {} : { versions }),
    });
  const versions = [versionFacts('1.0.0'), versionFacts('1.0.1')];
  assert.deepEqual(actions(decide(packageEvidence(versions, [hold(['1.0.1'])]))), {
    '1.0.0': 'allow',
    '1.0.1': 'block',
  });
  const whole = decide(packageEvidence(versions, [hold()], { origin: { kind: 'hosted' } }));
  assert.equal(whole.name.action, 'block');
  assert.deepEqual(actions(whole), { '1.0.0': 'block', '1.0.1': 'block' });
});

test('a quarantine of 1.0 holds the 1.0.0 of the index, unless the index has a 1.0 too', () => {
  const hold = statement('quarantine', { versions: ['1.0'], reason: 'looks odd', author: 'ann' });
  const alone = decide(packageEvidence([versionFacts('1.0.0'), versionFacts('1.0.1')], [hold]));
  assert.deepEqual(actions(alone), { '1.0.0': 'block', '1.0.1': 'allow', '1.0': 'block' });
  const both = decide(packageEvidence([versionFacts('1.0.0'), versionFacts('1.0')], [hold]));
  assert.deepEqual(actions(both), { '1.0.0': 'allow', '1.0': 'block' });
});

test('evidence about a public namesake never condemns a hosted package; what is in its own bytes does', () => {
  const namesake = [
    malware({ scope: 'all', versions: ['1.0.0'] }),
    advisory({ kev: { dateAdded: '2026-11-01' } }),
  ];
  const hosted = { origin: { kind: 'hosted' } } as const;
  assert.deepEqual(actions(decide(packageEvidence([versionFacts('1.0.0')], namesake, hosted))), {
    '1.0.0': 'allow',
  });
  const own = malware({ versions: ['1.0.0'] }, { source: 'gatehouse' });
  assert.deepEqual(actions(decide(packageEvidence([versionFacts('1.0.0')], [own], hosted))), {
    '1.0.0': 'block',
  });
});

test('yanked and deprecated versions pass through', () => {
  const versions = [
    versionFacts('1.0.0', { yanked: 'broken' }),
    versionFacts('1.0.1', { deprecated: 'old' }),
  ];
  assert.deepEqual(actions(decide(packageEvidence(versions))), { '1.0.0': 'allow', '1.0.1': 'allow' });
});

test('withdrawn and expired statements say nothing', () => {
  const withdrawn = malware({ versions: ['1.0.0'] }, { withdrawnAt: daysAgo(1) });
  const expired = malware({ versions: ['1.0.0'] }, { id: 'malware-2', expiresAt: NOW });
  const decision = decide(packageEvidence([versionFacts('1.0.0')], [withdrawn, expired]));
  assert.deepEqual(actions(decision), { '1.0.0': 'allow' });
});
