// A client on the command line signs in: it shows an address, its person says yes there in a browser, and the client gets a token.
// Whoever has the address can only say yes, with an account of their own; the token goes to whoever asked for the address.

import { HOUR_MS, MINUTE_MS, type Instant } from '../../kernel/clock.ts';
import { shortenAddress } from '../../kernel/address.ts';
import { GatehouseError } from '../../kernel/errors.ts';

import { requireAccess } from '../access.ts';
import type { SecretBox } from '../factors/factor-ports.ts';
import type { Account, IdentityStore, OneTimeLink, Token } from '../ports.ts';
import { actorOf, isEnabled, type Principal } from '../principal.ts';
import { hashSecret, isSecret, mintId, mintSecret } from '../secret.ts';
import type { AttemptLimit } from '../sessions/attempt-limit.ts';
import { CLIENT_ACTIONS } from '../tokens/token-actions.ts';
import { tellMinted } from '../tokens/token-news.ts';
import { mintTokenText } from '../tokens/token-text.ts';
import type { IdentityDeps, IdentityWork } from '../unit.ts';

export interface ClientLoginDeps extends IdentityDeps {
  readonly identity: Pick<IdentityStore, 'findLink'>;
  readonly box: SecretBox;
  /** How often a stranger may have one begun. */
  readonly challengeLimit: AttemptLimit;
}

/** What a client may do once its person said yes. */
export const CLIENT_SCOPES = ['read', 'write'] as const;

export type ClientScope = (typeof CLIENT_SCOPES)[number];

/** A sign-in that waits for its person. */
export interface BegunLogin {
  /** For the address of the page. */
  readonly id: string;
  /** For whoever began it alone: by it the token is fetched. */
  readonly doneSecret: string;
}

/** What its person is shown. */
export interface WaitingLogin {
  /** What the client calls itself; from outside. */
  readonly client: string;
  /** The shortened address that it asked from. */
  readonly network: string;
  readonly expiresAt: Instant;
}

const WAITS_MS = 10 * MINUTE_MS;
/** A granted token waits for its client this long. */
const FETCHED_WITHIN_MS = 2 * MINUTE_MS;
/** A working day: who is there again signs in again. */
const TOKEN_MS = 12 * HOUR_MS;
const MAX_CLIENT_LENGTH = 120;
/** Every package that the account may do this with: a login is a person at work, within their own rights. */
const ALL_NPM = [{ ecosystem: 'npm', pattern: '*' }] as const;

/** Throws `too-many-requests`. */
export async function beginClientLogin(
  deps: ClientLoginDeps,
  from: { readonly client: string; readonly address: string },
): Promise<BegunLogin> {
  deps.challengeLimit.admit({ account: '', address: from.address });
  const [id, doneSecret] = [mintSecret(deps.random), mintSecret(deps.random)];
  const expiresAt = deps.clock.now() + WAITS_MS;
  const doneHash = hashSecret(doneSecret);
  const details = {
    client: from.client.slice(0, MAX_CLIENT_LENGTH),
    network: shortenAddress(from.address),
    doneHash,
  };
  await deps.unit.transact(async ({ identity }) => {
    await identity.saveLink({ hash: hashSecret(id), purpose: 'client-login', expiresAt, details });
    await identity.saveLink({ hash: doneHash, purpose: 'client-login-done', expiresAt });
  });
  return { id, doneSecret };
}

/** Throws `not-found` for one that is over, was answered, or never was; access errors. */
export async function describeClientLogin(
  deps: ClientLoginDeps,
  principal: Principal,
  id: string,
): Promise<WaitingLogin> {
  requireAccess(principal, 'read-own-account', { now: deps.clock.now() });
  const link = await deps.identity.findLink(hashSecret(id));
  const { client, network } = readWaiting(link, deps.clock.now());
  return { client, network, expiresAt: link?.expiresAt ?? 0 };
}

/**
 * Gives the client a token of the person who says yes, for half a day. One that writes asks for its person again where they were
 * not there in the last minutes (`one-time/one-time-proof.ts`), and takes a person who signed in with a second
 * factor and proved themself in the last minutes. Throws `not-found`, access errors.
 */
