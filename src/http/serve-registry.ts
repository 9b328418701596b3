// Serves the registries: a request is understood by its ecosystem's route table, answered by one use case, and sent.

import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Ecosystem } from '../kernel/ecosystem.ts';
import { GatehouseError, isGatehouseError } from '../kernel/errors.ts';
import type { PackageRef } from '../kernel/package-ref.ts';
import type { RenderedAnswer } from '../ecosystems/adapter-answers.ts';
import type { RegistryRequest } from '../ecosystems/adapter-routes.ts';
import { answerAudit, readAdvisory } from '../registry/answer-audit.ts';
import { fetchChecksum } from '../registry/fetch-checksum.ts';
import { listNames } from '../registry/list-names.ts';
import { findRenderedIndex, readIndex, type IndexQuestion } from '../registry/read-index.ts';
import { readPassthrough } from '../registry/read-passthrough.ts';
import { searchPackages } from '../registry/search-packages.ts';
import { assertSameOrigin } from './api/assert-same-origin.ts';
import { findHidden, isReservedForPublisher, knownTo, refusalAs, refuseHidden } from './assert-known.ts';
import { assertReach } from './assert-reach.ts';
import { FEED_WARNING_HEADER } from './feed-warning.ts';
import { findFarRefusal } from './far-refusal.ts';
import { findRoute } from './find-route.ts';
import { outsideWords } from './outside-words.ts';
import { challengeFor } from './prove-request.ts';
import { readBody } from './read-body.ts';
import type { Exchange, RegistryHttpDeps, RegistryReader, RequestOf } from './registry-exchange.ts';
import { sendAnswer, sendDocument } from './send-document.ts';
import { sendFile } from './send-file.ts';
import { sendDeployment } from './send-deployment.ts';
import { sendRefusal } from './send-refusal.ts';
import { sendSignIn } from './send-sign-in.ts';
import { sendStaged } from './send-staged.ts';
import { sendPeople, sendSubmission, statusForClient } from './send-submission.ts';
import type { SplitPath } from './split-path.ts';
import { statusOf } from './status-of.ts';

/** Answers one request below an ecosystem's root. Never rejects. */
export async function serveRegistry(
  deps: RegistryHttpDeps,
  ecosystem: Ecosystem,
  path: SplitPath,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const adapter = deps.registry.adapters[ecosystem];
  const startedAt = performance.now();
  let kind: RegistryRequest['kind'] | 'unknown' = 'unknown';
  let exchange: Exchange | undefined;
  const warning = deps.feedWarning?.();
  if (warning !== undefined) response.setHeader(FEED_WARNING_HEADER, warning);
  try {
    const found = findRoute(adapter, message.method ?? 'GET', path, message.headers);
    kind = found.request.kind;
    // A client that signs in by a password sends it as a credential, too, which is none.
    const isNobody = found.request.kind === 'sign-in' && found.request.step === 'password';
    const identified = deps.identify(message, { isNobody });
    const reader = identified instanceof Promise ? await identified : identified;
    if (found.route.access !== 'anyone' && !reader.mayRead) {
      throw new GatehouseError('not-signed-in', 'Cannot read packages here without a token');
    }
    assertOwnPage(deps, reader, message);
    assertReach(reader, ecosystem, found.request);
    const understood = { ...found, message, response, reader };
    exchange = understood;
    const work = () => answer(deps, understood);
    const answering = deps.within === undefined ? work() : deps.within(message, work);
    // What comes from memory was sent already: each await would cost another turn.
    if (answering instanceof Promise) await answering;
  } catch (error) {
    await sendFailure(deps, ecosystem, { message, response }, { exchange, error });
  }
  deps.answered?.(ecosystem, kind, response.statusCode, performance.now() - startedAt);
}

/** A session is a browser's, which adds its cookie to what pages of other ports and hosts of the same site send: a form, for one. */
function assertOwnPage(
  { registry }: Pick<RegistryHttpDeps, 'registry'>,
  { principal }: Pick<RegistryReader, 'principal'>,
  { method, headers }: IncomingMessage,
): void {
  if (principal.kind !== 'person' || method === 'GET' || method === 'HEAD') return;
  assertSameOrigin(headers, principal, registry.publicUrl);
}

/** Never rejects. */
async function sendFailure(
  deps: RegistryHttpDeps,
  ecosystem: Ecosystem,
  { message, response }: Pick<Exchange, 'message' | 'response'>,
  { exchange, error }: { readonly exchange: Exchange | undefined; readonly error: unknown },
): Promise<void> {
  if (exchange === undefined) return sendError(deps, ecosystem, { message, response }, error, undefined);
  if (sendFarRefusal(deps, exchange, error)) return;
  try {
    const challenge = await challengeFor(deps, exchange, error);
    if (challenge !== undefined) return sendAnswer(message, response, challenge);
    sendError(deps, ecosystem, { message, response }, error, statusForClient(deps, exchange, error));
  } catch (fault) {
    sendError(deps, ecosystem, { message, response }, fault, undefined);
  }
}

