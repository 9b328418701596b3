// Tokens for clients and machines: minted, listed, revoked.

import { DAY_MS, type Instant, MINUTE_MS } from '../../kernel/clock.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';

import { requireAccess } from '../access.ts';
import type { Account, IdentityStore, Token } from '../ports.ts';
import { actorOf, isEnabled, type Principal, type TokenPrincipal } from '../principal.ts';
import { hashSecret, mintId } from '../secret.ts';
import { parseTokenBounds, type AskedBounds } from './token-bounds.ts';
import { tellMinted, tellRevoked } from './token-news.ts';
import { mintTokenText } from './token-text.ts';
import type { IdentityDeps } from '../unit.ts';

/** Longest lives of tokens, by what they are for. */
export type TokenLifetimes = Readonly<Record<Token['scope'], number>>;

/** 90 days for what can act, 365 for what only reads. An operator may shorten them. */
export const TOKEN_LIFETIMES: TokenLifetimes = { read: 365 * DAY_MS, api: 90 * DAY_MS, write: 90 * DAY_MS };

/** What can publish lives a week unless more is asked for. */
const USUAL_WRITE_MS = 7 * DAY_MS;

export interface TokenRequest extends AskedBounds {
  /** For people; 1 to 100 characters. */
  readonly name: string;
  /** Binds the reader's view; takes `manage-tokens`, since views differ in strictness. */
  readonly view?: string;
  /** Whether each change that it makes asks for its person; of what writes alone. */
  readonly asksProof?: boolean;
  /** Whose role it acts with; absent: the asker's own. Another's takes `manage-tokens`, and never writes. */
  readonly accountId?: string;
  /** Absent: the longest that is allowed; of what writes, a week. */
  readonly lifetimeMs?: number;
}

/** A token as lists show it. */
export interface ListedToken extends Omit<Token, 'hash'> {
  readonly accountName: string;
}

/** A token that was just minted: the only moment at which its text is known. */
export interface MintedToken {
  readonly text: string;
  readonly token: ListedToken;
}

const MIN_LIFETIME_MS = MINUTE_MS;
const MAX_NAME_LENGTH = 100;
const MAX_VIEW_LENGTH = 64;
/** Per account and in force, so that a loop does not fill the store. */
const MAX_TOKENS = 1_000;

/**
 * Mints a token. Throws `invalid-request` for a bad name, view, bound or lifetime, `conflict` when the account has too
 * many, `not-found` for an unknown account, and what `requireAccess` throws. Journalled; the text is not. The account's
 * person hears of one that can act, and of one that somebody else made.
 */
export async function mintToken(
  deps: IdentityDeps & { readonly lifetimes: TokenLifetimes },
  principal: Principal,
  request: TokenRequest,
): Promise<MintedToken> {
  const now = deps.clock.now();
  requireMinting(principal, request, now);
  const expiresAt = now + lifetimeOf(request, deps.lifetimes);
  const name = parseTokenName(request.name);
  const view = request.view === undefined ? undefined : parseView(request.view);
  const bounds = parseTokenBounds(request);
  requireAskable(request);
  const text = mintTokenText(request.scope, deps.random);
  const token = await deps.unit.transact(async (work) => {
    const account = await readOwner(work.identity, request.accountId ?? ownId(principal));
    if (request.scope === 'write') requireFactor(account);
    await requireRoom(work.identity, account, now);
    const minted: Token = {
      id: mintId(deps.random),
      name,
      hash: hashSecret(text),
      accountId: account.id,
      scope: request.scope,
      ...given('view', view),
      ...(request.asksProof === true ? { asksProof: true } : {}),
      ...bounds,
      createdAt: now,
      expiresAt,
    };
    await work.identity.saveToken(minted);
    await tellMinted(deps, work, { token: minted, account, actor: actorOf(principal), at: now });
    return listed(minted, account.name);
  });
  return { text, token };
}

/** The principal's own tokens, or with `everyone` (an administrator) all; newest first, ended ones included. */
export async function listTokens(
  deps: { readonly identity: Pick<IdentityStore, 'tokens' | 'tokensOf' | 'accounts'> } & Pick<
    IdentityDeps,
    'clock'
  >,
  principal: Principal,
  options: { readonly everyone?: boolean } = {},
): Promise<readonly ListedToken[]> {
  const everyone = options.everyone === true;
  requireAccess(principal, everyone ? 'revoke-tokens' : 'revoke-own-tokens', { now: deps.clock.now() });
  const newestFirst = (a: ListedToken, b: ListedToken) => b.createdAt - a.createdAt;
  if (!everyone) {
    if (principal.kind === 'nobody') return [];
    const own = await deps.identity.tokensOf(principal.accountId);
    return own.map((token) => listed(token, principal.accountName)).sort(newestFirst);
  }
  const names = new Map((await deps.identity.accounts()).map(({ id, name }) => [id, name]));
  const tokens = await deps.identity.tokens();
  return tokens.map((token) => listed(token, names.get(token.accountId) ?? '')).sort(newestFirst);
}

/**
 * Ends a token. In force once this resolves. Own ones by anyone who may act with their account, others' by an
 * administrator; whoever may not gets `not-found`, as for an id that does not exist. Revoking twice changes nothing.
 */
