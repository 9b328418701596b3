// Tokens that were found where they should not be: whoever holds a whole one may end it, and its owner is told.

import type { Instant } from '../../kernel/clock.ts';
import { escapeControl, GatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';

import type { UnitOfWork } from '../../journal/unit-of-work.ts';
import { tellLeaked } from '../tokens/token-news.ts';
import { formOfToken } from '../tokens/token-text.ts';
import { endPublisherToken } from '../trusted-publishing/end-token.ts';
import type {
  PublisherTokenStore,
  TrustedPublishingStores,
} from '../trusted-publishing/trusted-publishing-ports.ts';
import type { IdentityStore, Token } from '../ports.ts';
import { hashSecret } from '../secret.ts';
import type { IdentityDeps, IdentityWork } from '../unit.ts';
import type { ReportBudget } from './report-budget.ts';
import type { FoundKey, ScanningKeys } from './scanning-keys.ts';
import { isSignedBy } from './verify-report.ts';

export interface ReportDeps extends Omit<IdentityDeps, 'unit'> {
  readonly unit: UnitOfWork<IdentityWork & Pick<TrustedPublishingStores, 'publisherTokens'>>;
  readonly identity: Pick<IdentityStore, 'findToken'>;
  readonly publisherTokens: Pick<PublisherTokenStore, 'findByHash'>;
  readonly keys: ScanningKeys;
  readonly budget: ReportBudget;
}

/** One token of a report. Everything is from outside. */
export interface ReportedToken {
  readonly token: string;
  readonly type?: string | undefined;
  /** Where it was found. */
  readonly url?: string | undefined;
  readonly source?: string | undefined;
}

export interface TokenReport {
  readonly tokens: readonly ReportedToken[];
  /** The body as it came: what the signature is over. */
  readonly body: Uint8Array;
  readonly signature?: { readonly identifier: string; readonly value: string };
  /** Normalized address of the one who reports. */
  readonly address: string;
}

/** What became of one token: `true_positive`, it was in force and is no more. */
export interface ReportOutcome {
  readonly token: string;
  readonly type: string;
  readonly label: 'true_positive' | 'false_positive';
}

const MAX_URL = 500;

/**
 * Ends each token that is in force, journals where it was found and tells its owner. Nobody needs leave for that: who
 * holds a token could use it, and its owner wants it ended. A signature says who found it; one that does not hold is
 * refused with `invalid-request`, and nothing is done. Everything else is `false_positive`, in the same words and with the
 * same work: unknown, ended and expired ones, so that a report sent again changes nothing. Throws `too-many-requests`.
 */
export async function reportTokens(deps: ReportDeps, report: TokenReport): Promise<readonly ReportOutcome[]> {
  deps.budget.spend(report.address, report.tokens.length);
  const source = await findSource(deps.keys, report);
  const outcomes: ReportOutcome[] = [];
  for (const reported of report.tokens) {
    const hasEnded = await endToken(deps, reported, source);
    const label = hasEnded ? 'true_positive' : 'false_positive';
    outcomes.push({ token: reported.token, type: reported.type ?? 'gatehouse_token', label });
  }
  return outcomes;
}

async function findSource(
  keys: ScanningKeys,
  { signature, body }: TokenReport,
): Promise<FoundKey | undefined> {
  if (signature === undefined) return undefined;
  const key = await keys.find(signature.identifier);
  if (key !== undefined && isSignedBy(key.pem, body, signature.value)) return key;
  throw new GatehouseError(
    'invalid-request',
    'Cannot take the report: its signature is by no current key of a known source',
  );
}

async function endToken(
  deps: ReportDeps,
  reported: ReportedToken,
  source: FoundKey | undefined,
): Promise<boolean> {
  const hash = hashSecret(reported.token);
  if (formOfToken(reported.token) === 'publisher') return endPublishers(deps, hash, reported, source);
  if (!isLive(await deps.identity.findToken(hash), deps.clock.now())) return false;
  return deps.unit.transact(async (work) => {
    const now = deps.clock.now();
    const token = await work.identity.findToken(hash);
    if (token === undefined || !isLive(token, now)) return false;
    await work.identity.saveToken({ ...token, revokedAt: now });
    const url = urlOf(reported);
    await tellLeaked(deps, work, {
      token,
      actor: source === undefined ? 'nobody' : `scanner:${source.source}`,
      at: now,
      // What a stranger says does not go out in a letter of ours.
      isSigned: source !== undefined,
      ...given('url', url),
    });
    return true;
  });
}

/** It is no account's: that it ended stands in the journal of its publisher. */
async function endPublishers(
  deps: ReportDeps,
  hash: string,
  reported: ReportedToken,
  source: FoundKey | undefined,
): Promise<boolean> {
  if (!isLive(await deps.publisherTokens.findByHash(hash), deps.clock.now())) return false;
  return deps.unit.transact(async (work) => {
    const at = deps.clock.now();
    const token = await work.publisherTokens.findByHash(hash);
    if (token === undefined || !isLive(token, at)) return false;
    const actor = source === undefined ? 'nobody' : `scanner:${source.source}`;
    const because = 'reported-as-leaked';
    await endPublisherToken(work, token, { actor, at, because, ...given('url', urlOf(reported)) });
    return true;
  });
}

function urlOf({ url }: ReportedToken): string | undefined {
  return url === undefined ? undefined : escapeControl(url.slice(0, MAX_URL));
}

/** Whether it does something, or could again: an account may enrol a factor anew. */
function isLive(token: Pick<Token, 'expiresAt' | 'revokedAt'> | undefined, now: Instant): boolean {
  return token !== undefined && token.revokedAt === undefined && (token.expiresAt ?? Infinity) > now;
}
