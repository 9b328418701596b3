// Reads the body of a request that publishes something. Large ones share room in memory: who finds none is read when there is some.

import type { IncomingMessage } from 'node:http';

import { GatehouseError } from '../kernel/errors.ts';
import { actorOf, type Principal } from '../identity/principal.ts';
import type { PublishDeps } from '../registry/publish/publish-deps.ts';
import { readBody } from './read-body.ts';

/** What is smaller (a tag, a digest, a list) waits for nobody. */
const SMALL_BYTES = 64 * 1024;

/**
 * Hands the whole body to `use`, and keeps its room until that ends. Throws what `readBody` and `use` throw, and `invalid-request` where
 * the client leaves while it waits.
 */
export async function withPublishingBody<T>(
  { room, rules }: Pick<PublishDeps, 'room' | 'rules'>,
  principal: Principal,
  message: IncomingMessage,
  use: (body: Buffer) => Promise<T>,
  maxBytes: number = rules.maxBytes,
): Promise<T> {
  const read = async () => use(await readBody(message, { maxBytes, maxDecodedBytes: maxBytes }));
  const sizeBytes = sizeOf(message, maxBytes);
  if (sizeBytes <= SMALL_BYTES) return read();
  const left = new AbortController();
  const leave = () =>
    left.abort(new GatehouseError('invalid-request', 'Cannot read the body: it ended before it was whole'));
  message.once('close', leave);
  try {
    return await room.within(actorOf(principal), sizeBytes, left.signal, read);
  } finally {
    message.off('close', leave);
  }
}

/** As long as it says that it is; as large as it may be, where it does not, or comes compressed. */
function sizeOf({ headers }: IncomingMessage, maxBytes: number): number {
  const { 'content-length': length, 'content-encoding': encoding = 'identity' } = headers;
  const sizeBytes = Number(length);
  return length === undefined || encoding !== 'identity' || !(sizeBytes <= maxBytes) ? maxBytes : sizeBytes;
}