export async function revokeToken(
  deps: Pick<IdentityDeps, 'unit' | 'clock' | 'random' | 'letterHead'>,
  principal: Principal,
  tokenId: string,
): Promise<void> {
  const now = deps.clock.now();
  requireAccess(principal, 'revoke-own-tokens', { now });
  await deps.unit.transact(async (work) => {
    const { identity } = work;
    const token = await identity.findTokenById(tokenId);
    const isOwn = token !== undefined && token.accountId === ownId(principal);
    if (token === undefined || !(isOwn || mayRevokeAny(principal))) {
      throw new GatehouseError('not-found', 'Cannot revoke token: there is none of this id');
    }
    if (token.revokedAt !== undefined) return;
    await identity.saveToken({ ...token, revokedAt: now });
    await tellRevoked(deps, work, { token, actor: actorOf(principal), at: now, isOwn });
  });
}

/** Ends the token by which somebody is here: whoever holds it may. Twice changes nothing. */
export async function endOwnToken(
  deps: Pick<IdentityDeps, 'unit' | 'clock' | 'random' | 'letterHead'>,
  principal: TokenPrincipal,
): Promise<void> {
  const now = deps.clock.now();
  await deps.unit.transact(async (work) => {
    const token = await work.identity.findTokenById(principal.tokenId);
    if (token === undefined || token.revokedAt !== undefined) return;
    await work.identity.saveToken({ ...token, revokedAt: now });
    await tellRevoked(deps, work, { token, actor: actorOf(principal), at: now, isOwn: true });
  });
}

const MINTING = {
  read: 'mint-read-tokens',
  api: 'mint-api-tokens',
  write: 'mint-write-tokens',
} as const;

function requireMinting(principal: Principal, request: TokenRequest, now: Instant): void {
  const isOwn = request.accountId === undefined || request.accountId === ownId(principal);
  requireAccess(principal, MINTING[request.scope], { now });
  if (!isOwn || request.view !== undefined) requireAccess(principal, 'manage-tokens', { now });
  if (isOwn || request.scope !== 'write') return;
  throw new GatehouseError('not-allowed', 'Cannot mint token: what writes is made by its own person alone');
}

/** Whoever can sign in with a password alone publishes nothing. */
function requireFactor(account: Account): void {
  if (account.strongestFactor !== undefined) return;
  throw new GatehouseError(
    'not-allowed',
    `Cannot mint token: ${account.name} has no second factor, which what writes takes; enrol one first`,
    { facts: { action: 'mint-write-tokens', secondFactor: 'enrol' } },
  );
}

function requireAskable({ scope, asksProof }: TokenRequest): void {
  if (asksProof !== true || scope === 'write') return;
  throw new GatehouseError(
    'invalid-request',
    'Cannot mint token: found one that changes nothing, of which nobody is asked; expected one that writes',
    { facts: { field: 'asksProof' } },
  );
}

function mayRevokeAny(principal: Principal): boolean {
  return principal.kind !== 'nobody' && principal.role === 'administrator';
}

function ownId(principal: Principal): string | undefined {
  return principal.kind === 'nobody' ? undefined : principal.accountId;
}

async function readOwner(identity: IdentityStore, accountId: string | undefined): Promise<Account> {
  const account = accountId === undefined ? undefined : await identity.findAccount(accountId);
  if (account === undefined || !isEnabled(account)) {
    throw new GatehouseError('not-found', 'Cannot mint token: there is no such account');
  }
  return account;
}

async function requireRoom(identity: IdentityStore, account: Account, now: Instant): Promise<void> {
  const inForce = (await identity.tokensOf(account.id)).filter(
    (token) => token.revokedAt === undefined && (token.expiresAt ?? Infinity) > now,
  );
  if (inForce.length < MAX_TOKENS) return;
  throw new GatehouseError(
    'conflict',
    `Cannot mint token: ${account.name} has ${MAX_TOKENS} already, revoke some`,
  );
}

function lifetimeOf(request: TokenRequest, lifetimes: TokenLifetimes): number {
  const longestMs = lifetimes[request.scope];
  const usualMs = request.scope === 'write' ? Math.min(USUAL_WRITE_MS, longestMs) : longestMs;
  const lifetimeMs = request.lifetimeMs ?? usualMs;
  if (Number.isFinite(lifetimeMs) && lifetimeMs >= MIN_LIFETIME_MS && lifetimeMs <= longestMs) {
    return Math.floor(lifetimeMs);
  }
  const longest = Math.floor(longestMs / DAY_MS);
  throw new GatehouseError(
    'invalid-request',
    `Cannot mint token: found a lifetime of ${Math.floor(lifetimeMs / DAY_MS)} days, expected a minute to ${longest} days`,
    { facts: { field: 'lifetimeMs' } },
  );
}

function parseTokenName(raw: string): string {
  const name = raw.trim();
  if (name.length > 0 && name.length <= MAX_NAME_LENGTH && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name))
    return name;
  throw new GatehouseError(
    'invalid-request',
    `Cannot mint token: expected a name of 1 to ${MAX_NAME_LENGTH} visible characters`,
    { facts: { field: 'name' } },
  );
}

function parseView(view: string): string {
  if (view.length <= MAX_VIEW_LENGTH && /^[a-z0-9][a-z0-9._-]*$/.test(view)) return view;
  throw new GatehouseError('invalid-request', 'Cannot mint token: expected the name of a view', {
    facts: { field: 'view' },
  });
}

function listed(token: Token, accountName: string): ListedToken {
  const { hash: _hash, ...shown } = token;
  return { ...shown, accountName };
}
