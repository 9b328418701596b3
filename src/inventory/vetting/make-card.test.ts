import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { AboutPackage } from '../../ecosystems/adapter-about.ts';
import { DAY_MS } from '../../kernel/clock.ts';
import type { VersionFacts } from '../../kernel/evidence.ts';
import {
  advisory,
  compareDotted,
  daysAgo,
  lineOfDotted,
  malware,
  NOW,
  statement,
  versionFacts,
} from '../../policy/testdata/build-evidence.ts';
import { CARD_GROUPS } from './card.ts';
import type { CardFacts } from './card-facts.ts';
import { makeCard } from './make-card.ts';

const ALLOW = { action: 'allow', reasons: [], observed: [] } as const;
const absent = { state: 'absent' } as const;
const empty = { state: 'empty' } as const;

const ABOUT: AboutPackage = {
  source: 'packument',
  description: empty,
  homepage: empty,
  repository: empty,
  issues: absent,
  licence: empty,
  people: empty,
  funding: empty,
  needs: { state: 'told', value: [] },
};

const version = (name: string, days: number, parts: Partial<VersionFacts> = {}): VersionFacts =>
  versionFacts(name, { published: { how: 'upstream', at: daysAgo(days) }, ...parts });

function card(parts: Partial<CardFacts> = {}): ReadonlyMap<string, string> {
  const facts: CardFacts = {
    now: NOW,
    ecosystem: 'npm',
    version: '2.0.0',
    order: {
      compare: compareDotted,
      isPrerelease: (one) => one.includes('-'),
      isBranch: (one) => one.startsWith('dev-'),
      lineOf: lineOfDotted,
    },
    versions: [version('1.0.0', 800), version('1.1.0', 500), version('2.0.0', 100)],
    statements: [],
    feeds: { missing: [] },
    isCatalogueLoaded: true,
    indexSource: 'the index of upstream main',
    about: ABOUT,
    verdict: ALLOW,
    use: { applications: [], hasMore: false },
    vettings: [],
    ...parts,
  };
  return new Map(makeCard(facts).map(({ id, answer, words }) => [id, `${answer}: ${words}`]));
}

test('behaviours stand in the order of their groups, each once', () => {
  const facts = makeCard({
    now: NOW,
    ecosystem: 'cargo',
    order: { compare: compareDotted, isPrerelease: () => false, isBranch: () => false, lineOf: lineOfDotted },
    versions: [],
    statements: [],
    feeds: { missing: ['osv'] },
    isCatalogueLoaded: false,
    indexSource: 'gatehouse',
    about: { because: 'the upstream is down' },
    verdict: ALLOW,
    use: { because: 'no applications' },
    vettings: [],
  });
  const groups = facts.map(({ group }) => CARD_GROUPS.indexOf(group));
  assert.deepEqual(
    groups,
    groups.toSorted((a, b) => a - b),
  );
  assert.equal(new Set(facts.map(({ id }) => id)).size, facts.length);
  // Of nothing nothing is known: no answer is made up but what is decided here.
  const known = facts.filter(({ answer }) => answer !== 'unknown').map(({ id }) => id);
  assert.deepEqual(known, ['gate', 'vetted']);
});

test('upkeep: what was given up is told with who says so; a registry without a word for it leaves it unknown', () => {
  assert.equal(card().get('upkeep-status'), 'yes: Nothing here says that it was given up');
  assert.match(card({ ecosystem: 'maven' }).get('upkeep-status') ?? '', /^unknown: /);
  const deprecated = [version('2.0.0', 5, { deprecated: 'use \u202eother' })];
  assert.match(
    card({ versions: deprecated }).get('upkeep-status') ?? '',
    /^no: its publisher marked .* deprecated: use other$/,
  );
  const unmaintained = [advisory({ recordId: 'RUSTSEC-1', informational: 'unmaintained', summary: 'gone' })];
  assert.equal(
    card({ statements: unmaintained }).get('upkeep-status'),
    'no: RUSTSEC-1 calls it unmaintained: gone',
  );
});

