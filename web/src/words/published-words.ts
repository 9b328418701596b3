// Figures that others published, as the server tells them, in words.

import type { CurrencyAnswer } from '../../../src/http/api/currency-contract.ts';

export type Published = CurrencyAnswer['published'][number];

/** Answers the newest edition's figure of each name; none while nothing is known. */
export function publishedOf(
  currency: CurrencyAnswer | undefined,
): (...figures: readonly string[]) => readonly Published[] {
  return (...figures) =>
    figures.flatMap((figure) => {
      const all = (currency?.published ?? []).filter((one) => one.figure === figure);
      return all.toSorted((a, b) => b.edition - a.edition).slice(0, 1);
    });
}

/** `78 %`, `2.5 years on average`, `78 in the middle` */
export function describeValue({ figure, value, unit }: Published): string {
  if (unit === 'percent of codebases') return `${value} %`;
  const words = unit === 'years' ? `${value} years` : String(value);
  return `${words} ${figure.startsWith('median') ? 'in the middle' : 'on average'}`;
}

/** `78 % (OSSRA 2026)`; undefined when nobody published it. */
export function describePublished([one]: readonly Published[]): string | undefined {
  return one === undefined ? undefined : `${describeValue(one)} (OSSRA ${one.edition})`;
}
