// Decides a request: the decision becomes evidence, in force at once, with a reason and an end.

import { DAY_MS, describeDuration, type Instant } from '../../kernel/clock.ts';
import { sha256Of } from '../../kernel/digest.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import type { Evidence, VettingDecision } from '../../kernel/evidence.ts';
import { given } from '../../kernel/given.ts';
import { parseRequiredText } from '../required-text.ts';
import type { GovernanceDeps } from '../unit.ts';
import type { VettingRequest } from './vetting-ports.ts';

/** How long a decision holds when nobody says. */
export const DEFAULT_VETTING_MS = 365 * DAY_MS;
/** The longest life of a decision: packages change hands. */
export const MAX_VETTING_MS = 2 * 365 * DAY_MS;
/** A larger card is told by its digest alone. */
export const MAX_CARD_LENGTH = 256 * 1024;

export interface VettingVerdict {
  readonly id: string;
  readonly decision: VettingDecision;
  readonly reason: string;
  /** With `approved-with-conditions`, and with nothing else. */
  readonly conditions?: string;
  readonly author: string;
  readonly authorName: string;
  readonly expiresAt?: Instant;
  /** The card as the reviewer could see it, JSON. */
  readonly card?: string;
}

/**
 * Throws `not-found` for a request that there is not, `conflict` for one that is not open any more, `invalid-request` without a
 * reason, for an end that is past or more than two years off, and for conditions without their decision or the reverse.
 */
export async function decideVetting(deps: GovernanceDeps, verdict: VettingVerdict): Promise<VettingRequest> {
  const now = deps.clock.now();
  const reason = parseRequiredText('the reason of a decision', verdict.reason);
  const conditions = parseConditions(verdict);
  const until = parseEnd(verdict.expiresAt ?? now + DEFAULT_VETTING_MS, now);
  return deps.unit.transact(async ({ vetting, statements, journal }) => {
    const request = await vetting.find(verdict.id);
    if (request === undefined) throw noSuchRequest(verdict.id);
    const { author, authorName, decision } = verdict;
    const evidence: Evidence<'vetting'> = {
      id: `vetted-${deps.newId()}`,
      kind: 'vetting',
      subject: { ecosystem: request.ecosystem, name: request.name },
      source: author,
      observedAt: now,
      confidence: 1,
      details: {
        decision,
        ...given('versions', request.versions),
        reason,
        ...given('conditions', conditions),
        until,
        author,
        authorName,
        requestedBy: request.author,
        requestId: request.id,
        ...given('application', request.application),
      },
    };
    const decided: VettingRequest = {
      ...request,
      state: decision,
      outcome: {
        decision,
        reason,
        ...given('conditions', conditions),
        author,
        authorName,
        at: now,
        until,
        evidenceId: evidence.id,
        ...keepCard(verdict.card),
      },
    };
    if (!(await vetting.change(decided, 'open'))) throw notOpen(request);
    await statements.append([evidence]);
    const { id, kind, source } = evidence;
    journal.record({
      kind: 'evidence-added',
      actor: author,
      at: now,
      ...evidence.subject,
      data: { id, kind, source },
    });
    return decided;
  });
}

export function noSuchRequest(id: string): GatehouseError {
  return new GatehouseError('not-found', 'Cannot go on with a vetting: found no request of this id', {
    facts: { id },
  });
}

export function notOpen({ id, state, withdrawnAt }: VettingRequest): GatehouseError {
  const found = state === 'open' && withdrawnAt === undefined ? 'it changed meanwhile' : `it is ${state}`;
  return new GatehouseError('conflict', `Cannot decide: ${found}, expected an open request`, {
    facts: { id, state },
  });
}

function parseConditions({ decision, conditions }: VettingVerdict): string | undefined {
  const isWanted = decision === 'approved-with-conditions';
  if (isWanted) return parseRequiredText('the conditions of an approval', conditions ?? '');
  if (conditions === undefined) return undefined;
  throw new GatehouseError(
    'invalid-request',
    `Cannot decide: found conditions with "${decision}", expected them with "approved-with-conditions" alone`,
  );
}

function parseEnd(expiresAt: Instant, now: Instant): Instant {
  const lifetimeMs = expiresAt - now;
  if (lifetimeMs > 0 && lifetimeMs <= MAX_VETTING_MS) return expiresAt;
  throw new GatehouseError(
    'invalid-request',
    `Cannot decide: expected an end within the next ${describeDuration(MAX_VETTING_MS)}`,
  );
}

function keepCard(card: string | undefined): { readonly card?: string; readonly cardSha256?: string } {
  if (card === undefined) return {};
  const cardSha256 = sha256Of(Buffer.from(card));
  return card.length > MAX_CARD_LENGTH ? { cardSha256 } : { card, cardSha256 };
}
