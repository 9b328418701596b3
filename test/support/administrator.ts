// The administrator of a real server, made by its one-time link, as a browser would use it.

import assert from 'node:assert/strict';

import { ask, type Answer } from './ask.ts';
import type { ServerProcess } from './server-process.ts';

export const ADMINISTRATOR = { name: 'ada', password: 'a long enough pass phrase' } as const;

export interface Administrator {
  readonly cookie: string;
  /** Calls the API below `/api/v1`, of the server that made the session or another one on its database. */
  call(method: string, path: string, body?: unknown, server?: Pick<ServerProcess, 'url'>): Promise<Answer>;
}

/** Follows the link that the server printed. */
export async function makeAdministrator(server: ServerProcess): Promise<Administrator> {
  const secret = /\/setup#(\S+)/.exec(server.printed().stdout)?.[1];
  assert.ok(secret !== undefined, `no one-time link in: ${server.printed().stdout}`);
  const send = async (
    url: string,
    method: string,
    path: string,
    body: unknown,
    cookie?: string,
  ): Promise<Answer> =>
    ask(`${url}/api/v1${path}`, {
      method,
      headers: {
        'sec-fetch-site': 'same-origin',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(cookie === undefined ? {} : { cookie }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const made = await send(server.url, 'POST', '/setup', { secret, ...ADMINISTRATOR });
  assert.equal(made.status, 200, made.text);
  const cookie = made.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  return {
    cookie,
    call: async (method, path, body, at = server) => send(at.url, method, path, body, cookie),
  };
}
