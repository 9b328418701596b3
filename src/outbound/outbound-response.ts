// What callers see of an answer from outside.

import type { Dispatcher } from 'undici';

import { SECOND_MS } from '../kernel/clock.ts';
import type { Deadline } from './deadline.ts';
import { assertDeclaredLength, readBody } from './response-body.ts';

/** An answer, whatever its status. */
export interface OutboundResponse {
  readonly status: number;
  /**
   * Lower-case names, several values joined by `, `; no `set-cookie`. Of a body that was decompressed
   * `content-encoding` and `content-length` are left out, since they describe other bytes.
   */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Where the answer came from, after redirects. */
  readonly url: string;
  /** Iterate once, to the end or not at all; empty unless the status is 2xx, or something was posted. Errors as `readBody` says. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Gives up a body that nobody will read. Harmless afterwards. */
  discard(): void;
}

/** How much, and how long, of a body that nobody wants is read to keep its connection. */
const DUMP_BYTES = 64 * 1024;
const DUMP_MS = 5 * SECOND_MS;

/**
 * What callers see of an answer from `url`; its deadline ends with the body. Without `maxBytes` no body is wanted.
 * Throws `too-large` when the declared length is beyond the bound.
 */
export function toResponse(
  answer: Dispatcher.ResponseData,
  url: URL,
  request: {
    readonly maxBytes?: number;
    readonly encoding?: 'any' | 'identity';
    /** Whether the body of an answer that is no 2xx is wanted. */
    readonly isRefusalRead?: boolean;
  },
  deadline: Deadline,
): OutboundResponse {
  const headers = readHeaders(answer.headers);
  const base = { status: answer.statusCode, url: url.href };
  const { maxBytes } = request;
  const isWanted = request.isRefusalRead === true || (answer.statusCode >= 200 && answer.statusCode <= 299);
  if (maxBytes === undefined || !isWanted) {
    dump(answer);
    deadline.dispose();
    return { ...base, headers, body: emptyBody(), discard: () => {} };
  }
  const contentEncoding = request.encoding === 'identity' ? undefined : headers['content-encoding'];
  try {
    assertDeclaredLength(headers['content-length'], url.host, maxBytes);
  } catch (error) {
    answer.body.destroy();
    throw error;
  }
  if (contentEncoding !== undefined) {
    delete headers['content-encoding'];
    delete headers['content-length'];
  }
  const rules = {
    host: url.host,
    maxBytes,
    deadline,
    ...(contentEncoding === undefined ? {} : { contentEncoding }),
  };
  return {
    ...base,
    headers,
    body: readBody(answer.body, rules),
    discard() {
      answer.body.destroy();
      deadline.dispose();
    },
  };
}

/** Reads what little remains, so that the connection lives on; a large remainder closes it. */
export function dump(answer: Dispatcher.ResponseData): void {
  answer.body.dump({ limit: DUMP_BYTES, signal: AbortSignal.timeout(DUMP_MS) }).catch(() => {
    // Nobody wants this body; how it ends does not matter.
  });
}

/** The headers with lower-case names and string values, without cookies. */
export function readHeaders(raw: Dispatcher.ResponseData['headers']): Record<string, string | undefined> {
  const entries = Object.entries(raw).flatMap(([name, value]) => {
    if (value === undefined || name === 'set-cookie') return [];
    return [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value] as const];
  });
  return Object.fromEntries(entries);
}

async function* emptyBody(): AsyncGenerator<Uint8Array, void, undefined> {}
