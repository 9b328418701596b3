// A browser as the API sees one: it keeps cookies, and says that its requests come from the server's own page.

import assert from 'node:assert/strict';

import { totpCode, totpStep } from '../../src/identity/factors/totp.ts';
import { ask, type Answer } from './ask.ts';
import type { Gate } from './gate.ts';

export const PASSWORD = 'a long enough pass phrase';

// oxlint-disable-next-line no-explicit-any -- tests look into answers of every shape
export type Json = any;

export class ApiBrowser {
  readonly #url: string;
  readonly cookies = new Map<string, string>();

  constructor(gate: Pick<Gate, 'url'>) {
    this.#url = gate.url;
  }

  /** Calls the API below `/api/v1`. */
  async call(method: string, path: string, body?: unknown): Promise<Answer> {
    const answer = await ask(`${this.#url}/api/v1${path}`, {
      method,
      headers: {
        'sec-fetch-site': 'same-origin',
        'user-agent': 'Test browser',
        cookie: [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const cookie of answer.headers['set-cookie'] ?? []) {
      const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=');
      if (/Max-Age=0/.test(cookie)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }

  /** The answer's JSON; fails for another status. */
  async json(method: string, path: string, body?: unknown, status = 200): Promise<Json> {
    const answer = await this.call(method, path, body);
    assert.equal(answer.status, status, `${method} ${path}: ${answer.text}`);
    return answer.text === '' ? undefined : JSON.parse(answer.text);
  }

  signIn(name: string, password = PASSWORD): Promise<Json> {
    return this.json('POST', '/session', { name, password });
  }

  async signOut(): Promise<void> {
    await this.json('DELETE', '/session', undefined, 204);
  }

  /** Forgets the session, as another browser that knows this one's device would be. */
  forgetSession(): void {
    this.cookies.delete('gatehouse_session');
  }
}

/** The first administrator, `ada`, in her browser. */
export async function openAdministrator(gate: Gate): Promise<ApiBrowser> {
  const browser = new ApiBrowser(gate);
  const secret = gate.house.firstAdministrator ?? '';
  await browser.json('POST', '/setup', { secret, name: 'ada', password: PASSWORD });
  return browser;
}

/** An authenticator application. */
export interface TestAuthenticator {
  code(at: number): string;
}

export interface EnrolledAuthenticator extends TestAuthenticator {
  readonly id: string;
  /** Those of a first factor. */
  readonly recoveryCodes: readonly string[];
}

/** Enrols one; answers it with the recovery codes, if there were none before. */
export async function enrolAuthenticator(browser: ApiBrowser, now: number): Promise<EnrolledAuthenticator> {
  const { ticket, uri } = await browser.json('POST', '/account/factors/totp', undefined, 201);
  const secret = readBase32(new URL(uri).searchParams.get('secret') ?? '');
  const code = (at: number) => totpCode(secret, totpStep(at));
  const request = { ticket, code: code(now), name: 'Phone' };
  const { recoveryCodes = [], factor } = await browser.json(
    'POST',
    '/account/factors/totp/confirm',
    request,
    201,
  );
  return { code, recoveryCodes, id: factor.id };
}

export function readBase32(text: string): Buffer {
  const bits = Array.from(text, (letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  );
  return Buffer.from(
    bits
      .join('')
      .match(/.{8}/g)
      ?.map((byte) => Number.parseInt(byte, 2)) ?? [],
  );
}
