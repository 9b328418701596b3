// The bytes of bodies that somebody signed, beside what was read from them.

import type { IncomingMessage } from 'node:http';

const BODIES = new WeakMap<IncomingMessage, Uint8Array>();

export function keepRawBody(message: IncomingMessage, body: Uint8Array): void {
  BODIES.set(message, body);
}

/** What was kept; undefined where the route keeps none, or there was no body. */
export function findRawBody(message: IncomingMessage): Uint8Array | undefined {
  return BODIES.get(message);
}
