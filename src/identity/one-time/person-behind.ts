// The person behind a token. With a proof that they are there, a token's request is theirs: what takes a person who signed in with a
// second factor and just showed it, has both then. Without one they may look at what is their own.

import { GatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';

import type { IdentityStore, SignInProof } from '../ports.ts';
import { isEnabled, type Person, type TokenPrincipal } from '../principal.ts';

interface BehindDeps {
  readonly identity: Pick<IdentityStore, 'findAccount'>;
}

/** After `proveOnce`, in the same request. Throws `not-allowed` for a token of no account. */
export function personProven(deps: BehindDeps, token: TokenPrincipal, now: number): Promise<Person> {
  return personBehind(deps, token, { confirmedAt: now, proof: 'two-factor' });
}

/** For questions about what is theirs: they showed nothing but a token. Throws `not-allowed`. */
export function personUnproven(deps: BehindDeps, token: TokenPrincipal): Promise<Person> {
  return personBehind(deps, token, { confirmedAt: 0, proof: 'password' });
}

/** There is no session; nothing that is done by one request ends or extends one. */
async function personBehind(
  { identity }: BehindDeps,
  { accountId }: TokenPrincipal,
  shown: { readonly confirmedAt: number; readonly proof: SignInProof },
): Promise<Person> {
  const account = accountId === '' ? undefined : await identity.findAccount(accountId);
  if (account === undefined || !isEnabled(account)) {
    throw new GatehouseError(
      'not-allowed',
      'Cannot do this: found a token of no account, expected somebody’s',
    );
  }
  return {
    kind: 'person',
    accountId: account.id,
    accountName: account.name,
    role: account.role,
    sessionHash: '',
    expiresAt: shown.confirmedAt,
    ...shown,
    ...(account.passwordLeakedAt === undefined ? {} : { mustChangePassword: true }),
    ...given('strongestFactor', account.strongestFactor),
  };
}