function answer(deps: RegistryHttpDeps, exchange: Exchange): Promise<void> | void {
  const hidden = findHidden(deps.visibility, exchange.ecosystem, exchange.request);
  return hidden === undefined ? answerKnown(deps, exchange) : answerIfKnown(deps, exchange, hidden);
}

async function answerIfKnown(deps: RegistryHttpDeps, exchange: Exchange, hidden: PackageRef): Promise<void> {
  const refusal = await refuseHidden(deps, exchange.reader, hidden);
  if (refusal !== undefined) {
    const { kind } = exchange.request;
    const as = kind === 'index' || kind === 'passthrough' ? await refusalAs(deps, hidden) : 'refused';
    return sendRefusal(deps, exchange, refusal, '', as);
  }
  await answerKnown(deps, exchange);
}

function answerKnown(deps: RegistryHttpDeps, exchange: Exchange): Promise<void> | void {
  const { request } = exchange;
  switch (request.kind) {
    case 'index':
      return sendIndex(deps, exchange, request);
    case 'artifact':
      return sendFile(deps, exchange, request);
    case 'checksum':
      return sendChecksum(deps, exchange, request);
    case 'passthrough':
      return sendPassthrough(deps, exchange, request);
    case 'audit':
      return sendAudit(deps, exchange, request);
    case 'advisory':
      return sendAdvisory(deps, exchange, request.id);
    case 'search':
      return sendSearch(deps, exchange, request);
    case 'answer':
      return sendSmallAnswer(deps, exchange, request);
    case 'redirect': {
      const location = `${deps.registry.publicUrl}/${exchange.ecosystem}${request.path}`;
      const body = { status: 301, body: '', contentType: 'text/plain', headers: { location } };
      return sendAnswer(exchange.message, exchange.response, body);
    }
    case 'sign-in':
      return sendSignIn(deps, exchange, request);
    case 'page': {
      const location = `${deps.registry.publicUrl}/${request.page}`;
      const body = { status: 302, body: '', contentType: 'text/plain', headers: { location } };
      return sendAnswer(exchange.message, exchange.response, body);
    }
    case 'people':
      return sendPeople(deps, exchange, request);
    case 'submit':
      return sendSubmission(deps, exchange, request);
    case 'deployment':
      return sendDeployment(deps, exchange, request);
    case 'staged':
      return sendStaged(deps, exchange, request);
    case 'govern':
      return sendGovernance(deps, exchange, request);
    case 'publisher-configs':
      return sendConfigs(deps, exchange, request);
    case 'write':
      throw new GatehouseError(
        'read-only',
        `Cannot ${request.what}: this registry has no such address for it`,
      );
  }
}

function sendIndex(
  deps: RegistryHttpDeps,
  exchange: Exchange,
  { name, variant, selector }: RequestOf<'index'>,
): Promise<void> | void {
  const { ecosystem, message, response, reader } = exchange;
  const asked = { ecosystem, name, variant, view: reader.view };
  const question = selector === undefined ? asked : { ...asked, selector };
  const document = findRenderedIndex(deps.registry, question);
  return document === undefined
    ? sendAnotherIndex(deps, exchange, question)
    : sendDocument(message, response, document);
}

async function sendAnotherIndex(
  deps: RegistryHttpDeps,
  exchange: Exchange,
  question: IndexQuestion,
): Promise<void> {
  const { message, response, reader } = exchange;
  const result = await readIndex(deps.registry, question);
  if (result.kind === 'index') return sendDocument(message, response, result.document);
  const ref = { ecosystem: question.ecosystem, name: question.name };
  if (isReservedForPublisher(deps, reader, ref)) {
    throw new GatehouseError('not-found', result.refusal.message);
  }
  sendRefusal(deps, exchange, result.refusal, '', await refusalAs(deps, ref, result.isHosted));
}

async function sendChecksum(
  deps: RegistryHttpDeps,
  exchange: Exchange,
  request: RequestOf<'checksum'>,
): Promise<void> {
  const { ecosystem, message, response, reader } = exchange;
  const { name, file, algorithm } = request;
  const result = await fetchChecksum(deps.registry, { ecosystem, name, file, algorithm, view: reader.view });
  if (result.kind === 'refused') sendRefusal(deps, exchange, result.refusal, file);
  else {
    const body = { status: 200, body: result.hex, contentType: 'text/plain', headers: {} };
    sendAnswer(message, response, body);
  }
}

async function sendPassthrough(
  deps: RegistryHttpDeps,
  exchange: Exchange,
  request: RequestOf<'passthrough'>,
): Promise<void> {
  const { ecosystem, message, response, reader } = exchange;
  const result = await readPassthrough(deps.registry, ecosystem, request, reader.view);
  if (result.kind === 'index') return sendDocument(message, response, result.document);
  if (result.kind === 'document')
    return sendAnswer(message, response, { status: 200, headers: {}, ...result });
  const { name } = request;
  if (name === undefined) return sendRefusal(deps, exchange, result.refusal, '');
  const ref = { ecosystem, name };
  if (isReservedForPublisher(deps, reader, ref))
    throw new GatehouseError('not-found', result.refusal.message);
  sendRefusal(deps, exchange, result.refusal, '', await refusalAs(deps, ref, result.isHosted));
}

