// Runs the server: lock, configuration, house, listener; and ends it in the opposite order.

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Server, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

import { systemClock } from '../kernel/clock.ts';
import { GatehouseError, messageOf } from '../kernel/errors.ts';
import { createLogger, type Logger } from '../kernel/logger.ts';
import { hasAdministrator } from '../identity/accounts/first-administrator.ts';
import { createServer } from '../http/node-http.ts';
import { compose, type House } from './compose.ts';
import { isLoopback } from './config.ts';
import type { Config } from './config-schema.ts';
import { lockDataFolder } from './data-lock.ts';
import { prepareConfig, type PreparedConfig, type PrepareOptions } from './prepare-config.ts';

export interface RunningGate {
  /** The server's own address. */
  readonly publicUrl: string;
  /** Where it listens, reachable from this machine. */
  readonly localUrl: string;
  readonly prepared: PreparedConfig;
  readonly house: House;
  /** Stops listening, lets answers under way end, and closes the house. */
  stop(): Promise<void>;
}

/** How long answers under way may take after the end was asked for. */
const GRACE_MS = 10_000;
/** How soon a connection whose answer has ended is closed then. */
const SWEEP_MS = 50;

type Listener = House['listener'];

/** Starts everything. Throws what starting throws, leaving nothing behind. */
export async function runServer(
  options: PrepareOptions & { readonly writeLog: (line: string) => void },
): Promise<RunningGate> {
  const lock = lockDataFolder(options.dataDir);
  try {
    const prepared = await prepareConfig(options);
    const { config } = prepared;
    const log = createLogger(config.log.level, options.writeLog, () => systemClock.now());
    const ready = Promise.withResolvers<Listener>();
    const server = createListener(config, ready.promise);
    await listen(server, config);
    prepared.write();
    const localUrl = localUrlOf(server, config);
    const publicUrl = config.server.public_url ?? localUrl;
    const house = await openHouse(options, prepared, publicUrl, log, server);
    ready.resolve(house.listener);
    // From now on requests go straight to the house.
    server.removeAllListeners('request').on('request', house.listener);
    lock.announce(localUrl);
    const stop = async () => {
      await endServer(server, house, log);
      await house.close();
      lock.release();
    };
    return { publicUrl, localUrl, prepared, house, stop };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function openHouse(
  options: PrepareOptions,
  { config }: PreparedConfig,
  publicUrl: string,
  log: Logger,
  server: Server,
): Promise<House> {
  try {
    const { dataDir, version } = options;
    const house = await compose({ config, dataDir, publicUrl, log, version });
    if (!isLoopback(config.server.host) && !(await hasAdministrator(house.storage.stores.identity))) {
      await house.close();
      throw new GatehouseError(
        'invalid-config',
        `Cannot listen on ${config.server.host}: there is no administrator yet; start once with --host 127.0.0.1 and follow the link`,
      );
    }
    return house;
  } catch (error) {
    server.close();
    throw error;
  }
}

/** Requests that come before the house is ready wait for it. */
function createListener({ server: settings }: Config, ready: Promise<Listener>): Server {
  const handle: Listener = async (message, response) => {
    const listener = await ready;
    listener(message, response);
  };
  const { tls_cert, tls_key } = settings;
  const server =
    tls_cert === undefined || tls_key === undefined
      ? createServer(handle)
      : openTls({ tls_cert, tls_key }, handle);
  server.keepAliveTimeout = 65_000;
  server.headersTimeout = 30_000;
  server.requestTimeout = 300_000;
  return server;
}

interface TlsFiles {
  readonly tls_cert: string;
  readonly tls_key: string;
}

/** Throws `invalid-config` that names the setting: a file that cannot be read, or that holds what it should not. */
function openTls({ tls_cert, tls_key }: TlsFiles, handle: Listener): Server {
  const cert = readPem('server.tls_cert', tls_cert);
  const key = readPem('server.tls_key', tls_key);
  assertPem('server.tls_cert', tls_cert, 'a certificate', () => new X509Certificate(cert));
  assertPem('server.tls_key', tls_key, 'a private key', () => createPrivateKey(key));
  try {
    return createTlsServer({ cert, key }, handle);
  } catch (cause) {
    throw new GatehouseError(
      'invalid-config',
      `Cannot use server.tls_cert ${tls_cert} with server.tls_key ${tls_key}: ${messageOf(cause)}`,
      { cause },
    );
  }
}

function readPem(setting: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new GatehouseError('invalid-config', `Cannot read ${setting}: ${messageOf(cause)}`, { cause });
  }
}

function assertPem(setting: string, file: string, expected: string, parse: () => unknown): void {
  try {
    parse();
  } catch (cause) {
    throw new GatehouseError(
      'invalid-config',
      `Cannot use ${setting}: found no PEM text of ${expected} in ${file}`,
      { cause },
    );
  }
}

function listen(server: Server, { server: { host, port } }: Config): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', (cause: NodeJS.ErrnoException) => {
    const why =
      cause.code === 'EADDRINUSE'
        ? 'another program listens there (EADDRINUSE); end it, or choose another port with --port'
        : cause.message;
    reject(new GatehouseError('invalid-config', `Cannot listen on ${host}:${port}: ${why}`, { cause }));
  });
  server.listen(port, host, resolve);
  return promise;
}

function localUrlOf(server: Server, { server: { host, tls_cert } }: Config): string {
  const { port } = server.address() as AddressInfo;
  const scheme = tls_cert === undefined ? 'http' : 'https';
  return `${scheme}://${isLoopback(host) || host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${port}`;
}

/** Connections are kept open for a next request, which now nobody is to wait for. */
async function endServer(server: Server, house: Pick<House, 'endStreams'>, log: Logger): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.prependListener('request', (_message, response: ServerResponse) => {
    response.shouldKeepAlive = false;
  });
  server.close(() => resolve());
  house.endStreams();
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
  const timer = setTimeout(() => {
    log.warn('answers that were still under way are cut off', { graceMs: GRACE_MS });
    server.closeAllConnections();
  }, GRACE_MS);
  await promise;
  clearInterval(sweep);
  clearTimeout(timer);
}
