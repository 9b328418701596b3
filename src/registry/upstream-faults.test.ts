import assert from 'node:assert/strict';
import { test } from 'node:test';

import { GatehouseError, isGatehouseError, type ErrorCode } from '../kernel/errors.ts';
import type { UpstreamClient, UpstreamResponse } from './ports.ts';
import { blameUpstream } from './upstream-faults.ts';

const REQUEST = { url: 'https://registry.example/x', upstream: 'npm:main', maxBytes: 10 };

function response(body: AsyncIterable<Uint8Array>, discard = () => {}): UpstreamResponse {
  return { status: 200, headers: {}, url: REQUEST.url, body, discard };
}

async function* chunks(...parts: readonly (string | Error)[]): AsyncGenerator<Uint8Array, void, undefined> {
  for (const part of parts) {
    if (part instanceof Error) throw part;
    yield Buffer.from(part);
  }
}

function failing(error: unknown): UpstreamClient {
  return {
    async get() {
      throw error;
    },
  };
}

const fault = (code: ErrorCode) => new GatehouseError(code, `Cannot: ${code}`, { facts: { host: 'x' } });

test('what the way out refuses or finds too large is the upstream’s fault', async () => {
  for (const code of ['not-allowed', 'too-large'] as const) {
    const error = fault(code);
    await assert.rejects(blameUpstream(failing(error)).get(REQUEST), (thrown) => {
      assert.ok(isGatehouseError(thrown, 'upstream-invalid'));
      assert.equal(thrown.cause, error);
      assert.deepEqual(thrown.facts, { host: 'x', upstream: 'npm:main' });
      return true;
    });
  }
});

test('other errors pass as they are', async () => {
  for (const error of [fault('upstream-unreachable'), fault('upstream-refused'), new TypeError('ours')]) {
    await assert.rejects(blameUpstream(failing(error)).get(REQUEST), (thrown) => thrown === error);
  }
});

test('a body is blamed where it breaks, after what came before', async () => {
  const client: UpstreamClient = { get: async () => response(chunks('a', 'b', fault('too-large'))) };
  const { body } = await blameUpstream(client).get(REQUEST);
  const seen: string[] = [];
  await assert.rejects(
    async () => {
      for await (const chunk of body) seen.push(Buffer.from(chunk).toString());
    },
    (thrown) => isGatehouseError(thrown, 'upstream-invalid'),
  );
  assert.deepEqual(seen, ['a', 'b']);
});

test('a body that nobody reads can still be given up', async () => {
  let discarded = 0;
  const client: UpstreamClient = { get: async () => response(chunks('a'), () => void discarded++) };
  (await blameUpstream(client).get(REQUEST)).discard();
  assert.equal(discarded, 1);
});