export async function grantClientLogin(
  deps: ClientLoginDeps,
  principal: Principal,
  { id, scope }: { readonly id: string; readonly scope: ClientScope },
): Promise<void> {
  const now = deps.clock.now();
  requireAccess(principal, scope === 'write' ? 'mint-write-tokens' : 'mint-read-tokens', { now });
  if (principal.kind !== 'person') throw noLogin();
  await deps.unit.transact(async (work) => {
    const { client, network, doneHash } = readWaiting(await work.identity.takeLink(hashSecret(id)), now);
    const account = await work.identity.findAccount(principal.accountId);
    const done = await work.identity.takeLink(doneHash);
    if (account === undefined || !isEnabled(account) || done === undefined) throw noLogin();
    const from = { client, network };
    const text = await saveLoginToken(deps, work, {
      account,
      scope,
      from,
      actor: actorOf(principal),
      at: now,
    });
    const sealed = await deps.box.seal(Buffer.from(text), sealedFor(doneHash));
    await work.identity.saveLink({
      ...done,
      expiresAt: now + FETCHED_WITHIN_MS,
      details: { sealed },
    });
  });
}

/** Saves a client's token for half a day, and tells of it; answers its text. To be called once its person was proven. */
export async function saveLoginToken(
  deps: IdentityDeps,
  work: IdentityWork,
  {
    account,
    scope,
    from,
    actor,
    at,
  }: {
    readonly account: Account;
    readonly scope: ClientScope;
    readonly from: { readonly client: string; readonly network: string };
    readonly actor: string;
    readonly at: Instant;
  },
): Promise<string> {
  const text = mintTokenText(scope, deps.random);
  const token: Token = {
    id: mintId(deps.random),
    name: `sign-in of ${nameOf(from.client)} from ${from.network}`.slice(0, 100),
    hash: hashSecret(text),
    accountId: account.id,
    scope,
    ...(scope === 'write'
      ? {
          packages: ALL_NPM,
          actions: CLIENT_ACTIONS,
          asksProof: true as const,
        }
      : {}),
    createdAt: at,
    expiresAt: at + TOKEN_MS,
  };
  await work.identity.saveToken(token);
  await tellMinted(deps, work, { token, account, actor, at });
  return text;
}

/** The token, once; undefined while nobody has answered. Throws `not-found` when it is over. */
export async function fetchClientToken(
  deps: ClientLoginDeps,
  doneSecret: string,
): Promise<string | undefined> {
  const hash = hashSecret(doneSecret);
  const now = deps.clock.now();
  const link = isSecret(doneSecret) ? await deps.identity.findLink(hash) : undefined;
  if (link === undefined || link.purpose !== 'client-login-done' || link.expiresAt <= now) throw noLogin();
  if (link.details === undefined) return undefined;
  const taken = await deps.unit.transact(({ identity }) => identity.takeLink(hash));
  const sealed = taken?.details?.['sealed'];
  if (typeof sealed !== 'string') throw noLogin();
  return Buffer.from(await deps.box.open(sealed, sealedFor(hash))).toString();
}

function readWaiting(link: OneTimeLink | undefined, now: Instant) {
  const { client, network, doneHash } = link?.details ?? {};
  const isWaiting = link?.purpose === 'client-login' && link.expiresAt > now;
  if (
    !isWaiting ||
    typeof client !== 'string' ||
    typeof network !== 'string' ||
    typeof doneHash !== 'string'
  ) {
    throw noLogin();
  }
  return { client, network, doneHash };
}

/** Its first word, without its version and what follows: `npm`. */
function nameOf(client: string): string {
  return /^[a-z]{1,20}/i.exec(client)?.[0] ?? 'a client';
}

function sealedFor(doneHash: string): string {
  return `client-login ${doneHash}`;
}

function noLogin(): GatehouseError {
  return new GatehouseError(
    'not-found',
    'Cannot find the sign-in: it was answered, it is older than ten minutes, or it never was; begin another one',
  );
}
