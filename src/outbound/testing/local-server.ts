// Real servers on loopback, and a fetcher that meets them; for the tests of this room.

import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import type { TestContext } from 'node:test';

import { systemClock } from '../../kernel/clock.ts';
import { createFetcher, type Fetcher, type FetcherOptions } from '../fetcher.ts';

/** The self-signed certificate of the local TLS server: localhost, 127.0.0.1 and three `.example` names. */
export const TEST_CERTIFICATE = readFileSync(
  new URL('../testdata/test-certificate.pem', import.meta.url),
  'utf8',
);
const TEST_KEY = readFileSync(new URL('../testdata/test-key.pem', import.meta.url), 'utf8');

export interface LocalServer {
  readonly origin: string;
  readonly port: number;
  /** Every request that came, in order. */
  readonly requests: IncomingMessage[];
  /** Connections accepted so far. */
  connections(): number;
}

/** An HTTP (or HTTPS) server on 127.0.0.1, closed when the test ends. */
export async function startServer(
  test: TestContext,
  handler: RequestListener,
  scheme: 'http' | 'https' = 'http',
): Promise<LocalServer> {
  const requests: IncomingMessage[] = [];
  const listener: RequestListener = (request, response) => {
    requests.push(request);
    handler(request, response);
  };
  const server =
    scheme === 'http'
      ? createServer(listener)
      : createTlsServer({ key: TEST_KEY, cert: TEST_CERTIFICATE }, listener);
  let connections = 0;
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  test.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { origin: `${scheme}://127.0.0.1:${port}`, port, requests, connections: () => connections };
}

/** A server that says exactly these bytes to whoever connects, then closes. */
export async function startRawServer(
  test: TestContext,
  onSocket: (socket: Socket) => void,
): Promise<LocalServer> {
  let connections = 0;
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  test.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, port, requests: [], connections: () => connections };
}

/** A port on which nobody listens. */
export async function findClosedPort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A fetcher for which `origins` are configured under the names `first`, `second`, …, closed when the test ends. */
export function startFetcher(
  test: TestContext,
  origins: readonly string[],
  options: Partial<FetcherOptions> = {},
): Fetcher {
  const names = ['first', 'second', 'third'];
  const fetcher = createFetcher({
    clock: systemClock,
    version: '1.2.3',
    origins: origins.map((url, place) => ({ name: names[place] ?? `origin-${place}`, url })),
    extraCertificates: [TEST_CERTIFICATE],
    ...options,
  });
  test.after(() => fetcher.close());
  return fetcher;
}
