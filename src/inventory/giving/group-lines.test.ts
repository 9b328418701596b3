import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseFundingLink } from '../../formats/funding/funding-link.ts';
import { startTurn } from '../../evidence/turn.ts';
import { DAY_MS } from '../../kernel/clock.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { asPackageName, type PackageRef } from '../../kernel/package-ref.ts';
import { groupLines, repositoryKey, type Group, type GroupedPackage } from './group-lines.ts';
import type { KnownAbout, LineLink } from './giving-ports.ts';
import { mergeAbout } from './merge-about.ts';

const THEN = 1_000 * DAY_MS;
const NOW = THEN + 400 * DAY_MS;

interface Said {
  readonly repository?: string;
  readonly links?: readonly string[];
  readonly applications?: number;
  readonly stated?: readonly string[];
  readonly ecosystem?: Ecosystem;
}

let numbers = 0;

function packageOf(name: string, said: Said = {}): GroupedPackage {
  const ref: PackageRef = { ecosystem: said.ecosystem ?? 'npm', name: asPackageName(name) };
  const { repository, links = [], stated = [] } = said;
  return {
    own: numbers++,
    ref,
    purl: `pkg:${ref.ecosystem}/${name}`,
    applications: said.applications ?? 1,
    about: mergeAbout(
      ref,
      undefined,
      {
        ...(repository === undefined ? {} : { repository }),
        links: links.map(parseFundingLink),
        source: 'packument',
      },
      { stamp: 'a', now: THEN },
    ),
    stated: stated.map((url): LineLink => ({
      ...parseFundingLink(url),
      source: 'funding-1',
      since: NOW,
      by: ref,
    })),
  };
}

const tell = (groups: readonly Group[]) =>
  groups.map(({ key, title, members, links, unproven }) => [
    key,
    title.name,
    members.map(({ ref }) => ref.name).join(' '),
    links.map(({ url }) => url).join(' '),
    unproven.map(({ url, by }) => `${by.name}: ${url}`).join(' '),
  ]);

const TIDE = 'https://github.com/tide/tide';
const FUND = 'https://opencollective.com/tide';
const EVIL = 'https://evil.example/give';

test('a monorepo is one line, and so is everything of one payee', async () => {
  const groups = await groupLines(
    [
      packageOf('@tide/core', { repository: TIDE, links: [FUND], applications: 9 }),
      packageOf('@tide/sea', { repository: `${TIDE}/tree/main/packages/sea` }),
      packageOf('reef', { repository: 'https://github.com/tide/reef', links: [FUND], applications: 3 }),
      packageOf('wave', { applications: 2 }),
    ],
    NOW,
    startTurn(),
  );
  assert.deepEqual(tell(groups), [
    [FUND, '@tide/core', '@tide/core reef @tide/sea', FUND, ''],
    ['pkg:npm/wave', 'wave', 'wave', '', ''],
  ]);
});

test('a lesser package that claims a repository cannot put its link in the place of the others’', async () => {
  const without = await groupLines(
    [
      packageOf('tide', { repository: TIDE, applications: 9 }),
      packageOf('tide-helper', { repository: TIDE, links: [EVIL], applications: 8 }),
    ],
    NOW,
    startTurn(),
  );
  assert.deepEqual(tell(without), [[TIDE, 'tide', 'tide tide-helper', '', `tide-helper: ${EVIL}`]]);
  const beside = await groupLines(
    [
      packageOf('tide', { repository: TIDE, links: [FUND], applications: 9 }),
      packageOf('tide-helper', { repository: TIDE, links: [EVIL], applications: 8 }),
    ],
    NOW,
    startTurn(),
  );
  assert.deepEqual(tell(beside), [[FUND, 'tide', 'tide tide-helper', FUND, `tide-helper: ${EVIL}`]]);
});

test('nor can one that names the same payee first add its own beside it', async () => {
  const groups = await groupLines(
    [
      packageOf('tide', { links: [FUND], applications: 9 }),
      packageOf('eve', { links: [FUND, EVIL], applications: 1 }),
    ],
    NOW,
    startTurn(),
  );
  assert.deepEqual(tell(groups), [[FUND, 'tide', 'tide eve', FUND, `eve: ${EVIL}`]]);
});

