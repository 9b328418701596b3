// Vetting: the card of a package before it is used, requests to look at it, and what reviewers decided.

import { z } from 'zod';

import { decideVetting } from '../../../governance/vetting/decide-vetting.ts';
import { requestVetting } from '../../../governance/vetting/request-vetting.ts';
import { VETTING_STATES, type VettingRequest } from '../../../governance/vetting/vetting-ports.ts';
import { withdrawVetting } from '../../../governance/vetting/withdraw-vetting.ts';
import { mayEver, requireAccess } from '../../../identity/access.ts';
import { GatehouseError, isGatehouseError } from '../../../kernel/errors.ts';
import { given } from '../../../kernel/given.ts';
import { applicationName } from '../application-contract.ts';
import { assertKnownHere } from '../assert-known-here.ts';
import { chooseView } from '../choose-view.ts';
import type { ApiDeps } from '../deps.ts';
import { gatherCard } from '../gather-card.ts';
import { after, asPage, idParam, limit, viewName } from '../query.ts';
import { accountOf, renderVetting, renderVettingDetail } from '../render-vetting.ts';
import { route } from '../route.ts';
import {
  vettingCard,
  vettingDecision,
  vettingDetail,
  vettingItem,
  vettingPage,
  vettingRequest,
  type VettingCard,
} from '../vetting-contract.ts';
import { authorNameOf, authorOf, parseEnd, parseSubject } from './governance-fields.ts';

const purl = z.string().max(4_096);

const cardRoute = route({
  method: 'GET',
  url: '/api/v1/vetting/card',
  summary: 'What is known of a package before it is used: behaviours with their evidence, and no score',
  access: 'read-applications',
  query: z.object({ purl, view: viewName.optional(), application: applicationName.optional() }),
  answer: vettingCard,
  async handle(deps, { query, principal, address }) {
    const { ref, versions } = parseSubject(deps, query.purl);
    await assertKnownHere(deps, { principal, address }, ref);
    const view = chooseView(deps, { principal, address }, query.view);
    return gatherCard(deps, {
      ref,
      ...given('version', versions?.[0]),
      view,
      ...given('application', query.application),
      showsReaders: mayEver(principal, 'read-exposure', { now: deps.clock.now() }),
    });
  },
});

const listRoute = route({
  method: 'GET',
  url: '/api/v1/vetting',
  summary: 'Requests to vet packages and what became of them, newest first',
  access: 'read-policy',
  query: z.object({
    state: z.enum(VETTING_STATES).optional(),
    purl: purl.optional(),
    mine: z.enum(['true', 'false']).optional(),
    after,
    limit,
  }),
  answer: vettingPage,
  async handle(deps, { query, principal }) {
    const { state } = query;
    const rows = await deps.vetting.store.list({
      ...(state === undefined ? {} : { states: [state] }),
      ...(query.purl === undefined ? {} : { ref: parseSubject(deps, query.purl).ref }),
      ...(query.mine === 'true' ? { author: accountOf(principal) } : {}),
      ...given('after', query.after),
      limit: query.limit + 1,
    });
    return asPage(
      rows,
      query.limit,
      (row) => renderVetting(deps, row, principal),
      ({ id }) => id,
    );
  },
});

const showRoute = route({
  method: 'GET',
  url: '/api/v1/vetting/:id',
  summary: 'One request, with the card as it was when it was decided',
  access: 'read-policy',
  params: idParam,
  answer: vettingDetail,
  handle: async (deps, { params, principal }) =>
    renderVettingDetail(deps, await findRequest(deps, params.id), principal),
});

const askRoute = route({
  method: 'POST',
  url: '/api/v1/vetting',
  summary: 'Asks that a package be looked at before it is used',
  access: 'request-vetting',
  body: vettingRequest,
  answer: vettingItem,
  status: 201,
  async handle(deps, { body, principal }) {
    const subject = parseSubject(deps, body.purl);
    if (subject.versions !== undefined && body.versions !== undefined) throw bothWays();
    const wish = {
      ref: subject.ref,
      ...given('versions', subject.versions ?? body.versions),
      ...given('application', body.application),
      reason: body.reason,
      author: accountOf(principal),
      authorName: authorNameOf(principal),
    };
    return renderVetting(deps, await requestVetting(deps.governance, wish), principal);
  },
});

const decideRoute = route({
  method: 'PUT',
  url: '/api/v1/vetting/:id/decision',
  summary: 'Approves or rejects a request; what is decided is evidence, in force at once',
  access: 'decide-vetting',
  params: idParam,
  body: vettingDecision,
  answer: vettingDetail,
  async handle(deps, { params, body, principal }) {
    const { decision, reason, conditions, lasts } = body;
    const request = await findRequest(deps, params.id);
    const card = request.state === 'open' ? await cardOf(deps, request) : undefined;
    const decided = await decideVetting(deps.governance, {
      id: request.id,
      decision,
      reason,
      ...given('conditions', conditions),
      author: authorOf(principal),
      authorName: authorNameOf(principal),
      ...(lasts === undefined ? {} : { expiresAt: parseEnd(deps, lasts) }),
      ...(card === undefined ? {} : { card: JSON.stringify(card) }),
    });
    return renderVettingDetail(deps, decided, principal);
  },
});

const withdrawRoute = route({
  method: 'DELETE',
  url: '/api/v1/vetting/:id',
  summary: 'Takes an open request back, or ends what was decided; that takes a reviewer, and confirmation',
  access: 'request-vetting',
  params: idParam,
  answer: vettingItem,
  async handle(deps, { params, principal }) {
    const request = await findRequest(deps, params.id);
    const isOwn = request.author === accountOf(principal);
    if (request.state !== 'open' || !isOwn) {
      const action = request.state === 'open' ? 'manage-vetting' : 'decide-vetting';
      requireAccess(principal, action, { now: deps.clock.now() });
    }
    const ended = await withdrawVetting(deps.governance, { id: request.id, author: authorOf(principal) });
    return renderVetting(deps, ended, principal);
  },
});

export const vettingRoutes = [cardRoute, listRoute, showRoute, askRoute, decideRoute, withdrawRoute];

async function findRequest(deps: ApiDeps, id: string): Promise<VettingRequest> {
  const found = await deps.vetting.store.find(id);
  if (found !== undefined) return found;
  throw new GatehouseError('not-found', 'Cannot find the vetting: found no request of this id', {
    facts: { id },
  });
}

/** What is kept with a decision: without who fetched it, which is personal and forgotten after a time. */
async function cardOf(deps: ApiDeps, request: VettingRequest): Promise<VettingCard | undefined> {
  const { ecosystem, name, versions, application } = request;
  try {
    return await gatherCard(deps, {
      ref: { ecosystem, name },
      ...given('version', versions?.[0]),
      view: 'default',
      ...given('application', application),
      showsReaders: false,
    });
  } catch (error) {
    // The decision is the reviewer's: an upstream that is down keeps nobody from saying no.
    if (isGatehouseError(error)) return undefined;
    throw error;
  }
}

function bothWays(): GatehouseError {
  const fault = 'body.versions: expected none where the purl has a version';
  return new GatehouseError('invalid-request', `Cannot read the request: ${fault}`, {
    facts: { fields: [fault] },
  });
}
