// Requests that a test sends to a gate's JSON API, and what is held of every answer.

import assert from 'node:assert/strict';

import { problem } from '../api/contract.ts';
import { ROUTES } from '../api/routes.ts';

/** What a test sends. */
export interface Sent {
  readonly body?: unknown;
  readonly token?: string;
  readonly cookie?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What came back; `body` parsed when it is JSON. */
export interface Received {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** JSON answers are exactly what their route's schema says, and problems are problems. */
export function assertContract(method: string, path: string, { status, body, headers }: Received): void {
  if (headers.get('content-type')?.includes('json') !== true) return;
  const asked = path.split('?', 1)[0] ?? '';
  const answering = ROUTES.find(
    (route) =>
      route.method === method && new RegExp(`^${route.url.replaceAll(/:\w+/g, '[^/]+')}$`).test(asked),
  );
  const schema = status >= 400 ? problem : answering?.answer;
  if (schema !== undefined) assert.deepEqual(schema.parse(body), body);
}

export async function send(publicUrl: string, method: string, path: string, sent: Sent): Promise<Received> {
  const isChange = method !== 'GET';
  const response = await fetch(`${publicUrl}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(sent.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(isChange ? { origin: publicUrl } : {}),
      ...(sent.token === undefined ? {} : { authorization: `Bearer ${sent.token}` }),
      ...(sent.cookie === undefined ? {} : { cookie: sent.cookie }),
      ...sent.headers,
    },
    ...(sent.body === undefined
      ? {}
      : { body: typeof sent.body === 'string' ? sent.body : JSON.stringify(sent.body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}
