// What goes wrong on the way to an upstream is the upstream's fault, never the client's.

import { GatehouseError, isGatehouseError } from '../kernel/errors.ts';
import type { UpstreamClient, UpstreamRequest } from './ports.ts';

/**
 * The same client, whose refusals (a redirect to where nothing is fetched from) and limits (a body beyond `maxBytes`)
 * become `upstream-invalid`: for the client that waits, 403 would be a verdict and 413 its own request.
 */
export function blameUpstream(client: UpstreamClient): UpstreamClient {
  return {
    async get(request) {
      const response = await client.get(request).catch((error: unknown) => {
        throw translate(error, request);
      });
      return { ...response, body: blameBody(response.body, request), discard: () => response.discard() };
    },
  };
}

async function* blameBody(
  body: AsyncIterable<Uint8Array>,
  request: UpstreamRequest,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* body;
  } catch (error) {
    throw translate(error, request);
  }
}

function translate(error: unknown, { upstream }: UpstreamRequest): unknown {
  if (!isGatehouseError(error, 'not-allowed', 'too-large')) return error;
  return new GatehouseError('upstream-invalid', error.message, {
    cause: error,
    facts: { ...error.facts, upstream },
  });
}
