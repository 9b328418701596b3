// Tokens of clients and machines.

import { z } from 'zod';

import { listTokens, mintToken, revokeToken } from '../../../identity/tokens/tokens.ts';
import { parseReservationPattern } from '../../../governance/reservation-pattern.ts';
import type { TokenPackages } from '../../../identity/tokens/token-actions.ts';
import { given } from '../../../kernel/given.ts';
import type { ApiDeps } from '../deps.ts';
import { mintedToken, tokenList, tokenRequest } from '../identity-contract.ts';
import { idParam } from '../query.ts';
import { renderToken } from '../render-token.ts';
import { route } from '../route.ts';
import { parseLasts } from './governance-fields.ts';

const listRoute = route({
  method: 'GET',
  url: '/api/v1/tokens',
  summary: "The caller's tokens, or everyone's",
  access: 'revoke-own-tokens',
  query: z.object({ everyone: z.enum(['true', 'false']).default('false') }),
  answer: tokenList,
  async handle(deps, { principal, query }) {
    const tokens = await listTokens(deps.identity, principal, { everyone: query.everyone === 'true' });
    return { items: tokens.map(renderToken) };
  },
});

const mintRoute = route({
  method: 'POST',
  url: '/api/v1/tokens',
  summary:
    'Mints a token; its text is told once. An API token, or one bound to a view, needs confirmation; one that writes a second factor too',
  access: 'mint-read-tokens',
  body: tokenRequest,
  answer: mintedToken,
  status: 201,
  async handle(deps, { principal, body }) {
    const { name, scope, actions, packages, networks, view, asksProof, lasts } = body;
    const { text, token } = await mintToken(deps.identity, principal, {
      name,
      scope,
      ...given('actions', actions),
      ...given(
        'packages',
        packages?.map((one) => canonicalPackages(deps, one)),
      ),
      ...given('networks', networks),
      ...given('asksProof', asksProof),
      ...(view === undefined ? {} : { view: deps.governance.policies.of(view).view }),
      ...(lasts === undefined ? {} : { lifetimeMs: parseLasts(lasts) }),
    });
    return { token: text, item: renderToken(token) };
  },
});

const revokeRoute = route({
  method: 'DELETE',
  url: '/api/v1/tokens/:id',
  summary: "Ends a token: one's own, or any by an administrator",
  access: 'revoke-own-tokens',
  params: idParam,
  async handle(deps, { principal, params }) {
    await revokeToken(deps.identity, principal, params.id);
    return undefined;
  },
});

export const tokenRoutes = [listRoute, mintRoute, revokeRoute];

function canonicalPackages(
  deps: Pick<ApiDeps, 'governance'>,
  { ecosystem, pattern }: TokenPackages,
): TokenPackages {
  // Whether all of an ecosystem may be named, the bounds say.
  if (pattern === '*') return { ecosystem, pattern };
  const names = deps.governance.names[ecosystem];
  return { ecosystem, pattern: parseReservationPattern(pattern, names, 'bind a token to') };
}
