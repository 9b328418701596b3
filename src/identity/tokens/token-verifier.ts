// Checks presented tokens: from memory when warm, from the store when not, and never past a revocation.

import { CHANGE_KINDS } from '../../journal/change-kinds.ts';
import type { ChangeKind } from '../../journal/changes.ts';
import type { UnitOfWork } from '../../journal/unit-of-work.ts';
import { shortenAddress } from '../../kernel/address.ts';
import { type Clock, type Instant, MINUTE_MS } from '../../kernel/clock.ts';
import { given } from '../../kernel/given.ts';
import { containsAddress, parseNetwork } from '../../kernel/networks.ts';

import type { Account, IdentityStore, IdentityStores, Token, TokenUse } from '../ports.ts';
import { isEnabled, type TokenPrincipal } from '../principal.ts';
import { hashSecret } from '../secret.ts';
import { noteUse } from '../takeover/activity.ts';
import type { RecoveryStores } from '../takeover/takeover-ports.ts';
import { asPublisherPrincipal, type PublisherToken } from './publisher-token.ts';
import type { NoteStray } from './stray-tokens.ts';
import { formOfToken, type TokenKind } from './token-text.ts';

/** A token that is in force, with its account's rights. */
export type VerifiedToken = TokenPrincipal;

/** Why a presented token is refused. */
export type TokenFault =
  | 'foreign'
  | 'mistyped'
  | 'unknown'
  | 'expired'
  | 'revoked'
  | 'disabled'
  | 'elsewhere'
  | 'without-factor';

export interface TokenVerifierDeps {
  readonly identity: Pick<IdentityStore, 'findToken' | 'findAccount'>;
  /** Tokens of trusted publishers. */
  readonly publisherTokens: { findByHash(hash: string): Promise<PublisherToken | undefined> };
  /** For last uses. */
  readonly unit: UnitOfWork<IdentityStores & RecoveryStores>;
  readonly clock: Clock;
  /** Told of a token that is in force, but not where it was presented. */
  readonly noteStray?: NoteStray;
  /** Rises with each change of tokens or accounts (`TOKEN_CHANGES`), here or in another process. */
  readonly revision: () => number;
}

/**
 * The kinds of journal entries that must raise the verifier's revision: whatever becomes of tokens, accounts and their
 * factors. By their names, so that a new kind of them is not forgotten.
 */
export const TOKEN_CHANGES: readonly ChangeKind[] = CHANGE_KINDS.filter((kind) =>
  /^(?:token|account|factor)-|^publisher-(?:removed|token-ended)$/.test(kind),
);

/** Verifies tokens. */
export interface TokenVerifier {
  /**
   * The token's rights when it is used from `address` (normalized, after trusted proxies), or undefined when it has none
   * there. Synchronous when the answer is in memory.
   */
  verify(presented: string, address: string): VerifiedToken | undefined | Promise<VerifiedToken | undefined>;
  /** Why `verify` answered undefined, for the holder's eyes; undefined when the token is in force. */
  explain(presented: string, address: string): Promise<TokenFault | undefined>;
  /** Writes the last uses since the previous flush; to be called every minute and at the end. Throws what the store throws. */
  flushUses(): Promise<void>;
}

/** A last use is noted this exactly. */
const USE_GRAIN_MS = MINUTE_MS;

/** Of whose account the token is, too. */
type NotedUse = TokenUse & { readonly accountId: string };

/** What the store said about a hash. */
interface Known {
  readonly revision: number;
  readonly token: Pick<Token, 'expiresAt' | 'revokedAt'> | undefined;
  /** An account's token, with its account. */
  readonly of?: { readonly token: Token; readonly account: Account };
  /** What keeps it out beside its own end. */
  readonly fault: TokenFault | undefined;
  readonly verified: VerifiedToken | undefined;
  notedAt: Instant;
}

/** Makes the verifier; up to `maxEntries` known tokens and as many unknown ones stay in memory, by hash. */
export function createTokenVerifier(
  deps: TokenVerifierDeps,
  options: { readonly maxEntries?: number } = {},
): TokenVerifier {
  const cache = new TokenCache(deps, options.maxEntries ?? 10_000);
  return {
    verify(presented, address) {
      const form = formOfToken(presented);
      if (form === 'foreign' || form === 'mistyped') return undefined;
      const hash = hashSecret(presented);
      const known = cache.find(hash);
      if (known !== undefined) return cache.use(known, address);
      return cache.load(form, hash).then((loaded) => cache.use(loaded, address));
    },
    async explain(presented, address) {
      const form = formOfToken(presented);
      if (form === 'foreign' || form === 'mistyped') return form;
      const known = await cache.load(form, hashSecret(presented));
      const fault = faultOf(known, deps.clock.now(), address);
      if (fault === 'elsewhere' && known.of !== undefined) await deps.noteStray?.({ ...known.of, address });
      return fault;
    },
    flushUses: () => cache.flushUses(),
  };
}

class TokenCache {
  readonly #deps: TokenVerifierDeps;
  readonly #maxEntries: number;
  readonly #known = new Map<string, Known>();
  /** Apart, so that a flood of made-up tokens displaces none that is real. */
  readonly #unknown = new Map<string, Known>();
  readonly #loading = new Map<string, { readonly revision: number; readonly answer: Promise<Known> }>();
  #uses = new Map<string, NotedUse>();

  constructor(deps: TokenVerifierDeps, maxEntries: number) {
    this.#deps = deps;
    this.#maxEntries = maxEntries;
  }

