// What the mock's applications depend on, who takes money for it, and what was given.

import type {
  FundingLinkItem,
  GiftItem,
  GiftSumItem,
  GivingAnswer,
  GivingLineItem,
  GivingPlanAnswer,
  MoneyItem,
} from '../../../src/http/api/giving-contract.ts';
import { daysAgo } from './days-ago.ts';

const NOTHING: GiftSumItem = { money: [], minutes: 0, gifts: 0 };
const ALIKE = { applications: 0.2, production: 0.2, direct: 0.2, dependents: 0.2, criticality: 0.2 };
const MOST = { applications: 41, production: 38, direct: 22, dependents: 1_240, criticality: 24.5 };

export function money(minor: number, currency = 'EUR'): MoneyItem {
  return { minor, amount: (minor / 100).toFixed(2), currency };
}

const NAMES = [
  ['@kit/core', 184, 'open_collective', 'https://opencollective.com/kit'],
  ['tide', 3, 'github', 'https://github.com/sponsors/tide'],
  ['left-pad-with-a-rather-long-name-that-goes-on', 1, 'custom', 'https://left-pad.example/support/our/work'],
  ['reef', 1, undefined, ''],
  ['fast-hash', 2, 'tidelift', 'https://tidelift.com/funding/github/npm/fast-hash'],
  ['wave', 1, 'ko_fi', 'https://ko-fi.com/wave'],
  ['anchor', 1, undefined, ''],
  ['harbour', 7, 'liberapay', 'https://liberapay.com/harbour'],
  ['buoy', 1, undefined, ''],
  ['sail', 1, 'thanks_dev', 'https://thanks.dev/u/gh/sail'],
] as const;

const TOTAL = NAMES.reduce((sum, _, at) => sum + 1 / (at + 1), 0);

function linkOf(now: number, at: number): readonly FundingLinkItem[] {
  const [name, , platform, url] = NAMES[at] ?? NAMES[0];
  if (platform === undefined) return [];
  const link: FundingLinkItem = {
    url,
    platform,
    source: 'packument',
    by: `pkg:npm/${name}`,
    since: daysAgo(now, 300),
  };
  if (name === 'wave') {
    return [
      { ...link, since: daysAgo(now, 12), changedAt: daysAgo(now, 12), insteadOf: 'https://wave.example' },
    ];
  }
  return at === 1 ? [link, { ...link, url: 'https://tide.example/give', platform: 'custom' }] : [link];
}

function makeLine(now: number, at: number, gifts: readonly GiftItem[]): GivingLineItem {
  const [name, packageCount] = NAMES[at] ?? NAMES[0];
  const share = 1 / (at + 1) / TOTAL;
  const of1 = 1 / (at + 1);
  const part = (most: number) => ({ count: Number((most * of1).toFixed(most === 24.5 ? 2 : 0)), of1 });
  return {
    key: linkOf(now, at)[0]?.url ?? `pkg:npm/${name}`,
    rank: at + 1,
    score: of1 * 0.94,
    share,
    title: { ecosystem: 'npm', name, purl: `pkg:npm/${name}` },
    packageCount,
    packages: [`pkg:npm/${name}`, ...(packageCount > 1 ? [`pkg:npm/${name}-parts`] : [])],
    parts: {
      applications: part(MOST.applications),
      production: part(MOST.production),
      direct: part(MOST.direct),
      dependents: part(MOST.dependents),
      criticality: part(MOST.criticality),
    },
    ...(name === 'buoy' ? {} : { repository: `https://code.example/sea/${name.replace('@', '')}` }),
    links: [...linkOf(now, at)],
    unproven:
      name === 'reef'
        ? [
            {
              url: 'https://eve.example/give',
              platform: 'custom',
              source: 'packument',
              by: 'pkg:npm/reef-helper',
              since: daysAgo(now, 20),
            },
          ]
        : [],
    given: sumOf(gifts.filter(({ target }) => target === `pkg:npm/${name}`)),
  };
}

