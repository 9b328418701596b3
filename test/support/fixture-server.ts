// The HTTP side of the fixture upstream: request log, programmable faults, validators, ranges.

import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

import type { Instant } from '../../src/kernel/clock.ts';

/** One request as it came in. */
export interface FixtureRequest {
  readonly method: string;
  /** As sent: still percent-encoded, without the query. */
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  /** Which of the two origins was asked. */
  readonly origin: 'registry' | 'files';
  /** The status that was answered; 0 until then. */
  status: number;
}

/** What a fixture site answers. */
export interface FixtureAnswer {
  /** Default 200. */
  readonly status?: number;
  readonly body: Uint8Array | string;
  readonly contentType: string;
  readonly lastModified?: Instant;
  /** Lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers the paths of one ecosystem; undefined becomes 404. */
export type FixtureSite = (request: FixtureRequest) => FixtureAnswer | undefined;

/** What goes wrong at a path. Several may be given together. */
export interface Fault {
  /** Answer this status instead, with `body` or a short text. */
  readonly status?: number;
  /** Wait before anything is sent. */
  readonly delayMs?: number;
  /** Promise the whole length, send this many bytes, and drop the connection. */
  readonly truncateAfter?: number;
  /** Send these bytes as the body. */
  readonly body?: Uint8Array | string;
  readonly contentType?: string;
  /** Send the body and then zero bytes up to this size, without a content-length. */
  readonly padToBytes?: number;
  /** Answer 302 to this address. */
  readonly redirectTo?: string;
  /** Take the connection and never answer. */
  readonly hang?: boolean;
  /** Drop the connection before a status line. */
  readonly reset?: boolean;
  /** Lower-case names; added to the answer. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How often it happens; default always. */
  readonly times?: number;
}

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
  if (fault.hang === true) return;
  if (fault.reset === true) {
    response.destroy();
    return;
  }
  const answer = applyFault(answerTo(state, request), fault);
  send(state, request, response, answer, fault);
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

function applyFault(answer: FixtureAnswer, fault: Fault): FixtureAnswer {
  const headers = { ...answer.headers, ...fault.headers };
  if (fault.redirectTo !== undefined) {
    return {
      status: 302,
      body: '',
      contentType: 'text/plain',
      headers: { ...headers, location: fault.redirectTo },
    };
  }
  const contentType = fault.contentType ?? answer.contentType;
  if (fault.status !== undefined) {
    return { status: fault.status, body: fault.body ?? `fault ${fault.status}\n`, contentType, headers };
  }
  return { ...answer, headers, contentType, body: fault.body ?? answer.body };
}

function send(
  state: State,
  request: FixtureRequest,
  response: ServerResponse,
  answer: FixtureAnswer,
  fault: Fault,
): void {
  let body = Buffer.from(answer.body);
  let status = answer.status ?? 200;
  response.setHeader('content-type', answer.contentType);
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
  if (status === 200) {
    const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 32)}"`;
    response.setHeader('etag', etag);
    if (answer.lastModified !== undefined) {
      response.setHeader('last-modified', new Date(answer.lastModified).toUTCString());
    }
    if (isUnchanged(request, etag, answer.lastModified)) {
      response.writeHead(304).end();
      return;
    }
    ({ body, status } = selectBytes(state, request, response, answer.contentType, body));
  }
  sendBytes(request, response, status, body, fault);
}

/** RFC 9110, section 13.2.2: If-None-Match goes before If-Modified-Since. */
function isUnchanged(request: FixtureRequest, etag: string, lastModified: Instant | undefined): boolean {
  const noneMatch = request.headers['if-none-match'];
  if (noneMatch !== undefined) {
    return noneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
  }
  const since = Date.parse(request.headers['if-modified-since'] ?? '');
  return lastModified !== undefined && Math.floor(lastModified / 1000) * 1000 <= since;
}

/** The bytes to send: one range of them (RFC 9110, section 14), or all, compressed where that was asked for. */
function selectBytes(
  state: State,
  request: FixtureRequest,
  response: ServerResponse,
  contentType: string,
  body: Buffer<ArrayBuffer>,
): { body: Buffer<ArrayBuffer>; status: number } {
  const isText = /json|xml|html|text/.test(contentType);
  if (isText) {
    const accepts = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
    if (state.options.compress !== true || !accepts) return { body, status: 200 };
    response.setHeader('content-encoding', 'gzip');
    return { body: gzipSync(body), status: 200 };
  }
  response.setHeader('accept-ranges', 'bytes');
  const range = /^bytes=(\d*)-(\d*)$/.exec(request.headers['range'] ?? '');
  if (range === null) return { body, status: 200 };
  const isSuffix = range[1] === '';
  const start = isSuffix ? Math.max(0, body.length - Number(range[2])) : Number(range[1]);
  const end = isSuffix || range[2] === '' ? body.length - 1 : Math.min(Number(range[2]), body.length - 1);
  if (start > end) {
    response.setHeader('content-range', `bytes */${body.length}`);
    return { body: Buffer.alloc(0), status: 416 };
  }
  response.setHeader('content-range', `bytes ${start}-${end}/${body.length}`);
  return { body: body.subarray(start, end + 1), status: 206 };
}

function sendBytes(
  request: FixtureRequest,
  response: ServerResponse,
  status: number,
  body: Buffer,
  fault: Fault,
): void {
  if (fault.padToBytes === undefined) response.setHeader('content-length', body.length);
  response.writeHead(status);
  if (request.method === 'HEAD') {
    response.end();
  } else if (fault.truncateAfter !== undefined) {
    response.write(body.subarray(0, fault.truncateAfter), () => response.destroy());
  } else if (fault.padToBytes !== undefined) {
    void sendPadded(response, body, fault.padToBytes);
  } else {
    response.end(body);
  }
}

async function sendPadded(response: ServerResponse, body: Buffer, totalBytes: number): Promise<void> {
  response.write(body);
  const chunk = Buffer.alloc(64 * 1024);
  for (let sent = body.length; sent < totalBytes && !response.destroyed;) {
    const size = Math.min(chunk.length, totalBytes - sent);
    sent += size;
    if (!response.write(chunk.subarray(0, size))) {
      await new Promise<void>((resolve) => {
        response.once('drain', resolve);
        response.once('close', resolve);
      });
    }
  }
  response.end();
}
