// The way out, with each request counted.

import type { UpstreamClient, UpstreamResponse } from '../../registry/ports.ts';
import type { Metrics } from './metrics.ts';

/** `client`, telling `metrics` how each request went. */
export function countFetches(client: UpstreamClient, metrics: Pick<Metrics, 'fetched'>): UpstreamClient {
  return {
    async get(request) {
      const startedAt = performance.now();
      try {
        const response = await client.get(request);
        metrics.fetched(request.upstream, outcomeOf(response), performance.now() - startedAt);
        return response;
      } catch (error) {
        metrics.fetched(request.upstream, 'failed', performance.now() - startedAt);
        throw error;
      }
    },
  };
}

function outcomeOf({ status }: UpstreamResponse): string {
  if (status === 304) return 'not-modified';
  if (status === 404 || status === 410) return 'missing';
  return status < 400 ? 'ok' : 'refused';
}
