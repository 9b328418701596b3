// Recovery codes: what remains when the factor is lost. Eight of 64 random bits, each good once, told once, renewed together.

import type { Account } from '../ports.ts';
import { hashSecret, type RandomBytes } from '../secret.ts';
import type { FactorStores } from './factor-ports.ts';

const COUNT = 8;
const BYTES = 8;

/** Gives the account a new set; those of before end. To be called within a unit of work. */
export async function renewRecoveryCodes(
  stores: Pick<FactorStores, 'recoveryCodes'>,
  random: RandomBytes,
  account: Pick<Account, 'id'>,
): Promise<readonly string[]> {
  const codes = Array.from({ length: COUNT }, () => Buffer.from(random(BYTES)).toString('hex'));
  await stores.recoveryCodes.replaceCodes(
    account.id,
    codes.map((code) => hashRecoveryCode(account.id, code)),
  );
  return codes.map(formatRecoveryCode);
}

/** The sixteen digits of what a person typed, however they are grouped; undefined for what is none. */
export function parseRecoveryCode(raw: string): string | undefined {
  if (raw.length > 64) return undefined;
  const digits = raw.replaceAll(/[ \t\u00a0-]/g, '').toLowerCase();
  return /^[0-9a-f]{16}$/.test(digits) ? digits : undefined;
}

/** Bound to the account: a row is of no use under another. */
export function hashRecoveryCode(accountId: string, digits: string): string {
  return hashSecret(`recovery ${accountId} ${digits}`);
}

function formatRecoveryCode(digits: string): string {
  return digits.replaceAll(/(.{4})(?=.)/g, '$1-');
}
