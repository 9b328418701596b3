import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { test } from 'node:test';

import { isGatehouseError } from '../kernel/errors.ts';
import { watchPostgres } from './watch-postgres.ts';

/** One message of PostgreSQL's protocol (version 3): a letter, the length with itself, what follows. */
function message(letter: string, body: string | Buffer): Buffer {
  const content = Buffer.from(body);
  const head = Buffer.alloc(5);
  head.write(letter);
  head.writeInt32BE(content.length + 4, 1);
  return Buffer.concat([head, content]);
}

const READY = message('Z', 'I');
const SIGNED_IN = Buffer.concat([message('R', Buffer.alloc(4)), READY]);
const REFUSED = Buffer.concat([
  message('E', 'SERROR\0C25006\0Mcannot execute LISTEN during recovery\0\0'),
  READY,
]);

test('a server that takes connections and refuses to notify (a standby) is left without connections', async (t) => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.once('data', () => socket.write(SIGNED_IN));
    socket.on('data', (bytes) => {
      if (bytes.toString('latin1', 0, 1) === 'Q') socket.write(REFUSED);
    });
    socket.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  await assert.rejects(
    watchPostgres(`postgres://gatehouse@127.0.0.1:${port}/gatehouse`, () => {}),
    (error) => isGatehouseError(error, 'storage-failed') && error.message.includes('LISTEN'),
  );
  const [socket] = sockets;
  assert.ok(socket !== undefined);
  if (!socket.readableEnded) await once(socket, 'end', { signal: AbortSignal.timeout(10_000) });
});
