// Checks presented tokens: from memory when warm, from the store when not, and never past a revocation.

import type { UnitOfWork } from '../../journal/unit-of-work.ts';
import { type Clock, type Instant, MINUTE_MS } from '../../kernel/clock.ts';

import type { Account, IdentityStore, IdentityStores, Token } from '../ports.ts';
import { isEnabled, type TokenPrincipal } from '../principal.ts';
import { hashSecret } from '../secret.ts';
import { formOfToken } from './token-text.ts';

/** A token that is in force, with its account's rights. */
export type VerifiedToken = TokenPrincipal;

/** Why a presented token is refused. */
export type TokenFault = 'foreign' | 'mistyped' | 'unknown' | 'expired' | 'revoked' | 'disabled';

export interface TokenVerifierDeps {
  readonly identity: Pick<IdentityStore, 'findToken' | 'findAccount'>;
  /** For last uses. */
  readonly unit: UnitOfWork<IdentityStores>;
  readonly clock: Clock;
  /** Rises with each change of tokens or accounts (`TOKEN_CHANGES`), here or in another process. */
  readonly revision: () => number;
}

/** The kinds of journal entries that must raise the verifier's revision. */
export const TOKEN_CHANGES = [
  'token-minted',
  'token-revoked',
  'account-created',
  'account-role-changed',
  'account-disabled',
] as const;

/** Verifies tokens. */
export interface TokenVerifier {
  /** The token's rights, or undefined when it has none. Synchronous when the answer is in memory. */
  verify(presented: string): VerifiedToken | undefined | Promise<VerifiedToken | undefined>;
  /** Why `verify` answered undefined, for the holder's eyes; undefined when the token is in force. */
  explain(presented: string): Promise<TokenFault | undefined>;
  /** Writes the last uses since the previous flush; to be called every minute and at the end. Throws what the store throws. */
  flushUses(): Promise<void>;
}

/** A last use is noted this exactly. */
const USE_GRAIN_MS = MINUTE_MS;

/** What the store said about a hash. */
interface Known {
  readonly revision: number;
  readonly token: Token | undefined;
  readonly account: Account | undefined;
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
    verify(presented) {
      const form = formOfToken(presented);
      if (form === 'foreign' || form === 'mistyped') return undefined;
      const hash = hashSecret(presented);
      const known = cache.find(hash);
      if (known !== undefined) return cache.use(known);
      return cache.load(hash).then((loaded) => cache.use(loaded));
    },
    async explain(presented) {
      const form = formOfToken(presented);
      if (form === 'foreign' || form === 'mistyped') return form;
      return faultOf(await cache.load(hashSecret(presented)), deps.clock.now());
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
  #uses = new Map<string, Instant>();

  constructor(deps: TokenVerifierDeps, maxEntries: number) {
    this.#deps = deps;
    this.#maxEntries = maxEntries;
  }

  find(hash: string): Known | undefined {
    const known = this.#known.get(hash) ?? this.#unknown.get(hash);
    return known?.revision === this.#deps.revision() ? known : undefined;
  }

  /** Asks the store; one question serves all who wait, unless something changed since it was asked. */
  load(hash: string): Promise<Known> {
    const revision = this.#deps.revision();
    const loading = this.#loading.get(hash);
    if (loading?.revision === revision) return loading.answer;
    const answer = this.#read(hash, revision).finally(() => {
      if (this.#loading.get(hash)?.answer === answer) this.#loading.delete(hash);
    });
    this.#loading.set(hash, { revision, answer });
    return answer;
  }

  /** The rights that a known token has now; notes its use. */
  use(known: Known): VerifiedToken | undefined {
    const now = this.#deps.clock.now();
    if (known.verified === undefined || hasExpired(known.token, now)) return undefined;
    if (now - known.notedAt >= USE_GRAIN_MS) {
      known.notedAt = now;
      this.#uses.set(known.verified.tokenId, now);
    }
    return known.verified;
  }

  async flushUses(): Promise<void> {
    if (this.#uses.size === 0) return;
    const uses = this.#uses;
    this.#uses = new Map();
    try {
      await this.#deps.unit.transact(({ identity }) =>
        identity.touchTokens([...uses].map(([id, at]) => ({ id, at }))),
      );
    } catch (error) {
      for (const [id, at] of uses) if (!this.#uses.has(id)) this.#uses.set(id, at);
      throw error;
    }
  }

  async #read(hash: string, revision: number): Promise<Known> {
    const token = await this.#deps.identity.findToken(hash);
    const account = token === undefined ? undefined : await this.#deps.identity.findAccount(token.accountId);
    const known: Known = {
      revision,
      token,
      account,
      verified: verifiedOf(token, account),
      notedAt: token?.lastUsedAt ?? 0,
    };
    // Kept under the revision that was in force before the question: a change meanwhile makes it stale at once.
    this.#keep(token === undefined ? this.#unknown : this.#known, hash, known);
    return known;
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

function verifiedOf(token: Token | undefined, account: Account | undefined): VerifiedToken | undefined {
  if (token === undefined || account === undefined) return undefined;
  if (token.revokedAt !== undefined || !isEnabled(account)) return undefined;
  return {
    kind: 'token',
    tokenId: token.id,
    tokenName: token.name,
    scope: token.scope,
    ...(token.view === undefined ? {} : { view: token.view }),
    accountId: account.id,
    accountName: account.name,
    role: account.role,
  };
}

function hasExpired(token: Token | undefined, now: Instant): boolean {
  return token?.expiresAt !== undefined && now >= token.expiresAt;
}

function faultOf(known: Known, now: Instant): TokenFault | undefined {
  if (known.token === undefined || known.account === undefined) return 'unknown';
  if (known.token.revokedAt !== undefined) return 'revoked';
  if (!isEnabled(known.account)) return 'disabled';
  return hasExpired(known.token, now) ? 'expired' : undefined;
}
