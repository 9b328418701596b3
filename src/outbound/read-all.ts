// A whole body in memory.

import type { OutboundResponse } from './outbound-response.ts';

/** Every byte of the body, at most the request's `maxBytes`. Errors as the body's own. */
export async function readAll(response: OutboundResponse): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body) chunks.push(chunk);
  return Buffer.concat(chunks);
}