test('a release of exactly two years ago is one of the last two years; one before is not, and that is no verdict', () => {
  const at = (ms: number) => ({
    versions: [versionFacts('2.0.0', { published: { how: 'upstream', at: NOW - ms } })],
  });
  assert.match(card(at(730 * DAY_MS)).get('recent-release') ?? '', /^yes: /);
  assert.match(card(at(730 * DAY_MS + 1)).get('recent-release') ?? '', /^no: .*finished needs none$/);
  assert.match(
    card({ versions: [versionFacts('2.0.0', { published: { how: 'unknown' } })] }).get('recent-release') ??
      '',
    /^unknown: /,
  );
});

test('the release habit is a median over dated versions, and says what it could not date', () => {
  assert.equal(
    card().get('release-habit'),
    'yes: 3 versions, none of them before a release; half of them came within 300 days of the one before',
  );
  const some = [
    version('1.0.0', 30),
    version('2.0.0-rc', 20),
    versionFacts('2.0.0', { published: { how: 'unknown' } }),
  ];
  assert.equal(
    card({ versions: some }).get('release-habit'),
    'yes: 3 versions, 1 before a release; half of them came within 10 days of the one before, by the 2 that have a date',
  );
});

test('people: accounts that may publish are counted, names alone are not', () => {
  const people = (...names: readonly string[]) =>
    ({
      about: {
        ...ABOUT,
        people: {
          state: 'told',
          value: names.map((name) => ({ called: 'maintainer', name, mayPublish: true as const })),
        },
      },
    }) as const;
  assert.equal(card(people('mo', 'jo')).get('several-publishers'), 'yes: 2 accounts may: mo, jo');
  assert.equal(card(people('mo')).get('several-publishers'), 'no: 1 account may: mo');
  const author = { ...ABOUT, people: { state: 'told', value: [{ called: 'author', name: 'Ann' }] } } as const;
  assert.match(
    card({ about: author }).get('several-publishers') ?? '',
    /^unknown: .*names 1 person, which are words/,
  );
});

test('a stranger who publishes the newest version stands out; one account that did all does not', () => {
  const by = (...publishers: readonly string[]) =>
    card({
      versions: publishers.map((publisher, at) => version(`${at + 1}.0.0`, 100 - at, { publisher })),
    }).get('same-publisher');
  assert.match(by('mo', 'mo', 'eve') ?? '', /^no: eve published none of the 2 before it/);
  assert.match(
    by('mo', 'jo', 'mo') ?? '',
    /^yes: mo had published it before; its last 3 versions came from 2 accounts$/,
  );
  assert.match(by('mo') ?? '', /^unknown: /);
  assert.match(card().get('same-publisher') ?? '', /^unknown: /);
});

test('provenance that was lost is told with the version that had it', () => {
  const versions = [
    version('1.0.0', 20, { provenance: 'attested' }),
    version('2.0.0', 10, { provenance: 'none' }),
  ];
  assert.match(card({ versions }).get('provenance') ?? '', /^no: /);
  assert.match(card({ versions }).get('provenance-kept') ?? '', /^no: 1\.0\.0 had some/);
  assert.match(card().get('provenance') ?? '', /^unknown: /);
});

test('an install script is told with the version that it came with', () => {
  const scripts = (...has: readonly boolean[]) =>
    card({
      version: `${has.length}.0.0`,
      versions: has.map((installScripts, at) => version(`${at + 1}.0.0`, 100 - at, { installScripts })),
    }).get('install-scripts');
  assert.match(scripts(false, true, true) ?? '', /^no: .* since 2\.0\.0$/);
  assert.match(scripts(true, true) ?? '', /^no: .*as every version before it did$/);
  assert.match(scripts(true) ?? '', /^no: .*from its first version on$/);
  assert.match(scripts(true, false) ?? '', /^yes: /);
});

test('licences: known, allowed by the lists, and the same as before, each for itself', () => {
  const versions = [
    version('1.0.0', 20, { licence: 'MIT' }),
    version('2.0.0', 10, { licence: 'GPL-3.0-only' }),
  ];
  const lists = { tags: {}, allowed: ['MIT'], ask: [], denied: ['GPL-*'] };
  const judged = card({ versions, licences: lists });
  assert.equal(judged.get('licence-known'), 'yes: GPL-3.0-only');
  assert.match(judged.get('licence-allowed') ?? '', /^no: /);
  assert.equal(judged.get('licence-steady'), 'no: 1.0.0 had MIT, 2.0.0 has GPL-3.0-only');
  assert.match(card().get('licence-known') ?? '', /^no: It declares none/);
  assert.match(card().get('licence-allowed') ?? '', /^unknown: Nobody said/);
  const words = { ...ABOUT, licence: { state: 'told', value: 'as you like it' } } as const;
  assert.match(card({ about: words }).get('licence-known') ?? '', /^partly: as you like it/);
});

