// The connections themselves: one keep-alive pool per origin, and for unconfigured origins a connector that
// resolves, checks and pins the address in one step, so that no second look-up can answer differently.

import type { LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { getCACertificates } from 'node:tls';

import { Agent, buildConnector } from 'undici';

import { GatehouseError } from '../kernel/errors.ts';
import type { ResolveAddresses } from './resolve-addresses.ts';

export interface PoolOptions {
  /** Connections per origin; further requests wait their turn. */
  readonly connectionsPerOrigin: number;
  readonly connectTimeoutMs: number;
  readonly headersTimeoutMs: number;
  /** The longest silence within a body. */
  readonly bodyIdleTimeoutMs: number;
  /** Certificates in PEM form that are trusted beside the default ones (which include NODE_EXTRA_CA_CERTS). */
  readonly extraCertificates: readonly string[];
  readonly resolve: ResolveAddresses;
  /** Which addresses an unconfigured host may have. */
  readonly isPublic: (address: string) => boolean;
}

/** Two sets of pools that never share a connection. */
export interface ConnectionPools {
  /** For origins that the operator configured: any address. */
  readonly configured: Agent;
  /** For all others: public addresses only; connecting elsewhere fails with `not-allowed`. */
  readonly guarded: Agent;
  /** Closes idle connections and breaks running requests. */
  close(): Promise<void>;
}

export function createConnectionPools(options: PoolOptions): ConnectionPools {
  const configured = createAgent(options, buildConnector(connectOptions(options, options.resolve)));
  const guarded = createAgent(options, guardedConnector(options));
  return {
    configured,
    guarded,
    async close() {
      await Promise.all([configured.destroy(), guarded.destroy()]);
    },
  };
}

function createAgent(options: PoolOptions, connect: buildConnector.connector): Agent {
  return new Agent({
    connect,
    connections: options.connectionsPerOrigin,
    pipelining: 1,
    headersTimeout: options.headersTimeoutMs,
    bodyTimeout: options.bodyIdleTimeoutMs,
    keepAliveTimeout: 10_000,
    keepAliveMaxTimeout: 60_000,
  });
}

/** A literal address never meets a resolver, so it is checked before connecting; names are checked where they resolve. */
function guardedConnector(options: PoolOptions): buildConnector.connector {
  const resolvePublic: ResolveAddresses = async (hostname) => {
    const addresses = await options.resolve(hostname);
    for (const { address } of addresses) assertPublic(options, hostname, address);
    return addresses;
  };
  const connect = buildConnector(connectOptions(options, resolvePublic));
  return (target, callback) => {
    const literal = target.hostname.replace(/^\[(.*)\]$/, '$1');
    try {
      if (isIP(literal) !== 0) assertPublic(options, literal, literal);
    } catch (error) {
      callback(error as Error, null);
      return;
    }
    connect(target, callback);
  };
}

function assertPublic(options: PoolOptions, hostname: string, address: string): void {
  if (options.isPublic(address)) return;
  const found = hostname === address ? 'it' : `its address ${address}`;
  throw new GatehouseError(
    'not-allowed',
    `Cannot connect to ${hostname}: ${found} is not a public address, and the host is not configured`,
    { facts: { host: hostname, address } },
  );
}

function connectOptions(options: PoolOptions, resolve: ResolveAddresses): buildConnector.BuildOptions {
  return {
    timeout: options.connectTimeoutMs,
    allowH2: false,
    lookup: lookupFunction(resolve),
    ...(options.extraCertificates.length === 0
      ? {}
      : { ca: [...getCACertificates('default'), ...options.extraCertificates] }),
  };
}

/** The form in which `net.connect` asks: it connects to nothing but what this answers. */
function lookupFunction(resolve: ResolveAddresses): LookupFunction {
  const answer = async (...[hostname, options, callback]: Parameters<LookupFunction>): Promise<void> => {
    let addresses: readonly LookupAddress[];
    try {
      addresses = await resolve(hostname);
    } catch (error) {
      callback(error as NodeJS.ErrnoException, '');
      return;
    }
    const isAny = options.family !== 4 && options.family !== 6;
    const wanted = addresses.filter(({ family }) => isAny || family === options.family);
    const [first] = wanted;
    if (first === undefined) callback(notFound(hostname), '');
    else if (options.all === true) callback(null, wanted);
    else callback(null, first.address, first.family);
  };
  return (hostname, options, callback) => {
    void answer(hostname, options, callback);
  };
}

function notFound(hostname: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`No address for ${hostname}`), { code: 'ENOTFOUND' });
}
