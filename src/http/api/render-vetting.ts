// Requests to vet packages as the API writes them.

import type { VettingOutcome, VettingRequest } from '../../governance/vetting/vetting-ports.ts';
import { mayEver } from '../../identity/access.ts';
import { actorOf, type Principal } from '../../identity/principal.ts';
import { formatInstant } from '../../kernel/clock.ts';
import { given } from '../../kernel/given.ts';
import { formatPurl } from '../../formats/purl.ts';
import type { ApiDeps } from './deps.ts';
import { timeField } from './render-verdict.ts';
import {
  vettingCard,
  type VettingDetail,
  type VettingItem,
  type VettingOutcomeItem,
} from './vetting-contract.ts';

/** Whose account acts, also where a token of it does: whoever asks with a token and decides in person is one person. */
export function accountOf(principal: Principal): string {
  return principal.kind === 'token' ? `account:${principal.accountName}` : actorOf(principal);
}

export function renderVetting(deps: ApiDeps, request: VettingRequest, principal: Principal): VettingItem {
  const { id, ecosystem, name, versions, outcome, withdrawnAt, state } = request;
  const only = versions?.length === 1 ? versions[0] : undefined;
  const context = { now: deps.clock.now() };
  const mayDecide = mayEver(principal, 'decide-vetting', context);
  const mayTakeBack =
    request.author === accountOf(principal) || mayEver(principal, 'manage-vetting', context);
  const isOver = withdrawnAt !== undefined;
  return {
    id,
    purl: formatPurl(deps.registry.adapters, request, given('version', only)),
    ecosystem,
    name,
    ...(versions === undefined ? {} : { versions: [...versions] }),
    ...given('application', request.application),
    reason: request.reason,
    author: request.authorName,
    createdAt: formatInstant(request.createdAt),
    state,
    ...(outcome === undefined ? {} : { outcome: renderOutcome(deps, request, outcome) }),
    ...timeField('withdrawnAt', withdrawnAt),
    may: {
      decide: state === 'open' && !isOver && mayDecide,
      withdraw: !isOver && (state === 'open' ? mayTakeBack : mayDecide),
    },
  };
}

export function renderVettingDetail(
  deps: ApiDeps,
  request: VettingRequest,
  principal: Principal,
): VettingDetail {
  const card = request.outcome?.card;
  // One that an older version wrote may lack what is shown now.
  const read = card === undefined ? undefined : vettingCard.safeParse(JSON.parse(card));
  return { ...renderVetting(deps, request, principal), ...given('card', read?.data) };
}

function renderOutcome(
  deps: ApiDeps,
  { withdrawnAt, author }: VettingRequest,
  outcome: VettingOutcome,
): VettingOutcomeItem {
  const { decision, reason, conditions, authorName, at, until, evidenceId, cardSha256 } = outcome;
  return {
    decision,
    reason,
    ...given('conditions', conditions),
    author: authorName,
    at: formatInstant(at),
    until: formatInstant(until),
    isInForce: withdrawnAt === undefined && until > deps.clock.now(),
    isOwn: outcome.author === author,
    evidenceId,
    ...given('cardSha256', cardSha256),
  };
}
