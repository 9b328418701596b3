// What those who run the server ask: is it up, can it work, how much does it do.

import type { IncomingMessage, ServerResponse } from 'node:http';

import { requireAccess } from '../../identity/access.ts';
import type { Principal } from '../../identity/principal.ts';
import { GatehouseError, isGatehouseError } from '../../kernel/errors.ts';
import { outsideWords } from '../outside-words.ts';
import type { PathHandler } from '../serve.ts';
import { statusOf } from '../status-of.ts';
import type { Metrics } from './metrics.ts';
import { PROMETHEUS_TYPE } from './prometheus-text.ts';
import { readReadiness, type ReadinessDeps } from './read-readiness.ts';

export interface OperationsDeps extends ReadinessDeps {
  readonly metrics: Metrics;
  identify(message: IncomingMessage): Principal | Promise<Principal>;
  addressOf(message: IncomingMessage): string;
  /** Called with what is the server's own fault. */
  readonly report: (error: unknown, message: IncomingMessage) => void;
}

interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

type Operation = (deps: OperationsDeps, message: IncomingMessage) => Answer | Promise<Answer>;

/** The paths; all are for GET and HEAD, and none touches the blob store. */
const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['healthz', () => ({ status: 200, contentType: 'text/plain; charset=utf-8', body: 'up\n' })],
  ['readyz', answerReadiness],
  ['metrics', answerMetrics],
]);

/**
 * `/healthz` (the process is up; asks nobody), `/readyz` (200, or 503 with the reasons) for anyone; `/metrics` for this
 * machine, and for whoever may see the status.
 */
export function createOperations(deps: OperationsDeps): PathHandler {
  return {
    handle(path, message, response) {
      const [first = '', ...rest] = path.segments;
      const operation = rest.length === 0 ? OPERATIONS.get(first) : undefined;
      if (operation === undefined) return false;
      void run(deps, operation, message, response);
      return true;
    },
  };
}

async function run(
  deps: OperationsDeps,
  operation: Operation,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method } = message;
  try {
    if (method !== 'GET' && method !== 'HEAD') {
      throw new GatehouseError('read-only', `Cannot ${method ?? ''} here: expected GET or HEAD`);
    }
    send(message, response, await operation(deps, message));
  } catch (error) {
    const isKnown = isGatehouseError(error);
    if (!isKnown || statusOf(error.code) >= 500) deps.report(error, message);
    const text = isKnown ? outsideWords(error) : 'Cannot answer: an internal error happened and was logged';
    const status = isKnown ? statusOf(error.code) : 500;
    send(message, response, { status, contentType: 'text/plain; charset=utf-8', body: `${text}\n` });
  }
}

async function answerReadiness(deps: OperationsDeps): Promise<Answer> {
  const { isReady, ...detail } = await readReadiness(deps);
  return {
    status: isReady ? 200 : 503,
    contentType: 'application/json; charset=utf-8',
    body: `${JSON.stringify({ status: isReady ? 'ready' : 'not-ready', ...detail })}\n`,
  };
}

async function answerMetrics(deps: OperationsDeps, message: IncomingMessage): Promise<Answer> {
  const principal = await deps.identify(message);
  if (!isLoopback(deps.addressOf(message))) {
    requireAccess(principal, 'see-status', { now: deps.clock.now() });
  }
  return { status: 200, contentType: PROMETHEUS_TYPE, body: await deps.metrics.render() };
}

function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}

function send(message: IncomingMessage, response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, {
    'content-type': answer.contentType,
    'content-length': Buffer.byteLength(answer.body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'",
    ...(answer.status === 401 ? { 'www-authenticate': 'Bearer realm="Gatehouse"' } : {}),
    ...(answer.status === 405 ? { allow: 'GET, HEAD' } : {}),
  });
  if (message.method === 'HEAD') response.end();
  else response.end(answer.body);
}
