// Which gatehouses a request came through, so that upstreams which lead back here are noticed instead of going round.

import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

import { GatehouseError } from '../kernel/errors.ts';

/**
 * The header that carries the trail from one gatehouse to the next: their ids, oldest first. Not `Via`, on which common
 * web servers stop compressing.
 */
export const TRAIL_HEADER = 'gatehouse-trail';
const MAX_HOPS = 8;
const MAX_HEADER_LENGTH = 1_000;
const NONE: readonly string[] = [];

/** The trail of requests, as one server keeps it. */
export interface HopTrail {
  /**
   * Does `work` as part of a request that arrived with this header. Throws `upstream-loop` for one that was here
   * before, or came through eight gatehouses, or with a trail that is too long to be one.
   */
  within<T>(header: string | undefined, work: () => T): T;
  /** The header for a request that leaves now. */
  leaving(): string;
}

/** Opens a trail. `id` names this server among others; default a random one. */
export function createHopTrail(id: string = randomBytes(8).toString('hex')): HopTrail {
  const arrived = new AsyncLocalStorage<readonly string[]>();
  return {
    within(header, work) {
      if (header === undefined) return work();
      // Cut, it could lose this server's own id and go round for ever.
      if (header.length > MAX_HEADER_LENGTH) throw loop(`its trail has ${header.length} characters`);
      const hops = header.match(/\w+/g) ?? NONE;
      if (hops.includes(id)) throw loop('it came through this server before: its upstreams lead back to it');
      if (hops.length >= MAX_HOPS) throw loop(`it came through ${hops.length} gatehouses`);
      return arrived.run(hops, work);
    },
    leaving: () => [...(arrived.getStore() ?? []), id].join(', '),
  };
}

function loop(found: string): GatehouseError {
  return new GatehouseError('upstream-loop', `Cannot answer this request: ${found}`);
}
