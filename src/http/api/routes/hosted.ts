// What is published here: its state, and the changes of it for which clients have no command.

import type { HostedChange } from '../../../ecosystems/adapter-publish.ts';
import type { Ecosystem } from '../../../kernel/ecosystem.ts';
import { GatehouseError } from '../../../kernel/errors.ts';
import type { PackageRef } from '../../../kernel/package-ref.ts';
import { changeHosted } from '../../../registry/publish/change-hosted.ts';
import { assertKnownHere } from '../assert-known-here.ts';
import type { ApiDeps } from '../deps.ts';
import { changesRequest, hostedPackage, hostedParam } from '../hosted-contract.ts';
import { renderHosted } from '../render-hosted.ts';
import { route } from '../route.ts';

const showRoute = route({
  method: 'GET',
  url: '/api/v1/hosted/:ecosystem/:name',
  summary:
    'A package that is published here: its versions, tags and status, and to those who signed in by whom',
  access: 'read-packages',
  params: hostedParam,
  answer: hostedPackage,
  async handle(deps, call) {
    const ref = parseRef(deps, call.params);
    await assertKnownHere(deps, call, ref);
    return renderHosted(deps, ref, call.principal.kind !== 'nobody');
  },
});

const changesRoute = route({
  method: 'POST',
  url: '/api/v1/hosted/:ecosystem/:name/changes',
  summary: 'Withdraws, deprecates, tags or removes what is published here: all of the changes, or none',
  access: 'change-published',
  params: hostedParam,
  body: changesRequest,
  answer: hostedPackage,
  async handle(deps, { params, body, principal, address }) {
    const ref = parseRef(deps, params);
    for (const change of body.changes) assertKind(deps, ref, change);
    const place = { address, view: deps.viewFor(principal, address) };
    await changeHosted(deps.publishing, { principal, place }, ref, body.changes);
    return renderHosted(deps, ref, true);
  },
});

export const hostedRoutes = [showRoute, changesRoute];

/** Throws `invalid-name` for what no name of the ecosystem is. */
function parseRef(
  { registry }: Pick<ApiDeps, 'registry'>,
  { ecosystem, name }: { readonly ecosystem: Ecosystem; readonly name: string },
): PackageRef {
  return { ecosystem, name: registry.adapters[ecosystem].names.parse(name) };
}

/** A tag that no client ever reads would only seem to do something. */
function assertKind(
  { registry }: Pick<ApiDeps, 'registry'>,
  { ecosystem, name }: PackageRef,
  { change }: HostedChange,
): void {
  if (ecosystem === 'npm' || (change !== 'tag' && change !== 'untag')) return;
  throw new GatehouseError(
    'invalid-request',
    `Cannot ${change} ${name}: ${registry.adapters[ecosystem].title} has no tags`,
  );
}