test('packages under one prefix of a registry speak for each other', async () => {
  for (const [ecosystem, one, other] of [
    ['npm', '@tide/a', '@tide/b'],
    ['composer', 'tide/a', 'tide/b'],
    ['maven', 'com.tide:a', 'com.tide:b'],
  ] as const) {
    const groups = await groupLines(
      [
        packageOf(one, { ecosystem, repository: TIDE, applications: 9 }),
        packageOf(other, { ecosystem, repository: TIDE, links: [FUND] }),
      ],
      NOW,
      startTurn(),
    );
    assert.deepEqual(tell(groups), [[FUND, one, `${one} ${other}`, FUND, '']]);
  }
});

test('what somebody here stated comes first', async () => {
  const groups = await groupLines(
    [packageOf('tide', { links: [FUND], stated: ['https://tide.example/give'] })],
    NOW,
    startTurn(),
  );
  assert.equal(groups[0]?.links[0]?.url, 'https://tide.example/give');
});

test('the order in which packages come changes nothing', async () => {
  const all = [
    packageOf('a', { repository: TIDE }),
    packageOf('b', { repository: TIDE, links: [FUND] }),
    packageOf('c', { links: [FUND], applications: 4 }),
  ];
  assert.deepEqual(
    tell(await groupLines(all, NOW, startTurn())),
    tell(await groupLines(all.toReversed(), NOW, startTurn())),
  );
});

test('a repository is the same one in all of its spellings', async () => {
  const key = 'github.com/tide/tide';
  for (const address of [
    TIDE,
    `${TIDE}.git`,
    `${TIDE}/`,
    `${TIDE}#readme`,
    'http://www.GitHub.com/Tide/Tide/tree/main/x',
  ]) {
    assert.equal(repositoryKey(address), key, address);
  }
  assert.equal(
    repositoryKey('https://git.example/group/sub/tide/tree/x'),
    'git.example/group/sub/tide/tree/x',
  );
  for (const address of ['https://github.com/tide', 'git@github.com:tide/tide.git', 'tide', undefined]) {
    assert.equal(repositoryKey(address), undefined);
  }
});

function read(before: KnownAbout | undefined, links: readonly string[], now: number): KnownAbout {
  const ref: PackageRef = { ecosystem: 'npm', name: asPackageName('tide') };
  const stated = { links: links.map(parseFundingLink), source: 'packument' };
  return mergeAbout(ref, before, stated, { stamp: String(now), now });
}

const linksNow = async (about: KnownAbout, now: number) =>
  (await groupLines([{ ...packageOf('tide'), about }], now, startTurn()))[0]?.links.map(
    ({ url, changedAt, insteadOf }) => ({
      url,
      changedAt,
      insteadOf,
    }),
  );

test('a link that takes the place of another is told for half a year, with the one that it replaced', async () => {
  const first = read(undefined, [FUND], THEN);
  assert.deepEqual(await linksNow(first, THEN), [{ url: FUND, changedAt: undefined, insteadOf: undefined }]);
  const changed = read(first, [EVIL], THEN + DAY_MS);
  assert.deepEqual(await linksNow(changed, THEN + 2 * DAY_MS), [
    { url: EVIL, changedAt: THEN + DAY_MS, insteadOf: FUND },
  ]);
  assert.deepEqual(await linksNow(changed, THEN + 200 * DAY_MS), [
    { url: EVIL, changedAt: undefined, insteadOf: undefined },
  ]);
});

test('a link that is read again keeps since when it is known; one that comes back is new', async () => {
  const first = read(undefined, [FUND], THEN);
  const again = read(first, [FUND], THEN + DAY_MS);
  assert.equal(again.links[0]?.since, THEN);
  const gone = read(again, [], THEN + 2 * DAY_MS);
  assert.equal(gone.links[0]?.goneAt, THEN + 2 * DAY_MS);
  const back = read(gone, [FUND], THEN + 3 * DAY_MS);
  assert.deepEqual((await linksNow(back, THEN + 3 * DAY_MS))?.[0]?.changedAt, THEN + 3 * DAY_MS);
});

test('a link that comes beside another is told as new', async () => {
  const both = read(read(undefined, [FUND], THEN), [FUND, EVIL], THEN + DAY_MS);
  assert.deepEqual(await linksNow(both, THEN + DAY_MS), [
    { url: FUND, changedAt: undefined, insteadOf: undefined },
    { url: EVIL, changedAt: THEN + DAY_MS, insteadOf: undefined },
  ]);
});
