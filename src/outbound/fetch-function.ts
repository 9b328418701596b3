// The door out in the shape of `fetch`, for libraries that make requests of their own: none of theirs goes out beside it.

import { SECOND_MS } from '../kernel/clock.ts';
import { GatehouseError } from '../kernel/errors.ts';
import { given } from '../kernel/given.ts';
import type { Fetcher } from './fetcher.ts';
import type { OutboundResponse } from './outbound-response.ts';
import { readAll } from './read-all.ts';

/** What such a library asks for. `redirect` other than `manual` is nothing that this door offers. */
export interface FetchWish {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly redirect?: string;
  readonly signal?: AbortSignal;
}

export type FetchFunction = (url: string, wish: FetchWish) => Promise<Response>;

const TIMEOUT_MS = 10 * SECOND_MS;
/** What the door itself says, or what is given to it in another way. */
const OWN_HEADERS: readonly string[] = ['accept', 'authorization', 'content-type', 'user-agent'];
/** Statuses to which no body belongs, as the Fetch standard has it. */
const BODILESS: readonly number[] = [204, 205, 304];

/**
 * GET and POST through `fetcher`, whole answers of at most `maxBytes`, redirects as answers. Throws what the fetcher throws,
 * and `invalid-request` for what it does not offer: another method, or credentials with GET.
 */
export function createFetchFunction(
  fetcher: Pick<Fetcher, 'get' | 'post'>,
  { maxBytes }: { readonly maxBytes: number },
): FetchFunction {
  return async (url, wish) => {
    const answer = await ask(fetcher, url, wish, maxBytes);
    const bytes = await readAll(answer);
    const headers = Object.entries(answer.headers).filter((entry) => entry[1] !== undefined);
    return new Response(BODILESS.includes(answer.status) ? null : new Uint8Array(bytes), {
      status: answer.status,
      headers: headers as [string, string][],
    });
  };
}

async function ask(
  fetcher: Pick<Fetcher, 'get' | 'post'>,
  url: string,
  wish: FetchWish,
  maxBytes: number,
): Promise<OutboundResponse> {
  const named = Object.fromEntries(
    Object.entries(wish.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const { accept, authorization } = named;
  const further = Object.entries(named).filter(([name]) => !OWN_HEADERS.includes(name));
  const common = {
    url,
    maxBytes,
    timeoutMs: TIMEOUT_MS,
    headers: Object.fromEntries(further),
    ...given('accept', accept),
    ...given('signal', wish.signal),
  };
  if (wish.method === 'POST') {
    const contentType = named['content-type'] ?? 'application/octet-stream';
    const sent = { body: bytesOf(wish.body), contentType, ...given('authorization', authorization) };
    return fetcher.post({ ...common, ...sent });
  }
  if (wish.method !== 'GET' || authorization !== undefined || (wish.redirect ?? 'manual') !== 'manual') {
    throw new GatehouseError(
      'invalid-request',
      `Cannot fetch by ${wish.method}: expected POST, or GET without credentials, and no redirects`,
    );
  }
  return fetcher.get({ ...common, redirects: 'answer' });
}

function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body;
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof URLSearchParams) return Buffer.from(body.toString());
  if (body === undefined || body === null) return new Uint8Array();
  throw new GatehouseError('invalid-request', 'Cannot send: expected text, a form or bytes');
}
