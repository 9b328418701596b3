// Who is invited: an account, or whoever shows to read an address. An invitation to an address is made without a look at
// whether there is such an account, so that it tells nobody.

import { isSameAddress, parseEmailAddress } from '../accounts/email-address.ts';
import { noticeAddress } from '../letters/post-letter.ts';
import type { Account } from '../ports.ts';

/** Before an address where an account's id would stand; no id has it. */
const ADDRESS = 'address:';

/** Names of accounts have none. */
export function isAddress(nameOrAddress: string): boolean {
  return nameOrAddress.includes('@');
}

/** Who reads `raw`, as invitations name them. Throws `invalid-request`. */
export function readerOf(raw: string): string {
  return `${ADDRESS}${parseEmailAddress(raw.trim()).toLowerCase()}`;
}

/** The address that was invited; undefined for an account. */
export function invitedAddress({ accountId }: { readonly accountId: string }): string | undefined {
  return accountId.startsWith(ADDRESS) ? accountId.slice(ADDRESS.length) : undefined;
}

/** Everything that an account is invited as: itself, and its address while that is verified and its domain has not lapsed. */
export function inviteesOf(account: Account): readonly string[] {
  const address = noticeAddress(account);
  return address === undefined ? [account.id] : [account.id, `${ADDRESS}${address.toLowerCase()}`];
}

/** Whether an invitation is to this account. */
export function isInvited(account: Account, invitation: { readonly accountId: string }): boolean {
  const address = invitedAddress(invitation);
  if (address === undefined) return invitation.accountId === account.id;
  const own = noticeAddress(account);
  return own !== undefined && isSameAddress(own, address);
}
