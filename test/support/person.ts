// People of a gate in process: they follow links, sign in, and ask the API as a browser would.

import assert from 'node:assert/strict';

import { ask, type Answer } from './ask.ts';
import type { Gate } from './gate.ts';

export interface GatePerson {
  readonly name: string;
  readonly cookie: string;
  /** Calls the API below `/api/v1`. */
  call(method: string, path: string, body?: unknown): Promise<Answer>;
}

export const PERSON_PASSWORD = 'a long enough pass phrase';

/** Calls the API as nobody, or with a session's cookie. */
export async function callApi(
  gate: Pick<Gate, 'url'>,
  method: string,
  path: string,
  body?: unknown,
  cookie?: string,
): Promise<Answer> {
  return ask(`${gate.url}/api/v1${path}`, {
    method,
    headers: {
      'sec-fetch-site': 'same-origin',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(cookie === undefined ? {} : { cookie }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** Makes the gate's first administrator, `ada`. */
export function becomeFirst(gate: Gate): Promise<GatePerson> {
  return setPassword(gate, 'ada', gate.house.firstAdministrator ?? '');
}

/** Follows a link that sets a password: `…/setup#secret`, or the secret. */
export async function setPassword(
  gate: Gate,
  name: string,
  link: string,
  password = PERSON_PASSWORD,
): Promise<GatePerson> {
  const secret = link.slice(link.indexOf('#') + 1);
  return personOf(gate, name, await callApi(gate, 'POST', '/setup', { secret, name, password }));
}

export async function signInAs(gate: Gate, name: string, password = PERSON_PASSWORD): Promise<GatePerson> {
  return personOf(gate, name, await callApi(gate, 'POST', '/session', { name, password }));
}

/** The link in a letter: the secret behind the #. */
export function secretIn(text: string): string {
  // Mail breaks long lines by `=` (RFC 2045 section 6.7).
  return /#([\w-]{43})/.exec(text.replaceAll('=\n', ''))?.[1] ?? assert.fail(`no link in: ${text}`);
}

function personOf(gate: Gate, name: string, begun: Answer): GatePerson {
  assert.equal(begun.status, 200, begun.text);
  const cookie = begun.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  return { name, cookie, call: (method, path, body) => callApi(gate, method, path, body, cookie) };
}
