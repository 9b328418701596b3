// What is opened for an answer is closed with it, also when there is nobody to answer any more.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { test } from 'node:test';

import { sha256Of } from '../kernel/digest.ts';
import type { ArtifactRecord, BlobStore } from '../registry/ports.ts';
import { createArtifactSender } from './send-artifact.ts';
import { sendDocument } from './send-document.ts';

const BYTES = Buffer.alloc(3 * 1024 * 1024, 'large');
const RECORD = {
  sha256: sha256Of(BYTES),
  sizeBytes: BYTES.byteLength,
  file: 'tide-1.0.0.tgz',
} as ArtifactRecord;

for (const range of ['', 'bytes=0-9']) {
  const what = range === '' ? 'a large file' : 'a part of one';
  test(`a client that left while ${what} was opened leaves nothing open`, async (t) => {
    const { request, response } = await leftExchange(t);
    if (range !== '') request.headers.range = range;
    const opened: Readable[] = [];
    const blobs = {
      size: async () => BYTES.byteLength,
      stream: async () => {
        const stream = Readable.from([BYTES], { objectMode: false });
        opened.push(stream);
        return stream;
      },
    } as unknown as BlobStore;
    const sender = createArtifactSender(blobs, 0);
    await assert.rejects(sender.send(request, response, RECORD, 'application/octet-stream'));
    assert.deepEqual(
      opened.map(({ destroyed }) => destroyed),
      [true],
    );
  });
}

/** A request whose client is gone, and the answer that nobody waits for. */
async function leftExchange(t: {
  after(run: () => void): void;
}): Promise<{ readonly request: IncomingMessage; readonly response: ServerResponse }> {
  const server = createServer();
  t.after(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const client = get({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
  client.on('error', () => {
    // It breaks off on purpose.
  });
  const [request, response] = (await once(server, 'request')) as [IncomingMessage, ServerResponse];
  client.destroy();
  await once(response, 'close');
  return { request, response };
}

test('a client that left before a stored index was sent opens nothing', async (t) => {
  const { request, response } = await leftExchange(t);
  let opened = 0;
  const open = (): Readable => {
    opened += 1;
    return Readable.from([BYTES], { objectMode: false });
  };
  const body = { byteLength: BYTES.byteLength, open, release() {} };
  sendDocument(request, response, { body, etag: '"one"', contentType: 'application/json', headers: {} });
  assert.equal(opened, 0);
});
