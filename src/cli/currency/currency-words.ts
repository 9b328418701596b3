// Numbers of currency in words.

import type { PublishedFigureItem } from '../../http/api/currency-contract.ts';
import type { ComparedFigure } from '../../inventory/currency/ossra.ts';

/** `12`, `3.4`, `0.05`: three digits at most that mean something. */
export function decimal(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 100) return String(Math.round(value));
  return String(Number(value.toFixed(Math.abs(value) >= 10 ? 1 : 2)));
}

/** `5 of 12 (42 %)`; of one application yes or no; what is not known is none of these. */
export function describeShare(
  share: { readonly count: number; readonly of: number } | undefined,
  isOne = false,
): string {
  if (share === undefined) return 'unknown';
  if (isOne) return share.count > 0 ? 'yes' : 'no';
  return `${share.count} of ${share.of} (${Math.round((100 * share.count) / share.of)} %)`;
}

/** The newest edition's, or one edition's: `78 % (2026)`. */
export function publishedBeside(
  published: readonly PublishedFigureItem[],
  figure: ComparedFigure | undefined,
  edition?: number,
): string {
  const found = findPublished(published, figure, edition);
  if (found === undefined) return '–';
  const unit = found.unit === 'percent of codebases' ? ' %' : found.unit === 'years' ? ' years' : '';
  return `${found.value}${unit} (${found.edition})`;
}

export function findPublished(
  published: readonly PublishedFigureItem[],
  figure: ComparedFigure | undefined,
  edition?: number,
): PublishedFigureItem | undefined {
  return published.findLast(
    (one) => one.figure === figure && (edition === undefined || one.edition === edition),
  );
}
