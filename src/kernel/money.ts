// Amounts of money: whole numbers of a currency's smallest unit, never fractions of a float.

import { GatehouseError } from './errors.ts';

export interface Money {
  /** In the smallest unit of the currency: cents of EUR, yen of JPY. */
  readonly minor: number;
  /** ISO 4217. */
  readonly currency: string;
}

/** The highest amount of one entry or plan: sums of a hundred of them are still exact. */
export const MOST_MINOR = 10_000_000_000_000;

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/** The code in capitals. Throws `invalid-request` for one that ISO 4217 does not have. */
export function parseCurrency(text: string): string {
  const code = text.trim().toUpperCase();
  if (CURRENCIES.has(code)) return code;
  throw new GatehouseError(
    'invalid-request',
    `Cannot take the currency ${JSON.stringify(text.slice(0, 20))}: expected a code of ISO 4217 such as EUR`,
  );
}

/** How many digits of a currency stand behind the point: 2 of EUR, 0 of JPY, 3 of KWD. */
export function minorDigits(currency: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

/**
 * `12000`, `12000.5` or `12000.50`, of a currency that `parseCurrency` answered. Throws `invalid-request` for anything else,
 * above all for more digits than the currency has, and for more than `MOST_MINOR`.
 */
export function parseAmount(text: string, currency: string): Money {
  const digits = minorDigits(currency);
  const [, whole, fraction = ''] = /^(\d{1,15})(?:\.(\d{1,4}))?$/.exec(text.trim()) ?? [];
  if (whole === undefined || fraction.length > digits) {
    const example = digits === 0 ? '1200' : `1200.${'0'.repeat(digits)}`;
    throw new GatehouseError(
      'invalid-request',
      `Cannot take the amount ${JSON.stringify(text.slice(0, 40))}: expected ${currency} as ${example}, without separators of thousands`,
    );
  }
  return checkMoney({ minor: Number(`${whole}${fraction.padEnd(digits, '0')}`), currency });
}

/** Throws `invalid-request` for what is no whole number from 0 to `MOST_MINOR`. */
export function checkMoney(money: Money): Money {
  if (Number.isInteger(money.minor) && money.minor >= 0 && money.minor <= MOST_MINOR) return money;
  throw new GatehouseError(
    'invalid-request',
    `Cannot take the amount: expected a whole number of the smallest unit of ${money.currency}, at most ${MOST_MINOR}`,
  );
}

/** `1200.00`: as machines read it, and a spreadsheet. */
export function plainAmount({ minor, currency }: Money): string {
  const digits = minorDigits(currency);
  if (digits === 0) return String(minor);
  const text = String(minor).padStart(digits + 1, '0');
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** `1,200.00 EUR`: as people read it. */
export function describeMoney(money: Money): string {
  const [whole = '', fraction] = plainAmount(money).split('.');
  const grouped = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
  return `${grouped}${fraction === undefined ? '' : `.${fraction}`} ${money.currency}`;
}
