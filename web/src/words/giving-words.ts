// Giving back in words: who, how much, what share.

import type {
  FundingLinkItem,
  GiftItem,
  GiftSumItem,
  GivingLineItem,
  MoneyItem,
} from '../../../src/http/api/giving-contract.ts';

export type PartName = keyof GivingLineItem['parts'];

/** What each part counts. */
export const PART_TITLES: Readonly<Record<PartName, string>> = {
  applications: 'Applications',
  production: 'In production',
  direct: 'Asked for directly',
  dependents: 'Needed by packages',
  criticality: 'Criticality',
};

export const PART_NAMES = Object.keys(PART_TITLES) as readonly PartName[];

/** What was given, as a person may say it. */
export const KIND_TITLES: Readonly<Record<GiftItem['kind'], string>> = {
  money: 'Money',
  code: 'Code',
  review: 'Review',
  docs: 'Documentation',
  triage: 'Sorting issues',
  other: 'Other',
};

const PLATFORM_TITLES: Readonly<Record<FundingLinkItem['platform'], string>> = {
  github: 'GitHub Sponsors',
  patreon: 'Patreon',
  open_collective: 'Open Collective',
  ko_fi: 'Ko-fi',
  tidelift: 'Tidelift',
  community_bridge: 'CommunityBridge',
  liberapay: 'Liberapay',
  issuehunt: 'IssueHunt',
  lfx_crowdfunding: 'LFX Crowdfunding',
  polar: 'Polar',
  buy_me_a_coffee: 'Buy Me a Coffee',
  thanks_dev: 'thanks.dev',
  custom: '',
};

/** `GitHub Sponsors`, or the host of a page of their own. */
export function placeOf({ platform, url }: Pick<FundingLinkItem, 'platform' | 'url'>): string {
  if (platform !== 'custom') return PLATFORM_TITLES[platform];
  return URL.parse(url)?.hostname ?? url;
}

/** `1,200.00 EUR` */
export function describeMoney({ amount, currency }: Pick<MoneyItem, 'amount' | 'currency'>): string {
  const [whole = '', fraction] = amount.split('.');
  const grouped = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
  return `${grouped}${fraction === undefined ? '' : `.${fraction}`} ${currency}`;
}

/** `1.5 h` */
export function describeMinutes(minutes: number): string {
  return `${Number((minutes / 60).toFixed(2)).toLocaleString('en')} h`;
}

/** `1,200.00 EUR, 16 h`; undefined for nothing. */
export function describeGiven({ money, minutes }: GiftSumItem): string | undefined {
  const parts = [...money.map(describeMoney), ...(minutes > 0 ? [describeMinutes(minutes)] : [])];
  return parts.length === 0 ? undefined : parts.join(', ');
}

/** `12.5 %`; little is not nothing, and unknown is neither. */
export function describePart(share: number | undefined): string {
  if (share === undefined) return 'unknown';
  const value = share * 100;
  return value > 0 && value < 0.1 ? '<0.1\u00a0%' : `${Number(value.toFixed(1))}\u00a0%`;
}

/** `and 3 more`: packages that share the payee. */
export function othersOf({ packageCount }: Pick<GivingLineItem, 'packageCount'>): string {
  return packageCount === 1 ? '' : `and ${(packageCount - 1).toLocaleString('en')} more`;
}

/** What is given out of three: something lately, a place to give to, neither. */
export type FundingState = 'given' | 'link' | 'none';

export const STATE_TITLES: Readonly<Record<FundingState, string>> = {
  given: 'given to in the last 12 months',
  link: 'a place to give to is known',
  none: 'no place is known',
};

export function stateOf({ given, links }: Pick<GivingLineItem, 'given' | 'links'>): FundingState {
  if (given.gifts > 0) return 'given';
  return links.length > 0 ? 'link' : 'none';
}

/** The parts with their weights as the API takes them; undefined where all count alike. */
export function weightsText(weights: Readonly<Record<PartName, string>>): string | undefined {
  const given = PART_NAMES.filter((part) => Number(weights[part]) > 0);
  const isAlike =
    given.length === PART_NAMES.length && new Set(Object.values(weights).map(Number)).size === 1;
  return isAlike ? undefined : given.map((part) => `${part}=${weights[part].trim()}`).join(',');
}
