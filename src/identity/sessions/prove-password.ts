// A password that comes with one request, and begins no session: from a client that asks its person for it.

import { shortenAddress } from '../../kernel/address.ts';
import { GatehouseError } from '../../kernel/errors.ts';

import { isEnabled, type Person } from '../principal.ts';
import { PASSWORD_MAX_LENGTH } from './password.ts';
import type { SignInDeps } from './sign-in.ts';

/** Counts as every attempt at the password. Throws `not-allowed` for a wrong one and for who has none, `too-many-requests`. */
export async function proveOwnPassword(
  deps: SignInDeps,
  person: Person,
  { password, address }: { readonly password: string; readonly address: string },
): Promise<void> {
  const account = await deps.identity.findAccount(person.accountId);
  if (account === undefined || !isEnabled(account) || account.passwordHash === undefined) {
    throw new GatehouseError(
      'not-allowed',
      `Cannot check the password: your account has none; do this on the page ${deps.letterHead.publicUrl}/tokens`,
    );
  }
  const attempt = { account: person.accountName, address };
  deps.limit.admit(attempt);
  const fits = password.length <= PASSWORD_MAX_LENGTH;
  if (fits && (await deps.passwords.verify(password, account.passwordHash))) {
    deps.limit.succeed(attempt);
    return;
  }
  await deps.unit.transact(async ({ journal }) => {
    journal.record({
      kind: 'sign-in-failed',
      actor: `account:${account.name}`,
      at: deps.clock.now(),
      data: {
        during: 'confirmation',
        why: 'wrong-password',
        accountId: account.id,
        network: shortenAddress(address),
      },
    });
  });
  throw new GatehouseError('not-allowed', 'Cannot check the password: it is wrong');
}
