// Giving back as the API writes it.

import { formatInstant } from '../../kernel/clock.ts';
import type { Evidence } from '../../kernel/evidence.ts';
import { given } from '../../kernel/given.ts';
import { plainAmount, type Money } from '../../kernel/money.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import { formatPurl, type PurlRules } from '../../formats/purl.ts';
import type { Gift, GiftSum, GivingSummary, LineLink } from '../../inventory/giving/giving-ports.ts';
import type { ListedLine } from '../../inventory/giving/read-giving.ts';
import { normalise, PARTS, partsOf, WHOLE_SCORE, type LineParts } from '../../inventory/giving/weights.ts';
import type {
  FundingLinkItem,
  GiftItem,
  GiftSumItem,
  GivingLineItem,
  MoneyItem,
  StatedFundingItem,
} from './giving-contract.ts';
import { timeField } from './render-verdict.ts';

export function renderMoney(money: Money): MoneyItem {
  return { minor: money.minor, amount: plainAmount(money), currency: money.currency };
}

export function renderGiftSum({ money, minutes, gifts }: GiftSum): GiftSumItem {
  return { money: money.map(renderMoney), minutes, gifts };
}

/** Criticality is counted in hundredths. */
export function renderCounts(parts: LineParts): LineParts {
  return { ...parts, criticality: parts.criticality / 100 };
}

export function renderLine(
  rules: PurlRules,
  { most }: Pick<GivingSummary, 'most'>,
  { standing, line, share, given: gifts }: ListedLine,
): GivingLineItem {
  const purlOf = (ref: PackageRef) => formatPurl(rules, ref);
  const [counts, of1] = [renderCounts(line.parts), normalise(line.parts, most)];
  const parts = PARTS.map((part) => [part, { count: counts[part], of1: of1[part] }] as const);
  return {
    key: line.key,
    rank: standing.rank,
    score: standing.score / WHOLE_SCORE,
    share,
    title: { ...line.title, purl: purlOf(line.title) },
    packageCount: line.memberCount,
    packages: line.members.map(purlOf),
    parts: Object.fromEntries(parts) as GivingLineItem['parts'],
    ...given('repository', line.repository),
    links: line.links.map((link) => renderLink(purlOf, link)),
    unproven: line.unproven.map((link) => renderLink(purlOf, link)),
    given: renderGiftSum(gifts),
  };
}

function renderLink(purlOf: (ref: PackageRef) => string, link: LineLink): FundingLinkItem {
  const { url, platform, source, by, since, changedAt, insteadOf } = link;
  return {
    url,
    platform,
    source,
    by: purlOf(by),
    since: formatInstant(since),
    ...timeField('changedAt', changedAt),
    ...given('insteadOf', insteadOf),
  };
}

export const NO_COUNTS: LineParts = partsOf(() => 0);

/** What is to be done for those whom no money can reach. */
export function insteadOfMoney({ line }: ListedLine): string {
  const { unproven, repository } = line;
  const [claim] = unproven;
  const hours = 'give hours: sort issues, review, send a patch';
  if (claim !== undefined) {
    return `only ${claim.by.name}, a lesser package that claims the same repository, names ${claim.url}: look before you use it, or ${hours}`;
  }
  return repository === undefined
    ? 'no funding link and no repository is known: look for its people, and say where money is taken'
    : `no funding link is known: ${hours} at ${repository}`;
}

export function renderGift(gift: Gift, line: string | undefined): GiftItem {
  const { money, withdrawn, givenAt, recordedAt, recordedBy } = gift;
  return {
    id: gift.id,
    target: gift.target,
    ...given('line', line),
    kind: gift.kind,
    ...given('money', money === undefined ? undefined : renderMoney(money)),
    ...given('minutes', gift.minutes),
    day: formatInstant(givenAt).slice(0, 10),
    ...given('note', gift.note),
    ...given('evidence', gift.evidence),
    recordedAt: formatInstant(recordedAt),
    recordedBy,
    ...timeField('withdrawnAt', withdrawn?.at),
    ...given('withdrawnBy', withdrawn?.by),
    ...given('withdrawnBecause', withdrawn?.reason),
  };
}

export function renderStated(
  rules: PurlRules,
  { id, subject, observedAt, details }: Evidence<'funding'>,
): StatedFundingItem {
  const { links, author, document } = details;
  return {
    id,
    purl: formatPurl(rules, subject),
    links: links.map((link) => ({ ...link })),
    author,
    at: formatInstant(observedAt),
    ...given(
      'document',
      document === undefined
        ? undefined
        : { ...document, plans: document.plans.map((plan) => ({ ...plan })) },
    ),
  };
}
