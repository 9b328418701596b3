// A browser as far as the JSON API sees one: it keeps cookies, and says that its requests come from the server's own page.

import assert from 'node:assert/strict';

import { ask, type Answer } from './ask.ts';
import type { TestOpenIdProvider } from './openid-provider.ts';

export interface ApiBrowser {
  readonly cookies: ReadonlyMap<string, string>;
  /** Calls the API below `/api/v1`. */
  call(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Begins to sign in by a provider, or (`link`) to link it; answers where the browser goes. */
  begin(
    name: string,
    how?: { readonly to?: string; readonly isFresh?: boolean; readonly isLink?: true },
  ): Promise<string>;
  /** Posts what the provider sent the browser back with, as the page does. */
  finish(name: string, address: string): Promise<Answer>;
  /** All of it. */
  signInBy(name: string, provider: TestOpenIdProvider): Promise<Answer>;
}

export function openApiBrowser({ url }: { readonly url: string }): ApiBrowser {
  const cookies = new Map<string, string>();
  const call = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await ask(`${url}/api/v1${path}`, {
      method,
      headers: {
        'sec-fetch-site': 'same-origin',
        ...(cookie === '' ? {} : { cookie }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const line of answer.headers['set-cookie'] ?? []) keep(cookies, line);
    return answer;
  };
  const browser: ApiBrowser = {
    cookies,
    call,
    async begin(name, { isLink, ...how } = {}) {
      const answer = await call('POST', `/sso/${name}/${isLink === true ? 'link' : 'start'}`, how);
      assert.equal(answer.status, 200, answer.text);
      return (JSON.parse(answer.text) as { url: string }).url;
    },
    finish: (name, address) =>
      call('POST', `/sso/${name}/finish`, { query: new URL(address).search.slice(1) }),
    signInBy: async (name, provider) => browser.finish(name, await provider.visit(await browser.begin(name))),
  };
  return browser;
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split(';');
  const equals = pair.indexOf('=');
  const name = pair.slice(0, equals);
  if (attributes.some((attribute) => attribute.trim() === 'Max-Age=0')) cookies.delete(name);
  else cookies.set(name, pair.slice(equals + 1));
}