async function sendAudit(
  deps: RegistryHttpDeps,
  exchange: Exchange,
  request: RequestOf<'audit'>,
): Promise<void> {
  const { ecosystem, message, response } = exchange;
  const { variant, question } = request;
  const body = question === undefined ? await readBody(message) : Buffer.from(question);
  const contentType = message.headers['content-type'] ?? '';
  sendAnswer(message, response, await answerAudit(deps.registry, { ecosystem, variant, body, contentType }));
}

async function sendAdvisory(
  deps: RegistryHttpDeps,
  { ecosystem, message, response }: Exchange,
  id: string,
): Promise<void> {
  sendAnswer(message, response, await readAdvisory(deps.registry, ecosystem, id));
}

async function sendSearch(
  deps: RegistryHttpDeps,
  exchange: Exchange,
  request: RequestOf<'search'>,
): Promise<void> {
  const { ecosystem, message, response, reader } = exchange;
  const render = deps.registry.adapters[ecosystem].answers.search;
  const { text, from, size } = request;
  const results = await searchPackages(deps.registry, {
    ecosystem,
    text,
    from,
    limit: size,
    mayKnow: knownTo(deps, reader),
  });
  sendAnswer(message, response, orNotFound(render?.(results, from + results.length)));
}

async function sendSmallAnswer(
  deps: RegistryHttpDeps,
  exchange: Exchange,
  { answer: which, selector = '' }: RequestOf<'answer'>,
): Promise<void> {
  const { ecosystem, message, response, reader } = exchange;
  const { answers } = deps.registry.adapters[ecosystem];
  const facts = {
    registryUrl: `${deps.registry.publicUrl}/${ecosystem}`,
    isAuthRequired: deps.isAuthRequired,
  };
  switch (which) {
    case 'ping':
      return sendAnswer(message, response, orNotFound(answers.ping?.()));
    case 'whoami':
      return sendAnswer(message, response, orNotFound(answers.whoami?.(reader.account)));
    case 'user':
      return sendAnswer(message, response, orNotFound(answers.user?.(selector)));
    case 'settings':
      return sendAnswer(message, response, orNotFound(answers.settings?.(facts)));
    case 'names': {
      const names = await listNames(deps.registry, ecosystem, knownTo(deps, reader));
      const accept = message.headers['accept'] ?? '';
      return sendAnswer(message, response, orNotFound(answers.names?.(names, accept)));
    }
  }
}

/** Loaded when it is first asked: few do. */
async function sendGovernance(
  deps: RegistryHttpDeps,
  exchange: Exchange,
  request: RequestOf<'govern'>,
): Promise<void> {
  const { sendGoverned } = await import('./send-governed.ts');
  return sendGoverned(deps, exchange, request);
}

/** As rarely. */
async function sendConfigs(
  deps: RegistryHttpDeps,
  exchange: Exchange,
  request: RequestOf<'publisher-configs'>,
): Promise<void> {
  const { sendPublisherConfigs } = await import('./send-publisher-configs.ts');
  return sendPublisherConfigs(deps, exchange, request);
}

function orNotFound(rendered: RenderedAnswer | undefined): RenderedAnswer {
  if (rendered !== undefined) return rendered;
  throw new GatehouseError('not-found', 'Cannot answer this: the ecosystem has no such document');
}

/** Whether that was the answer: what another gatehouse refused, no more than a refusal of our own, is an error. */
function sendFarRefusal(deps: RegistryHttpDeps, exchange: Exchange, error: unknown): boolean {
  const { request, response } = exchange;
  const refusal = response.headersSent ? undefined : findFarRefusal(deps, exchange, error);
  if (refusal !== undefined) sendRefusal(deps, exchange, refusal, 'file' in request ? request.file : '');
  return refusal !== undefined;
}

const BASIC = 'Basic realm="Gatehouse"';

function sendError(
  deps: RegistryHttpDeps,
  ecosystem: Ecosystem,
  { message, response }: Pick<Exchange, 'message' | 'response'>,
  error: unknown,
  ofClient: number | undefined,
): void {
  const isKnown = isGatehouseError(error);
  if (!isKnown || statusOf(error.code) >= 500) deps.report(error, message);
  if (response.headersSent) {
    // The status is gone: only a broken connection tells the client that the body is not whole.
    response.destroy();
    return;
  }
  const status = ofClient ?? (isKnown ? statusOf(error.code) : 500);
  const text = isKnown ? outsideWords(error) : 'Cannot answer: an internal error happened and was logged';
  const { artifacts, answers } = deps.registry.adapters[ecosystem];
  const rendered = artifacts.renderError(status, text);
  if (status !== 401) return sendAnswer(message, response, rendered);
  const challenge = answers.challenge?.(`${deps.registry.publicUrl}/${ecosystem}`) ?? BASIC;
  sendAnswer(message, response, rendered, { 'www-authenticate': challenge });
}
