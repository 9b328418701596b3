// One answer of the fixture upstream on its way out: validators, ranges, compression, and what goes wrong.

import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
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
  /** Wait for this before anything is sent. */
  readonly holdUntil?: Promise<void>;
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

/** The answer as `fault` changes it before it is sent. */
export function applyFault(answer: FixtureAnswer, fault: Fault): FixtureAnswer {
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

/** Sends an answer with its validators, as the request's conditions and ranges ask, cut or padded by `fault`. */
export function send(
  request: FixtureRequest,
  response: ServerResponse,
  answer: FixtureAnswer,
  fault: Fault,
  compress: boolean,
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
    ({ body, status } = selectBytes(request, response, answer.contentType, body, compress));
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
  request: FixtureRequest,
  response: ServerResponse,
  contentType: string,
  body: Buffer<ArrayBuffer>,
  compress: boolean,
): { body: Buffer<ArrayBuffer>; status: number } {
  const isText = /json|xml|html|text/.test(contentType);
  if (isText) {
    const accepts = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
    if (!compress || !accepts) return { body, status: 200 };
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
