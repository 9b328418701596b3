// The shares of applications in the order in which they are told, with the published figure that stands beside each.

import type { CurrencyFiguresItem } from '../../http/api/currency-contract.ts';
import type { ComparedFigure } from '../../inventory/currency/ossra.ts';

type Shares = CurrencyFiguresItem['shares'];

export interface ShareRow {
  readonly key: keyof Shares;
  readonly says: string;
  readonly share: Shares[keyof Shares];
  readonly figure?: ComparedFigure;
  /** The edition that defined it so; else the newest. */
  readonly edition?: number;
}

export function shareRows(shares: Shares): readonly ShareRow[] {
  return ROWS.map((row) => ({ ...row, share: shares[row.key] }));
}

/** The report of 2024 said what it means by high risk: exploits, not scores. */
const ROWS: readonly Omit<ShareRow, 'share'>[] = [
  { key: 'vulnerable', says: 'an unpatched vulnerability', figure: 'vulnerable' },
  { key: 'highScore', says: 'high risk: CVSS 7 or more', figure: 'high-risk' },
  { key: 'exploited', says: 'high risk: known exploited', figure: 'high-risk', edition: 2024 },
  { key: 'farBehind', says: 'a component 10 versions behind', figure: 'far-behind' },
  { key: 'longOutdated', says: 'a component 4 years behind', figure: 'long-outdated' },
  { key: 'quietTwoYears', says: 'no release for 2 years', figure: 'quiet-two-years' },
  { key: 'quietFourYears', says: 'no release for 4 years' },
  { key: 'licenceConflict', says: 'a licence conflict', figure: 'licence-conflict' },
];
