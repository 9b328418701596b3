// Staged versions: told of, compared, approved or rejected.

import { formatInstant } from '../../../kernel/clock.ts';
import { GatehouseError } from '../../../kernel/errors.ts';
import { given } from '../../../kernel/given.ts';
import type { Principal } from '../../../identity/principal.ts';
import type { Publisher } from '../../../registry/publish/publish-deps.ts';
import { approveStaged, fingerprintOf, mayApprove } from '../../../registry/staged/approve-staged.ts';
import { compareStaged } from '../../../registry/staged/compare-staged.ts';
import { filesOfStaged, findStaged, listStaged } from '../../../registry/staged/find-staged.ts';
import { mayReject, rejectStaged } from '../../../registry/staged/reject-staged.ts';
import { readStagedBytes } from '../../../registry/staged/staged-bytes.ts';
import type { StagedPlace, StagedVersion } from '../../../registry/staged/staged-ports.ts';
import type { ApiDeps } from '../deps.ts';
import { idParam } from '../query.ts';
import { route, TAKEN_OVER } from '../route.ts';
import {
  approvedAnswer,
  approveRequest,
  rejectRequest,
  stagedDetail,
  stagedDiff,
  stagedFileQuery,
  stagedPage,
  stagedQuery,
  type StagedDetail,
  type StagedItem,
} from '../staged-contract.ts';

const listRoute = route({
  method: 'GET',
  url: '/api/v1/staged',
  summary: 'Staged versions of packages that the caller may publish, stage or approve, the newest first',
  access: 'read-staged',
  query: stagedQuery,
  answer: stagedPage,
  async handle(deps, { principal, address, query }) {
    const { ecosystem, name, state, after, limit } = query;
    const { items, next } = await listStaged(deps.publishing, publisherOf(deps, principal, address), {
      ...given('ecosystem', ecosystem),
      ...given('name', name),
      ...given('state', state),
      ...given('after', after === undefined ? undefined : parsePlace(after)),
      limit,
    });
    const now = deps.clock.now();
    return {
      items: await Promise.all(items.map((staged) => renderItem(deps, staged, now))),
      ...(next === undefined ? {} : { next: `${next.stagedAt} ${next.id}` }),
    };
  },
});

const showRoute = route({
  method: 'GET',
  url: '/api/v1/staged/:id',
  summary: 'A staged version: its files, who staged it, why, and whether the caller may approve it',
  access: 'read-staged',
  params: idParam,
  answer: stagedDetail,
  async handle(deps, { principal, address, params }): Promise<StagedDetail> {
    const publisher = publisherOf(deps, principal, address);
    const staged = await findStaged(deps.publishing, publisher, params.id);
    const files = await filesOfStaged(deps.publishing, staged);
    const { release, provenBy } = staged;
    const whyNot = await mayApprove(deps.publishing, publisher, staged);
    const hosted = await deps.registry.stores.hosted.find(staged);
    return {
      ...(await renderItem(deps, staged, deps.clock.now())),
      tags: [...(release.tags ?? [])],
      ...given('visibility', release.visibility),
      isNewPackage: hosted === undefined,
      warnings: [...(release.warnings ?? [])],
      ...(provenBy === undefined ? {} : { provenBy: { ...provenBy } }),
      files: files.map(({ file, sizeBytes, sha256 }) => ({ file, sizeBytes, sha256 })),
      fingerprint: fingerprintOf(staged, files),
      mayApprove: whyNot === undefined,
      ...given('whyNotApprove', whyNot),
      mayReject: await mayReject(deps.publishing, publisher, staged),
    };
  },
});

