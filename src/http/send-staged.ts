// Answers clients that ask for staged versions, or decide about them.

import { GatehouseError } from '../kernel/errors.ts';
import { given } from '../kernel/given.ts';
import type { StagedFacts, StagingRules } from '../ecosystems/adapter-publish.ts';
import type { StagedRequest } from '../ecosystems/adapter-routes.ts';
import { publishRulesOf } from '../registry/hosted/load-hosted.ts';
import type { PublishDeps, Publisher } from '../registry/publish/publish-deps.ts';
import { requireWriter } from '../registry/publish/publish-right.ts';
import { withProof } from '../registry/publish/with-proof.ts';
import { approveStaged } from '../registry/staged/approve-staged.ts';
import { filesOfStaged, findStaged, listStaged } from '../registry/staged/find-staged.ts';
import { rejectStaged } from '../registry/staged/reject-staged.ts';
import { readStagedBytes } from '../registry/staged/staged-bytes.ts';
import type { StagedPlace, StagedVersion } from '../registry/staged/staged-ports.ts';
import { proverOf } from './prove-request.ts';
import type { Exchange, RegistryHttpDeps } from './registry-exchange.ts';
import { sendAnswer } from './send-document.ts';

/** Throws `not-signed-in`, `not-found` for what the asker may not see, and what deciding throws. */
export async function sendStaged(
  deps: RegistryHttpDeps,
  exchange: Exchange,
  request: StagedRequest,
): Promise<void> {
  const { publishing } = deps;
  const { principal, address, view } = exchange.reader;
  if (publishing === undefined) throw new GatehouseError('read-only', 'Cannot stage: this server only reads');
  requireWriter(publishing.registry, principal);
  const { staging } = publishRulesOf(publishing.registry, exchange.ecosystem);
  if (staging === undefined) throw new GatehouseError('not-found', 'Cannot find this address');
  const publisher = { principal, place: { address, view }, ...given('prove', proverOf(deps, exchange)) };
  const answer = await answerTo(publishing, publisher, exchange, staging, request);
  // What is staged is some people's alone: nothing on the way keeps it.
  sendAnswer(exchange.message, exchange.response, {
    ...answer,
    headers: { ...answer.headers, 'cache-control': 'no-store' },
  });
}

async function answerTo(
  deps: PublishDeps,
  publisher: Publisher,
  exchange: Exchange,
  staging: StagingRules,
  request: StagedRequest,
) {
  switch (request.ask) {
    case 'list':
      return staging.renderPage(await pageOf(deps, publisher, exchange, request));
    case 'show':
      return staging.renderOne(await factsOf(deps, await find(deps, publisher, exchange, request.id)));
    case 'download': {
      const staged = await find(deps, publisher, exchange, request.id);
      const [file] = await filesOfStaged(deps, staged);
      if (file === undefined)
        throw new GatehouseError(
          'not-found',
          `Cannot find its files: it is ${staged.state}, and they are gone`,
        );
      const body = await readStagedBytes(deps.registry, file);
      const headers = { 'content-disposition': 'attachment' };
      return { status: 200, body, contentType: 'application/octet-stream', headers };
    }
    case 'approve': {
      await find(deps, publisher, exchange, request.id);
      await withProof(publisher, (proven) => approveStaged(deps, proven, { id: request.id }));
      return staging.renderApproved();
    }
    case 'reject':
      await find(deps, publisher, exchange, request.id);
      await withProof(publisher, (proven) => rejectStaged(deps, proven, { id: request.id, reason: '' }));
      return staging.renderRejected();
  }
}

/** Of the ecosystem that was asked. */
async function find(
  deps: PublishDeps,
  publisher: Publisher,
  { ecosystem }: Exchange,
  id: string,
): Promise<StagedVersion> {
  const staged = await findStaged(deps, publisher, id);
  if (staged.ecosystem === ecosystem) return staged;
  throw new GatehouseError('not-found', `Cannot find the staged version ${id}: it is of another ecosystem`);
}

/** Its client counts pages: those before are passed over. As many as are known to be there are told, which is enough to go on. */
async function pageOf(
  deps: PublishDeps,
  publisher: Publisher,
  { ecosystem }: Exchange,
  { name, page, perPage }: Extract<StagedRequest, { ask: 'list' }>,
) {
  let after: StagedPlace | undefined;
  for (let at = 0; ; at++) {
    const wish = { ecosystem, ...given('name', name), ...given('after', after), limit: perPage };
    const { items, next } = await listStaged(deps, publisher, wish);
    if (at === page || next === undefined) {
      const shown = at === page ? items : [];
      const before = at * perPage + items.length;
      const facts = await Promise.all(shown.map((staged) => factsOf(deps, staged)));
      return { items: facts, total: next === undefined ? before : before + 1, page, perPage };
    }
    after = next;
  }
}

async function factsOf(deps: PublishDeps, staged: StagedVersion): Promise<StagedFacts> {
  const { id, name, version, release, stagedAt, stagedBy, state } = staged;
  const [kind = '', ...rest] = stagedBy.split(':');
  return {
    id,
    name,
    version,
    tags: release.tags ?? [],
    stagedAt,
    by: { name: rest.join(':'), kind: KINDS[kind] ?? kind },
    ...given('visibility', release.visibility),
    state,
    files: await filesOfStaged(deps, staged),
  };
}

const KINDS: Readonly<Record<string, string>> = { account: 'user', token: 'token', publisher: 'oidc' };
