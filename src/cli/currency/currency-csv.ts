// Currency as CSV (RFC 4180): one figure a line, or one application.

import type { ApplicationCurrencyItem, CurrencyAnswer } from '../../http/api/currency-contract.ts';
import { csvLine, type CsvCell } from '../csv-line.ts';
import { findPublished } from './currency-words.ts';
import { shareRows } from './share-rows.ts';

/** `figure,value,of,published,edition`; a value that is not known is empty. */
export function currencyCsv({ figures, published }: CurrencyAnswer): string {
  const rows: CsvCell[][] = [['figure', 'value', 'of', 'published', 'edition']];
  const add = (figure: string, value: CsvCell, of?: CsvCell) => rows.push([figure, value, of]);
  const shares = figures === undefined ? [] : shareRows(figures.shares);
  for (const { key, share, figure, edition } of shares) {
    const beside = findPublished(published, figure, edition);
    rows.push([`applications.${key}`, share?.count, share?.of, beside?.value, beside?.edition]);
  }
  for (const [path, value] of flatten({ ...figures, shares: undefined })) add(path, value);
  return rows.map(csvLine).join('');
}

/** Numbers by their paths. */
function flatten(value: unknown, path = ''): readonly (readonly [string, number | string])[] {
  if (typeof value === 'number' || typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => flatten(part, path === '' ? key : `${path}.${key}`));
}

export function eachCsv(items: readonly ApplicationCurrencyItem[]): string {
  const head = [
    'application',
    'environment',
    'owner',
    'unpatched',
    'high_score',
    'unscored',
    'exploited',
    'mean_age_years',
    'median_age_years',
    'components',
    'known',
    'current',
    'median_behind',
    'libyears',
    'quiet_two_years',
    'licences_denied',
  ];
  const rows = items.map(({ name, environment, owner, figures }): CsvCell[] => {
    const { vulnerabilities, components, licences } = figures ?? {};
    return [
      name,
      environment,
      owner,
      vulnerabilities?.unpatched,
      vulnerabilities?.highScore,
      vulnerabilities?.unscored,
      vulnerabilities?.exploited,
      vulnerabilities?.ages.disclosed?.mean,
      vulnerabilities?.ages.disclosed?.median,
      components?.all,
      components?.known,
      components?.current,
      components?.behind?.median,
      components?.libyears?.sum,
      components?.quietTwoYears,
      licences?.denied,
    ];
  });
  return [head, ...rows].map(csvLine).join('');
}
