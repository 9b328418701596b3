// Answers a client by which somebody decides who may do what.

import { GatehouseError } from '../kernel/errors.ts';
import type { GovernanceRequest } from '../ecosystems/adapter-governance.ts';
import type { RenderedAnswer } from '../ecosystems/adapter-answers.ts';
import { requireAccess } from '../identity/access.ts';
import type { Exchange, RegistryHttpDeps } from './registry-exchange.ts';
import { sendAnswer } from './send-document.ts';
import { aboutAccess, aboutPublishers, changeTeam, endPublisher, tellOwned } from './govern-packages.ts';
import { mint, revoke, tellProfile, tellTokens } from './govern-tokens.ts';
import type { Asking } from './governing.ts';

/** Throws `not-found` where clients govern nothing, `needs-confirmation`, and what each use case throws. */
export async function sendGoverned(
  deps: RegistryHttpDeps,
  exchange: Exchange,
  request: GovernanceRequest,
): Promise<void> {
  const rules = deps.registry.adapters[exchange.ecosystem].governance;
  const { governing } = deps;
  if (rules === undefined || governing === undefined)
    throw new GatehouseError('not-found', 'Cannot find this address');
  requireGoverning(deps, exchange, request.ask);
  const answer = await answerTo({ deps, exchange, governing, rules }, request);
  sendAnswer(exchange.message, exchange.response, answer);
}

/** Of anybody, or of whoever they are. */
const OPEN: ReadonlySet<GovernanceRequest['ask']> = new Set([
  'profile',
  'change-profile',
  'visibility',
  'collaborators',
]);
/** What a person's session may look at, and end, as it stands. */
const OWN: ReadonlySet<GovernanceRequest['ask']> = new Set(['tokens', 'revoke-token', 'owned', 'publishers']);

/** Whoever governs nothing is told so before anything of theirs is read. Throws `not-signed-in`, `not-allowed`, `needs-confirmation`. */
export function requireGoverning(
  { registry }: Pick<RegistryHttpDeps, 'registry'>,
  { reader: { principal } }: Exchange,
  ask: GovernanceRequest['ask'],
): void {
  if (OPEN.has(ask)) return;
  if (principal.kind !== 'token') {
    const action = OWN.has(ask) ? 'read-own-account' : 'manage-organisations';
    return requireAccess(principal, action, { now: registry.clock.now() });
  }
  if (principal.accountId !== '' && principal.actions?.includes('manage-owners') === true) return;
  throw new GatehouseError(
    'not-allowed',
    `Cannot ${ask.replaceAll('-', ' ')}: found a token that was not made for this, expected one of npm login, or one that may manage-owners`,
    { facts: { bound: 'action', tokenId: principal.tokenId } },
  );
}

async function answerTo(asking: Asking, request: GovernanceRequest): Promise<RenderedAnswer> {
  switch (request.ask) {
    case 'tokens':
      return tellTokens(asking);
    case 'mint-token':
      return mint(asking);
    case 'revoke-token':
      return revoke(asking, request.which);
    case 'profile':
      return tellProfile(asking);
    case 'change-profile':
      throw new GatehouseError(
        'unsupported',
        `Cannot change your account from here: passwords, second factors and addresses are changed at ${asking.deps.registry.publicUrl}/account`,
      );
    case 'visibility':
    case 'collaborators':
    case 'set-access':
      return aboutAccess(asking, request.ask, request.name);
    case 'publishers':
    case 'add-publisher':
      return aboutPublishers(asking, request.ask, request.name);
    case 'remove-publisher':
      return endPublisher(asking, request);
    case 'owned':
      return tellOwned(asking, request.owner);
    case 'give-team':
    case 'end-team':
      return changeTeam(asking, request);
  }
}
