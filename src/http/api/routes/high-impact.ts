// Packages that many depend on: which, why, and what that asks from when on; a reviewer's word, and an owner who does not wait.

import { sayImpact, takeInNow, type ImpactWordWish } from '../../../identity/high-impact/mark-impact.ts';
import { describeImpact, listImpact, listOwnImpact } from '../../../identity/high-impact/see-impact.ts';
import type { Principal } from '../../../identity/principal.ts';
import { isEcosystem, type Ecosystem } from '../../../kernel/ecosystem.ts';
import { GatehouseError } from '../../../kernel/errors.ts';
import { packageKey, type PackageRef } from '../../../kernel/package-ref.ts';
import type { ApiDeps } from '../deps.ts';
import {
  impactItem,
  impactList,
  impactPage,
  impactParam,
  impactQuery,
  impactWord,
} from '../high-impact-contract.ts';
import { asPage } from '../query.ts';
import { renderImpact } from '../render-high-impact.ts';
import { route } from '../route.ts';

const listRoute = route({
  method: 'GET',
  url: '/api/v1/high-impact',
  summary: 'All high-impact packages that the caller may know, by ecosystem and name',
  access: 'see-all-high-impact',
  query: impactQuery,
  answer: impactPage,
  async handle(deps, { principal, query }) {
    const seen = await listImpact(deps.highImpact, principal, {
      limit: query.limit + 1,
      ...(query.after === undefined ? {} : { after: parseKey(deps, query.after) }),
    });
    return asPage(seen, query.limit, renderImpact, ({ record }) => packageKey(record));
  },
});

const mineRoute = route({
  method: 'GET',
  url: '/api/v1/high-impact/mine',
  summary: 'High-impact packages that the caller publishes, approves or decides about',
  access: 'read-organisations',
  answer: impactList,
  handle: async (deps, { principal }) => ({
    items: (await listOwnImpact(deps.highImpact, principal)).map(renderImpact),
  }),
});

const showRoute = route({
  method: 'GET',
  url: '/api/v1/high-impact/:ecosystem/:name',
  summary: 'Whether a package is high-impact, by which numbers, and what that asks from when on',
  access: 'read-organisations',
  params: impactParam,
  answer: impactItem,
  handle: async (deps, { principal, params }) =>
    renderImpact(await describeImpact(deps.highImpact, principal, parseRef(deps, params))),
});

const markRoute = route({
  method: 'PUT',
  url: '/api/v1/high-impact/:ecosystem/:name',
  summary: 'Says that a package is high-impact, whatever is counted',
  access: 'mark-high-impact',
  params: impactParam,
  body: impactWord,
  answer: impactItem,
  handle: async (deps, { principal, params, body }) =>
    say(deps, principal, { ...params, ...body, says: 'high' }),
});

const exemptRoute = route({
  method: 'POST',
  url: '/api/v1/high-impact/:ecosystem/:name/exemption',
  summary: 'Says that a package is not high-impact, whatever is counted',
  access: 'unmark-high-impact',
  params: impactParam,
  body: impactWord,
  answer: impactItem,
  handle: async (deps, { principal, params, body }) =>
    say(deps, principal, { ...params, ...body, says: 'not-high' }),
});

const countRoute = route({
  method: 'DELETE',
  url: '/api/v1/high-impact/:ecosystem/:name/word',
  summary: "Takes a reviewer's word back: what is counted decides again",
  access: 'unmark-high-impact',
  params: impactParam,
  answer: impactItem,
  handle: async (deps, { principal, params }) =>
    say(deps, principal, { ...params, reason: '', says: 'counted' }),
});

const takeInRoute = route({
  method: 'POST',
  url: '/api/v1/high-impact/:ecosystem/:name/taken-in',
  summary: 'Lets the rule hold for a package from now on, before its deadline',
  access: 'manage-organisations',
  params: impactParam,
  answer: impactItem,
  async handle(deps, { principal, params }) {
    const ref = parseRef(deps, params);
    await takeInNow(deps.highImpact, principal, ref);
    return renderImpact(await describeImpact(deps.highImpact, principal, ref));
  },
});

export const highImpactRoutes = [
  listRoute,
  mineRoute,
  showRoute,
  markRoute,
  exemptRoute,
  countRoute,
  takeInRoute,
];

async function say(
  deps: ApiDeps,
  principal: Principal,
  wish: {
    readonly ecosystem: Ecosystem;
    readonly name: string;
    readonly reason: string;
    readonly says: ImpactWordWish;
  },
) {
  const { reason, says } = wish;
  const ref = parseRef(deps, wish);
  await sayImpact(deps.highImpact, principal, { ...ref, reason, says });
  return renderImpact(await describeImpact(deps.highImpact, principal, ref));
}

/** Throws `invalid-name` for what no name of the ecosystem is. */
function parseRef(
  { governance }: Pick<ApiDeps, 'governance'>,
  { ecosystem, name }: { readonly ecosystem: Ecosystem; readonly name: string },
): PackageRef {
  return { ecosystem, name: governance.names[ecosystem].parse(name) };
}

/** What `packageKey` wrote. Throws `invalid-request`, `invalid-name`. */
function parseKey(deps: ApiDeps, key: string): PackageRef {
  const at = key.indexOf(':');
  const ecosystem = key.slice(0, Math.max(at, 0));
  if (isEcosystem(ecosystem)) return parseRef(deps, { ecosystem, name: key.slice(at + 1) });
  throw new GatehouseError('invalid-request', 'Cannot list packages: expected the next of the page before');
}