  find(hash: string): Known | undefined {
    const known = this.#known.get(hash) ?? this.#unknown.get(hash);
    return known?.revision === this.#deps.revision() ? known : undefined;
  }

  /** Asks the store; one question serves all who wait, unless something changed since it was asked. */
  load(kind: TokenKind, hash: string): Promise<Known> {
    const revision = this.#deps.revision();
    const loading = this.#loading.get(hash);
    if (loading?.revision === revision) return loading.answer;
    const answer = this.#read(kind, hash, revision).finally(() => {
      if (this.#loading.get(hash)?.answer === answer) this.#loading.delete(hash);
    });
    this.#loading.set(hash, { revision, answer });
    return answer;
  }

  /** The rights that a known token has now, at this address; notes its use. */
  use(known: Known, address: string): VerifiedToken | undefined {
    const now = this.#deps.clock.now();
    const { verified } = known;
    if (verified === undefined || hasExpired(known.token, now)) return undefined;
    if (verified.isWithin !== undefined && !verified.isWithin(address)) return undefined;
    if (now - known.notedAt >= USE_GRAIN_MS) {
      known.notedAt = now;
      const id = verified.tokenId;
      const { accountId } = verified;
      this.#uses.set(id, { id, accountId, at: now, network: shortenAddress(address) });
    }
    return verified;
  }

  async flushUses(): Promise<void> {
    if (this.#uses.size === 0) return;
    const uses = this.#uses;
    this.#uses = new Map<string, NotedUse>();
    try {
      await this.#deps.unit.transact(async (work) => {
        await work.identity.touchTokens([...uses.values()]);
        const used = new Map([...uses.values()].map(({ accountId, at }) => [accountId, at]));
        for (const [accountId, at] of used) await noteUse(work, accountId, at);
      });
    } catch (error) {
      for (const [id, use] of uses) if (!this.#uses.has(id)) this.#uses.set(id, use);
      throw error;
    }
  }

  async #read(kind: TokenKind, hash: string, revision: number): Promise<Known> {
    const found = await (kind === 'publisher' ? this.#readPublishers(hash) : this.#readAccounts(hash));
    const known: Known = { ...found, revision };
    // Kept under the revision that was in force before the question: a change meanwhile makes it stale at once.
    this.#keep(known.token === undefined ? this.#unknown : this.#known, hash, known);
    return known;
  }

  async #readAccounts(hash: string): Promise<Omit<Known, 'revision'>> {
    const token = await this.#deps.identity.findToken(hash);
    const account = token === undefined ? undefined : await this.#deps.identity.findAccount(token.accountId);
    if (token === undefined || account === undefined) return NO_TOKEN;
    const fault = faultOfToken(token, account);
    const verified = fault === undefined ? verifiedOf(token, account) : undefined;
    return { token, of: { token, account }, fault, verified, notedAt: token.lastUsedAt ?? 0 };
  }

  /** When it was last used stands beside what it published. */
  async #readPublishers(hash: string): Promise<Omit<Known, 'revision'>> {
    const token = await this.#deps.publisherTokens.findByHash(hash);
    if (token === undefined) return NO_TOKEN;
    const fault = token.revokedAt === undefined ? undefined : 'revoked';
    const verified = fault === undefined ? asPublisherPrincipal(token) : undefined;
    return { token, fault, verified, notedAt: Infinity };
  }

  #keep(entries: Map<string, Known>, hash: string, known: Known): void {
    entries.delete(hash);
    if (entries.size >= this.#maxEntries) {
      const oldest = entries.keys().next();
      if (oldest.done !== true) entries.delete(oldest.value);
    }
    entries.set(hash, known);
  }
}

const NO_TOKEN = { token: undefined, fault: 'unknown', verified: undefined, notedAt: 0 } as const;

function verifiedOf(token: Token, account: Account): VerifiedToken {
  return {
    kind: 'token',
    tokenId: token.id,
    tokenName: token.name,
    scope: token.scope,
    ...given('actions', token.actions),
    ...given('packages', token.packages),
    ...(token.networks === undefined ? {} : { isWithin: withinNetworks(token.networks) }),
    ...given('asksProof', token.asksProof),
    ...given('view', token.view),
    accountId: account.id,
    accountName: account.name,
    role: account.role,
  };
}

function faultOfToken(token: Token, account: Account): TokenFault | undefined {
  if (token.revokedAt !== undefined) return 'revoked';
  if (!isEnabled(account)) return 'disabled';
  return lacksFactor(token, account) ? 'without-factor' : undefined;
}

function hasExpired(token: Known['token'], now: Instant): boolean {
  return token?.expiresAt !== undefined && now >= token.expiresAt;
}

/** Whoever gave up their second factor publishes nothing, and what they made to publish with does not either. */
function lacksFactor(token: Token, account: Account): boolean {
  return token.scope === 'write' && account.strongestFactor === undefined;
}

/** What the store holds was checked when the token was made; what cannot be read lets nobody in. */
function withinNetworks(networks: readonly string[]): (address: string) => boolean {
  return containsAddress(networks.map(parseNetwork).filter((network) => network !== undefined));
}

function faultOf(known: Known, now: Instant, address: string): TokenFault | undefined {
  const { fault } = known;
  // That it is over is said before what its account lacks; that somebody ended it, before that.
  if (fault !== undefined && fault !== 'without-factor') return fault;
  if (hasExpired(known.token, now)) return 'expired';
  return fault ?? (known.verified?.isWithin?.(address) === false ? 'elsewhere' : undefined);
}
