// How giving back is told: who, how much, where.

import type {
  FundingLinkItem,
  GiftItem,
  GiftSumItem,
  GivingLineItem,
} from '../../http/api/giving-contract.ts';
import { describeMoney } from '../../kernel/money.ts';

/** `tide +3`: the package that most applications have, and how many more share its payee. */
export function payeeOf({ title, packageCount }: Pick<GivingLineItem, 'title' | 'packageCount'>): string {
  return packageCount === 1 ? title.name : `${title.name} +${packageCount - 1}`;
}

/** `1,200.00 EUR, 16 h` */
export function describeSum({ money, minutes }: GiftSumItem): string {
  const parts = money.map((one) => describeMoney(one));
  if (minutes > 0) parts.push(describeMinutes(minutes));
  return parts.length === 0 ? '–' : parts.join(', ');
}

/** `1.5 h` */
export function describeMinutes(minutes: number): string {
  return `${Number((minutes / 60).toFixed(2))} h`;
}

/** `12.5 %`; little is not nothing. */
export function percent(share: number | undefined): string {
  if (share === undefined) return '–';
  const value = share * 100;
  if (value > 0 && value < 0.1) return '<0.1 %';
  return `${Number(value.toFixed(1))} %`;
}

export function describeGiven({ money, minutes }: Pick<GiftItem, 'money' | 'minutes'>): string {
  return money === undefined ? describeMinutes(minutes ?? 0) : describeMoney(money);
}

/** What is to be looked at before anything is paid. */
export function warnOf(link: FundingLinkItem | undefined): string | undefined {
  if (link?.changedAt === undefined) return undefined;
  const before =
    link.insteadOf === undefined ? 'was not named before' : `took the place of ${link.insteadOf}`;
  return `confirm before you pay: new since ${link.changedAt.slice(0, 10)}, it ${before}`;
}