function sumOf(gifts: readonly GiftItem[]): GiftSumItem {
  const held = gifts.filter(({ withdrawnAt }) => withdrawnAt === undefined);
  const byCurrency = Map.groupBy(
    held.flatMap(({ money: one }) => one ?? []),
    ({ currency }) => currency,
  );
  return {
    money: [...byCurrency].map(([currency, some]) =>
      money(
        some.reduce((sum, { minor }) => sum + minor, 0),
        currency,
      ),
    ),
    minutes: held.reduce((sum, { minutes = 0 }) => sum + minutes, 0),
    gifts: held.length,
  };
}

export function makeGiving(now: number, gifts: readonly GiftItem[], isEmpty: boolean): GivingAnswer {
  const items = isEmpty ? [] : NAMES.map((_, at) => makeLine(now, at, gifts));
  const shareOf = (isIn: (line: GivingLineItem) => boolean) =>
    items.filter(isIn).reduce((sum, { share }) => sum + share, 0);
  return {
    ...(isEmpty ? {} : { asOf: daysAgo(now, 0) }),
    applications: isEmpty ? 0 : 41,
    unread: 0,
    packages: isEmpty ? 0 : 1_486,
    untold: isEmpty ? 0 : 212,
    lines: items.length,
    kept: items.length,
    weights: ALIKE,
    most: MOST,
    coverage: isEmpty
      ? {}
      : {
          withLink: shareOf(({ links }) => links.length > 0),
          given: shareOf(({ given }) => given.gifts > 0),
        },
    since: daysAgo(now, 365),
    given: isEmpty ? NOTHING : sumOf(gifts),
    items,
  };
}

/** Not as the server shares out, but as its answer looks. */
export function makePlan(answer: GivingAnswer, minor: number, currency: string): GivingPlanAnswer {
  const funded = answer.items.filter(({ links }) => links.length > 0).slice(0, 5);
  const unfunded = answer.items.filter(({ links }) => links.length === 0);
  const first = Math.round(minor / Math.max(1, funded.length));
  return {
    ...(answer.asOf === undefined ? {} : { asOf: answer.asOf }),
    budget: money(minor, currency),
    minimum: money(5_000, currency),
    weights: ALIKE,
    shares: funded.map((line, at) => ({
      ...line,
      money: money(at === 0 ? minor - first * (funded.length - 1) : first, currency),
    })),
    left: money(funded.length === 0 ? minor : 0, currency),
    dropped: 2,
    unfunded: unfunded.map((line) => ({
      ...line,
      instead:
        line.repository === undefined
          ? 'no funding link and no repository is known: look for its people, and say where money is taken'
          : `no funding link is known: give hours: sort issues, review, send a patch at ${line.repository}`,
    })),
    unfundedCount: unfunded.length + 4,
    unfundedShare: unfunded.reduce((sum, { share }) => sum + share, 0),
  };
}

export function makeGifts(now: number): GiftItem[] {
  const gift = (id: string, days: number, more: Partial<GiftItem>): GiftItem => ({
    id: `gift-${id}`,
    target: 'pkg:npm/tide',
    line: 'https://github.com/sponsors/tide',
    kind: 'money',
    day: daysAgo(now, days).slice(0, 10),
    recordedAt: daysAgo(now, days),
    recordedBy: 'account:ada',
    ...more,
  });
  return [
    gift('1', 3, {
      money: money(120_000),
      note: 'Yearly, as decided in the spring',
      evidence: 'https://bills.example/2026/0042',
    }),
    gift('2', 20, { target: 'pkg:npm/%40kit/core', kind: 'review', minutes: 960 }),
    gift('3', 30, {
      target: 'pkg:npm/fast-hash',
      money: money(50_000, 'USD'),
      withdrawnAt: daysAgo(now, 29),
      withdrawnBy: 'account:ada',
      withdrawnBecause: 'Paid by another department',
    }),
    gift('4', 90, { target: 'The sea fund', money: money(25_000) }),
  ];
}
