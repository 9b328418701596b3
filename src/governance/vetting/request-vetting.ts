// Asks that a package be looked at before it is used here.

import { GatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import { packageKey, type PackageRef } from '../../kernel/package-ref.ts';
import { parseRequiredText } from '../required-text.ts';
import { parseStatedVersions } from '../stated-versions.ts';
import type { GovernanceDeps } from '../unit.ts';
import type { VettingRequest } from './vetting-ports.ts';

/** What someone wants looked at. */
export interface VettingWish {
  readonly ref: PackageRef;
  /** Absent: the whole package. */
  readonly versions?: readonly string[];
  readonly application?: string;
  readonly reason: string;
  readonly author: string;
  readonly authorName: string;
}

/** Requests that one account may have open: enough for people, and no flood. */
export const MAX_OPEN_REQUESTS = 100;

/**
 * Adds a request. Throws `invalid-request` without a reason or for an empty list of versions, `conflict` with the id of an
 * open request for the same, and `too-many-requests` when the account has too many open ones.
 */
export async function requestVetting(deps: GovernanceDeps, wish: VettingWish): Promise<VettingRequest> {
  const request: VettingRequest = {
    id: `vetting-${deps.newId()}`,
    ecosystem: wish.ref.ecosystem,
    name: wish.ref.name,
    ...given('versions', wish.versions === undefined ? undefined : parseStatedVersions(wish.versions)),
    ...given('application', wish.application),
    reason: parseRequiredText('the reason of a request', wish.reason),
    author: wish.author,
    authorName: wish.authorName,
    createdAt: deps.clock.now(),
    state: 'open',
  };
  await deps.unit.transact(async ({ vetting, journal }) => {
    const own = await vetting.list({ states: ['open'], author: wish.author, limit: MAX_OPEN_REQUESTS });
    if (own.length === MAX_OPEN_REQUESTS) throw tooMany();
    const others = await vetting.list({ states: ['open'], ref: wish.ref, limit: MAX_OPEN_REQUESTS });
    const same = others.find((one) => isSame(one, request));
    if (same !== undefined) throw asked(same);
    await vetting.add(request);
    journal.record({
      kind: 'vetting-requested',
      actor: wish.author,
      at: request.createdAt,
      ecosystem: request.ecosystem,
      name: request.name,
      data: { id: request.id },
    });
  });
  return request;
}

function isSame(a: VettingRequest, b: VettingRequest): boolean {
  const key = ({ versions = [], application = '' }: VettingRequest) =>
    JSON.stringify([[...versions].sort(), application]);
  return key(a) === key(b);
}

function asked(request: VettingRequest): GatehouseError {
  return new GatehouseError(
    'conflict',
    `Cannot ask for ${packageKey(request)}: the same was asked already, and nobody has decided yet`,
    { facts: { id: request.id } },
  );
}

function tooMany(): GatehouseError {
  return new GatehouseError(
    'too-many-requests',
    `Cannot ask for more: found ${MAX_OPEN_REQUESTS} open requests of yours, expected fewer; withdraw some first`,
  );
}