test('advisories: open ones, exploited ones, and how soon fixes came, by the dates of their versions', () => {
  const statements = [
    advisory({
      recordId: 'CVE-1',
      score: 9.8,
      kev: { dateAdded: '2026-01-01' },
      disclosedAt: daysAgo(510),
      fixedVersions: ['1.1.0'],
      affected: [{ version: '1.0.0' }],
    }),
    advisory({
      recordId: 'CVE-2',
      score: 5,
      disclosedAt: daysAgo(130),
      fixedVersions: ['2.0.0'],
      affected: [{ version: '1.1.0' }],
    }),
    advisory({
      recordId: 'CVE-3',
      disclosedAt: daysAgo(50),
      fixedVersions: [],
      affected: [{ version: '2.0.0' }],
    }),
  ];
  const told = card({ statements });
  assert.equal(told.get('nothing-open'), 'no: 1 advisory affects it, the worst with a score of 9.8');
  assert.match(told.get('never-exploited') ?? '', /^no: 1 of them is/);
  assert.equal(
    told.get('mended'),
    'partly: 2 of 3 have a fix; it came 10 days in the middle and 30 days at worst after the disclosure',
  );
  assert.match(
    card({ statements: [malware({})] }).get('never-malicious') ?? '',
    /^no: 1 record of malicious code names it$/,
  );
});

test('where a feed was never loaded, having found nothing is not an all-clear', () => {
  const told = card({ feeds: { missing: ['osv'] } });
  for (const id of ['never-malicious', 'nothing-open', 'mended']) {
    assert.match(
      told.get(id) ?? '',
      /^unknown: Nothing was found, but there are feeds that were never loaded: osv$/,
      id,
    );
  }
});

test('what is exploited is unknown without the catalogue, also where advisories are loaded', () => {
  assert.match(
    card({ isCatalogueLoaded: false }).get('never-exploited') ?? '',
    /^unknown: The catalogue .* was never loaded$/,
  );
});

test('use: applications and readers are counted; who may not see readers is not told that there are none', () => {
  const applications = [{ name: 'shop', environment: 'prod', versions: ['1.0.0'] }];
  assert.equal(card({ use: { applications, hasMore: false } }).get('used-here'), 'yes: 1 application has it');
  const fetches = { readers: 2, hasMore: false };
  assert.equal(
    card({ use: { applications: [], hasMore: false, fetches } }).get('used-here'),
    'no: No application that was pushed has it; 2 readers fetched it from here',
  );
});

test('the gate and what was decided here stand first, with rule and person', () => {
  const reason = {
    rule: 'malware',
    action: 'block',
    summary: 'it is malicious',
    evidence: [{ kind: 'malware', source: 'osv' }],
  } as const;
  assert.equal(
    card({ verdict: { action: 'block', reasons: [reason], observed: [] } }).get('gate'),
    'no: It is refused: it is malicious',
  );
  const until = NOW + DAY_MS;
  const outcome = {
    decision: 'approved-with-conditions',
    reason: 'read',
    conditions: 'heed',
    author: 'account:ada',
    authorName: 'ada',
    at: NOW,
    until,
    evidenceId: 'v',
  } as const;
  const request = {
    ecosystem: 'npm',
    name: statement('waiver', { reason: 'x', author: 'y' }).subject.name,
    id: 'r',
    reason: 'why',
    author: 'account:bob',
    authorName: 'bob',
    createdAt: NOW,
    state: 'approved-with-conditions',
    outcome,
  } as const;
  assert.match(
    card({ vettings: [request] }).get('vetted') ?? '',
    /^partly: ada approved it, until 20\d\d-\d\d-\d\d; to heed: heed$/,
  );
  assert.match(
    card({ vettings: [request], now: until }).get('vetted') ?? '',
    /^no: What was decided about it has ended/,
  );
  assert.match(card({ vettings: [{ ...request, withdrawnAt: NOW }] }).get('vetted') ?? '', /^no: /);
});
