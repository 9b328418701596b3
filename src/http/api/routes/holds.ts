// What holds a package back from being published, and freezing: one package, or everything of somebody's at once.

import type { Principal } from '../../../identity/principal.ts';
import { freezeAll, freezePackage } from '../../../identity/takeover/freeze.ts';
import { unfreezePackage } from '../../../identity/takeover/unfreeze.ts';
import { formatInstant } from '../../../kernel/clock.ts';
import type { Ecosystem } from '../../../kernel/ecosystem.ts';
import { given } from '../../../kernel/given.ts';
import type { PackageRef } from '../../../kernel/package-ref.ts';
import { listHolds } from '../../../registry/publish/package-holds.ts';
import { assertKnownHere } from '../assert-known-here.ts';
import type { ApiDeps } from '../deps.ts';
import {
  freezeAllRequest,
  freezeRequest,
  frozenPackages,
  holdParam,
  packageHolds,
  unfreezeRequest,
  type PackageHoldsShown,
} from '../hold-contract.ts';
import { route } from '../route.ts';

const showRoute = route({
  method: 'GET',
  url: '/api/v1/holds/:ecosystem/:name',
  summary: 'Everything that holds a package back from being published: since when, why, and who may end it',
  access: 'read-packages',
  params: holdParam,
  answer: packageHolds,
  async handle(deps, call) {
    const ref = parseRef(deps, call.params);
    await assertKnownHere(deps, call, ref);
    return renderHolds(deps, call.principal, ref);
  },
});

const freezeRoute = route({
  method: 'POST',
  url: '/api/v1/holds/:ecosystem/:name/freeze',
  summary:
    'Freezes a package: nothing of it is published, changed or handed over until that is ended. By its people, or a reviewer',
  access: 'freeze-packages',
  params: holdParam,
  body: freezeRequest,
  answer: packageHolds,
  async handle(deps, { params, principal, body }) {
    const ref = parseRef(deps, params);
    await freezePackage(deps.organisations, principal, { ...ref, ...body });
    return renderHolds(deps, principal, ref);
  },
});

const unfreezeRoute = route({
  method: 'POST',
  url: '/api/v1/holds/:ecosystem/:name/unfreeze',
  summary:
    "Ends a package's freezes, as far as the caller may: an owner's by an owner, a reviewer's by a reviewer",
  access: 'unfreeze-packages',
  params: holdParam,
  body: unfreezeRequest,
  answer: packageHolds,
  async handle(deps, { params, principal, body }) {
    const ref = parseRef(deps, params);
    await unfreezePackage(deps.organisations, principal, { ...ref, ...body });
    return renderHolds(deps, principal, ref);
  },
});

const freezeAllRoute = route({
  method: 'POST',
  url: '/api/v1/holds/freeze',
  summary:
    'Freezes every package of the caller, and of the organisations that they own or the one that is named',
  access: 'freeze-packages',
  body: freezeAllRequest,
  answer: frozenPackages,
  async handle(deps, { principal, body }) {
    const frozen = await freezeAll(deps.organisations, principal, body);
    return { items: [...frozen] };
  },
});

export const holdRoutes = [showRoute, freezeRoute, unfreezeRoute, freezeAllRoute];

/** Throws `invalid-name` for what no name of the ecosystem is. */
function parseRef(
  { governance }: Pick<ApiDeps, 'governance'>,
  { ecosystem, name }: { readonly ecosystem: Ecosystem; readonly name: string },
): PackageRef {
  return { ecosystem, name: governance.names[ecosystem].parse(name) };
}

async function renderHolds(
  { publishing }: Pick<ApiDeps, 'publishing'>,
  principal: Principal,
  ref: PackageRef,
): Promise<PackageHoldsShown> {
  const { holds, mayFreeze } = await listHolds(publishing, principal, ref, publishing.registry.clock.now());
  return {
    ...ref,
    mayFreeze,
    holds: holds.map(({ kind, since, until, about, by, reason, endedBy, mayEnd }) => ({
      kind,
      since: formatInstant(since),
      ...given('until', until === undefined ? undefined : formatInstant(until)),
      ...given('about', about),
      ...given('by', principal.kind === 'nobody' ? undefined : by),
      reason,
      endedBy,
      mayEnd,
    })),
  };
}
