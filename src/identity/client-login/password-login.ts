// A client that knows no page signs its person in by name and password: yarn, and npm of before. What it gets publishes only after a
// code of the person's authenticator, from where they are known.

import { shortenAddress } from '../../kernel/address.ts';
import { GatehouseError } from '../../kernel/errors.ts';

import { proofNeeded, proveAccount, type ProofDeps } from '../one-time/one-time-proof.ts';
import { noticeAddress } from '../letters/post-letter.ts';
import type { Account, IdentityStore } from '../ports.ts';
import { isEnabled } from '../principal.ts';
import { requirePassword, type SignInDeps } from '../sessions/sign-in.ts';
import { saveLoginToken, type ClientLoginDeps } from './client-login.ts';

export interface PasswordLoginDeps extends SignInDeps, ProofDeps, ClientLoginDeps {
  readonly identity: SignInDeps['identity'] &
    ProofDeps['identity'] &
    ClientLoginDeps['identity'] &
    Pick<IdentityStore, 'sessionsOf'>;
}

export interface PasswordLogin {
  readonly name: string;
  readonly password: string;
  /** Of the authenticator, where it came with the request. */
  readonly code?: string;
  /** `PUT /npm/-/user/…`, for the journal. */
  readonly request: string;
  readonly client: string;
  readonly address: string;
}

/**
 * A token for twelve hours, as of a client's sign-in by a page: one that reads for who has no second factor. Throws
 * `not-signed-in` for a wrong name or password in the same words whichever it was; `needs-confirmation` where a code is due;
 * `not-allowed` for a wrong one, and for whom only the page will do; `too-many-requests`.
 */
export async function loginByPassword(deps: PasswordLoginDeps, login: PasswordLogin): Promise<string> {
  const { address, code, request } = login;
  const account = await requirePassword(deps, login);
  const isWriting = account.strongestFactor !== undefined;
  if (isWriting) {
    await requireTypedFactor(deps, account);
    await requireKnownPlace(deps, account, address);
    const what = 'sign in';
    if (code === undefined) throw proofNeeded(what, 'governance');
    await proveAccount(deps, account, { code, what, request, address });
  }
  const at = deps.clock.now();
  return deps.unit.transact(async (work) => {
    const current = await work.identity.findAccount(account.id);
    // Disabled, or given another password, meanwhile.
    if (current === undefined || !isEnabled(current) || current.passwordHash !== account.passwordHash) {
      throw new GatehouseError('not-signed-in', 'Cannot sign in: your account changed meanwhile; try again');
    }
    const from = { client: login.client, network: shortenAddress(address) };
    const scope = isWriting ? 'write' : 'read';
    return saveLoginToken(deps, work, {
      account: current,
      scope,
      from,
      actor: `account:${current.name}`,
      at,
    });
  });
}

/** A passkey answers to a page alone. */
async function requireTypedFactor(deps: PasswordLoginDeps, account: Account): Promise<void> {
  const factors = await deps.factorStores.factors.factorsOf(account.id);
  if (factors.some(({ kind }) => kind === 'totp')) return;
  throw new GatehouseError(
    'not-allowed',
    `Cannot sign in by a password: your second factor is a passkey, which a page asks for; use npm login, or make a token at ${deps.letterHead.publicUrl}/tokens`,
  );
}

/**
 * A code can be had out of a person by a page that looks like ours, which is why a browser that was not seen before is confirmed by
 * a letter. A client has no browser: it is let in from a network where its person is signed in on a page.
 */
async function requireKnownPlace(deps: PasswordLoginDeps, account: Account, address: string): Promise<void> {
  if (noticeAddress(account) === undefined) return;
  const sessions = await deps.identity.sessionsOf(account.id, deps.clock.now());
  if (sessions.some(({ network }) => network === shortenAddress(address))) return;
  throw new GatehouseError(
    'not-allowed',
    `Cannot sign in by a password from here: sign in at ${deps.letterHead.publicUrl} from this network first, or use npm login, or make a token at ${deps.letterHead.publicUrl}/tokens`,
  );
}
