// An account's address in a few words.

import type { EmailItem } from '../http/api/identity-contract.ts';

export function describeEmail(item: EmailItem | undefined): string {
  if (item === undefined) return '–';
  if (item.lapsedAt !== undefined) return `${item.address} (lapsed)`;
  return item.verifiedAt === undefined ? `${item.address} (not verified)` : item.address;
}
