// The server of the fixture upstream: origins, request log, programmable faults, credentials.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import {
  applyFault,
  send,
  type Fault,
  type FixtureAnswer,
  type FixtureRequest,
  type FixtureSite,
} from './fixture-answer.ts';

/** Where a fault strikes: an exact encoded path, or a pattern over it. */
export type PathMatch = string | RegExp;

/** The origins, the log and the faults. */
export interface FixtureServer {
  /** `http://127.0.0.1:port`, no trailing slash. */
  readonly registryUrl: string;
  /** Another origin for artifacts when one was asked for, else the same. */
  readonly filesUrl: string;
  readonly requests: FixtureRequest[];
  /** How many requests have a matching path (and method, when given). */
  count(match: PathMatch, method?: string): number;
  /** Programs a fault; the answer takes it away again. */
  fault(match: PathMatch, fault: Fault): () => void;
  clearFaults(): void;
  /** From now on paths with this prefix take this exact `authorization` header. */
  requireAuthorization(prefix: string, authorization: string): void;
  close(): Promise<void>;
}

/** How a fixture server behaves. */
export interface FixtureServerOptions {
  /** Serve artifacts from a second port. */
  readonly separateFilesOrigin?: boolean;
  /** Compress text for clients that accept gzip. */
  readonly compress?: boolean;
}

interface ProgrammedFault {
  readonly match: PathMatch;
  readonly fault: Fault;
  left: number;
}

interface State {
  readonly options: FixtureServerOptions;
  readonly site: FixtureSite;
  readonly requests: FixtureRequest[];
  readonly faults: ProgrammedFault[];
  readonly authorizations: Map<string, string>;
}

/** Starts the server (or both) on 127.0.0.1 with free ports. */
export async function startFixtureServer(
  site: FixtureSite,
  options: FixtureServerOptions = {},
): Promise<FixtureServer> {
  const state: State = { options, site, requests: [], faults: [], authorizations: new Map() };
  const registry = await listen(state, 'registry');
  const files = options.separateFilesOrigin === true ? await listen(state, 'files') : registry;
  return {
    registryUrl: addressOf(registry),
    filesUrl: addressOf(files),
    requests: state.requests,
    count: (match, method) =>
      state.requests.filter(
        (request) => matches(match, request.path) && (method === undefined || request.method === method),
      ).length,
    fault(match, fault) {
      const programmed = { match, fault, left: fault.times ?? Number.POSITIVE_INFINITY };
      state.faults.push(programmed);
      return () => {
        programmed.left = 0;
      };
    },
    clearFaults: () => {
      state.faults.length = 0;
    },
    requireAuthorization: (prefix, authorization) => {
      state.authorizations.set(prefix, authorization);
    },
    close: async () => {
      for (const server of new Set([registry, files])) await stop(server);
    },
  };
}

async function listen(state: State, origin: FixtureRequest['origin']): Promise<Server> {
  const server = createServer((incoming, response) => {
    void handle(state, origin, incoming, response).catch((error: unknown) => {
      console.error('fixture upstream:', error);
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return server;
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function stop(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function matches(match: PathMatch, path: string): boolean {
  return typeof match === 'string' ? match === path : match.test(path);
}

async function handle(
  state: State,
  origin: FixtureRequest['origin'],
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const request = await readRequest(origin, incoming);
  state.requests.push(request);
  response.once('close', () => {
    request.status = response.headersSent ? response.statusCode : 0;
  });
  const programmed = state.faults.find(({ match, left }) => left > 0 && matches(match, request.path));
  if (programmed !== undefined) programmed.left -= 1;
  const fault = programmed?.fault ?? {};
  if (fault.delayMs !== undefined) await sleep(fault.delayMs);
  await fault.holdUntil;
  if (fault.hang === true) return;
  if (fault.reset === true) {
    response.destroy();
    return;
  }
  const answer = applyFault(answerTo(state, request), fault);
  send(request, response, answer, fault, state.options.compress === true);
}

async function readRequest(
  origin: FixtureRequest['origin'],
  incoming: IncomingMessage,
): Promise<FixtureRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const [path = '/', query = ''] = (incoming.url ?? '/').split(/\?(.*)/s);
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [name, value?.toString()]),
  );
  const body = Buffer.concat(chunks);
  return { method: incoming.method ?? 'GET', path, query, headers, body, origin, status: 0 };
}

function answerTo(state: State, request: FixtureRequest): FixtureAnswer {
  for (const [prefix, authorization] of state.authorizations) {
    if (!request.path.startsWith(prefix) || request.headers['authorization'] === authorization) continue;
    return {
      status: 401,
      body: 'authorization required',
      contentType: 'text/plain',
      headers: { 'www-authenticate': 'Basic realm="fixture"' },
    };
  }
  return state.site(request) ?? { status: 404, body: 'not found\n', contentType: 'text/plain' };
}
