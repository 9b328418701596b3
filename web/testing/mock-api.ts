// A small server that speaks the public JSON API from memory, so that every state of the pages can be seen and tested.
// Each answer is held to the contract's schema: a mock that drifts fails its test.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { statusOf } from '../../src/http/status-of.ts';
import { splitPath } from '../../src/http/split-path.ts';
import { createWebUi } from '../../src/http/web-ui.ts';
import { GatehouseError, isGatehouseError } from '../../src/kernel/errors.ts';
import type { DecisionItem } from '../../src/http/api/decision-contract.ts';
import { makeMockState, type MockState } from './mock-state.ts';
import type { Scenario } from './data/scenario.ts';
import type { MockCall } from './mock-route.ts';
import { MOCK_ROUTES } from './mock-routes.ts';

export interface MockOptions {
  /** What `npm run build:web` wrote. */
  readonly dist: string;
  readonly scenario?: Scenario;
  /** Signed in from the start; undefined: nobody is. */
  readonly role?: 'administrator' | 'reader';
  /** Answers every API call but the session's with this problem. */
  readonly failWith?: 'storage-failed' | 'undecided';
  /** Default: any free one. */
  readonly port?: number;
}

export interface MockApi {
  readonly url: string;
  readonly state: MockState;
  /** Sends a decision to everyone who listens. */
  readonly decide: (item: DecisionItem) => void;
  /** Tells everyone who listens that something changed. */
  readonly change: (kind: string) => void;
  readonly close: () => Promise<void>;
}

/** The password of the one account, `ada`. */
export const MOCK_PASSWORD = 'correct horse battery staple';

export async function startMockApi(options: MockOptions): Promise<MockApi> {
  const ui = createWebUi(options.dist);
  const listeners = new Set<ServerResponse>();
  const server = createServer((message, response) => {
    void answer(message, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((listening) => server.listen(options.port ?? 0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const state = makeMockState({ scenario: options.scenario ?? 'busy', role: options.role, publicUrl: url });

  async function answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = splitApiPath(message.url ?? '/');
    if (path === undefined) {
      if (!ui.handle(splitPath(message.url ?? '/'), message, response)) response.writeHead(404).end();
      return;
    }
    if (path.pathname === '/events') {
      listeners.add(
        response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' }),
      );
      response.write(': hello\n\n');
      message.on('close', () => listeners.delete(response));
      return;
    }
    const call: MockCall = { state, query: path.searchParams, body: await readBody(message) };
    try {
      if (options.failWith !== undefined && path.pathname !== '/session') {
        throw new GatehouseError(
          options.failWith,
          'Cannot read the database: found a disk error, expected a page',
        );
      }
      const body = runRoute(message.method ?? 'GET', path.pathname, call);
      send(response, body === undefined ? 204 : 200, body);
    } catch (error) {
      sendProblem(response, error);
    }
  }

  const tell = (event: string, id: string, data: unknown) => {
    for (const listener of listeners) {
      listener.write(`event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`);
    }
  };
  let changes = 0;
  return {
    url,
    state,
    decide: (item) => tell('decision', item.id, item),
    change: (kind) => {
      changes += 1;
      tell('change', `change-${changes}`, {
        sequence: 9_000 + changes,
        at: new Date().toISOString(),
        kind,
        actor: 'system',
        data: {},
      });
    },
    close: async () => {
      for (const listener of listeners) listener.end();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function splitApiPath(url: string): URL | undefined {
  if (!url.startsWith('/api/v1/')) return undefined;
  return new URL(url.slice('/api/v1'.length), 'http://mock.example');
}

function runRoute(method: string, pathname: string, call: MockCall): unknown {
  for (const route of MOCK_ROUTES) {
    const match = route.method === method ? route.path.exec(pathname) : null;
    if (match === null) continue;
    const result = route.handle(call, match.slice(1).map(decodeURIComponent));
    return route.answer === undefined ? undefined : route.answer.parse(result);
  }
  throw new GatehouseError('not-found', `Cannot find ${method} /api/v1${pathname}`);
}

async function readBody(message: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString();
  return text === '' ? undefined : JSON.parse(text);
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

function sendProblem(response: ServerResponse, error: unknown): void {
  const known = isGatehouseError(error) ? error : new GatehouseError('storage-failed', String(error));
  const status = statusOf(known.code);
  send(response, status, {
    type: 'about:blank',
    title: 'Problem',
    status,
    detail: known.message,
    code: known.code,
    facts: known.facts,
  });
}