const fileRoute = route({
  method: 'GET',
  url: '/api/v1/staged/:id/file',
  summary: 'The bytes of a file of a staged version that waits',
  access: 'read-staged',
  params: idParam,
  query: stagedFileQuery,
  streams: 'application/octet-stream',
  async handle(deps, { principal, address, params, query, response }) {
    const staged = await findStaged(deps.publishing, publisherOf(deps, principal, address), params.id);
    const file = (await filesOfStaged(deps.publishing, staged)).find((one) => one.file === query.file);
    if (file === undefined)
      throw new GatehouseError(
        'not-found',
        `Cannot find the file: ${staged.version} has none of this name that waits`,
      );
    const bytes = await readStagedBytes(deps.registry, file);
    response
      .writeHead(200, {
        'content-type': 'application/octet-stream',
        'content-length': String(bytes.byteLength),
        'content-disposition': 'attachment',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
        'cross-origin-resource-policy': 'same-origin',
      })
      .end(bytes);
    return TAKEN_OVER;
  },
});

const diffRoute = route({
  method: 'GET',
  url: '/api/v1/staged/:id/diff',
  summary: 'What differs between a staged version and the one before: files, scripts, dependencies, metadata',
  access: 'read-staged',
  params: idParam,
  answer: stagedDiff,
  async handle(deps, { principal, address, params }) {
    const publisher = publisherOf(deps, principal, address);
    const { previous, ...compared } = await compareStaged(deps.publishing, publisher, params.id);
    if (previous === undefined) return compared;
    const { version, publishedAt } = previous;
    return { ...compared, previous: { version, publishedAt: formatInstant(publishedAt) } };
  },
});

const approveRoute = route({
  method: 'POST',
  url: '/api/v1/staged/:id/approve',
  summary: 'Publishes a staged version: by a second person, as it was shown to them',
  access: 'approve-staged',
  params: idParam,
  body: approveRequest,
  answer: approvedAnswer,
  async handle(deps, { principal, address, params, body }) {
    const publisher = publisherOf(deps, principal, address);
    const wish = { id: params.id, fingerprint: body.fingerprint };
    const { ecosystem, name, version } = await approveStaged(deps.publishing, publisher, wish);
    return { ecosystem, name, version };
  },
});

const rejectRoute = route({
  method: 'POST',
  url: '/api/v1/staged/:id/reject',
  summary:
    'Rejects a staged version, or takes it back; its files are gone then, and the version is free again',
  access: 'reject-staged',
  params: idParam,
  body: rejectRequest,
  async handle(deps, { principal, address, params, body }) {
    const publisher = publisherOf(deps, principal, address);
    await rejectStaged(deps.publishing, publisher, { id: params.id, reason: body.reason });
    return undefined;
  },
});

export const stagedRoutes = [listRoute, showRoute, diffRoute, fileRoute, approveRoute, rejectRoute];

function publisherOf(deps: Pick<ApiDeps, 'viewFor'>, principal: Principal, address: string): Publisher {
  return { principal, place: { address, view: deps.viewFor(principal, address) } };
}

/** Throws `invalid-request` for what no page ended with. */
function parsePlace(after: string): StagedPlace {
  const [, at = '', id = ''] = /^(\d{1,15}) ([\w-]{1,64})$/.exec(after) ?? [];
  if (id === '')
    throw new GatehouseError('invalid-request', 'Cannot list staged versions: found a page that is none');
  return { stagedAt: Number(at), id };
}

async function renderItem(
  { publishing }: Pick<ApiDeps, 'publishing'>,
  staged: StagedVersion,
  now: number,
): Promise<StagedItem> {
  const { id, ecosystem, name, version, state, stagedAt, stagedBy, because, until, decided } = staged;
  const account =
    staged.accountId === '' ? undefined : await publishing.people.identity.findAccount(staged.accountId);
  return {
    id,
    ecosystem,
    name,
    version,
    state: state === 'open' && until <= now ? 'expired' : state,
    stagedAt: formatInstant(stagedAt),
    stagedBy,
    ...given('account', account?.name),
    because: [...because],
    until: formatInstant(until),
    ...(decided === undefined ? {} : { decided: { ...decided, at: formatInstant(decided.at) } }),
  };
}
