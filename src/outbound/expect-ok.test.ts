import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { ErrorCode } from '../kernel/errors.ts';
import { expectOk } from './expect-ok.ts';
import type { OutboundResponse } from './outbound-response.ts';

describe('expectOk', () => {
  it('passes 2xx', () => {
    for (const status of [200, 204, 206]) {
      const { response } = answer(status);
      assert.equal(expectOk(response), response);
    }
  });

  it('maps every other status to a code, and lets the body go', () => {
    const expected: Readonly<Record<number, ErrorCode>> = {
      304: 'upstream-invalid',
      400: 'upstream-invalid',
      401: 'upstream-refused',
      403: 'upstream-refused',
      404: 'not-found',
      410: 'not-found',
      429: 'upstream-refused',
      451: 'upstream-refused',
      500: 'upstream-refused',
      503: 'upstream-refused',
    };
    for (const [status, code] of Object.entries(expected)) {
      const { response, isDiscarded } = answer(Number(status));
      assert.throws(() => expectOk(response), { code }, status);
      assert.ok(isDiscarded());
    }
  });

  it('names host, path and status, but no query; and says when to come back', () => {
    const { response } = answer(429, { 'retry-after': '30' });
    assert.throws(() => expectOk(response), {
      message: 'Cannot fetch /some/path from registry.example: it answered 429',
      facts: { host: 'registry.example', status: 429, retryAfter: '30' },
    });
  });
});

function answer(
  status: number,
  headers: Readonly<Record<string, string>> = {},
): { readonly response: OutboundResponse; readonly isDiscarded: () => boolean } {
  let discarded = false;
  const response: OutboundResponse = {
    status,
    headers,
    url: 'https://registry.example/some/path?token=secret',
    body: (async function* () {})(),
    discard: () => (discarded = true),
  };
  return { response, isDiscarded: () => discarded };
}
