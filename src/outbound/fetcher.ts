// The only door out: GET, HEAD and POST to what the operator configured, and to public addresses beyond it.

import type { Dispatcher } from 'undici';

import { formatInstant, MINUTE_MS, SECOND_MS, type Clock } from '../kernel/clock.ts';
import { GatehouseError, isGatehouseError } from '../kernel/errors.ts';
import { given } from '../kernel/given.ts';
import type { ConnectionPools, PoolOptions } from './connection-pools.ts';
import { startDeadline, type Deadline } from './deadline.ts';
import { isBrokenConnection, requestFailure } from './failure.ts';
import { TRAIL_HEADER, type HopTrail } from './hop-trail.ts';
import { cacheNames } from './name-cache.ts';
import { permitUrl, readOrigins, type ConfiguredOrigin, type OriginTable } from './origins.ts';
import { dump, readHeaders, toResponse, type OutboundResponse } from './outbound-response.ts';
import { isPublicAddress } from './public-address.ts';
import { composeHeaders, type HeaderWishes, type SentHeaders } from './request-headers.ts';
import { resolveBySystem, type ResolveAddresses } from './resolve-addresses.ts';
import {
  createUpstreamHealth,
  type HealthOptions,
  type OriginHealth,
  type UpstreamHealth,
} from './upstream-health.ts';

/** Something to ask for. */
export interface HeadRequest extends HeaderWishes {
  /** Absolute; what comes after `#` is left out. */
  readonly url: string;
  /** Limit on the whole exchange, redirects and body included. Default 10 minutes. */
  readonly timeoutMs?: number;
  /** Aborting rejects the request, or the body's iteration, with the signal's reason. */
  readonly signal?: AbortSignal;
  /** `answer`: a redirect is the answer, and nothing is asked beyond it. Default `follow`. */
  readonly redirects?: 'follow' | 'answer';
}

export interface GetRequest extends HeadRequest {
  /** Bound on the body, compressed and decompressed. */
  readonly maxBytes: number;
}

/** Something to send. It goes to this address and no other. */
export interface PostRequest extends Omit<
  GetRequest,
  'redirects' | 'credentials' | 'etag' | 'lastModified' | 'encoding'
> {
  readonly body: Uint8Array;
  readonly contentType: string;
  /** The value of `Authorization`: safe here, since no redirect leads away with it. */
  readonly authorization?: string;
}

/** The outside world over HTTP. */
export interface Fetcher {
  /**
   * Any status is an answer (`expectOk` turns refusals into errors). Follows up to 5 redirects.
   * Throws `upstream-unreachable` (name, connection, TLS, time, or known to be down), `upstream-invalid`,
   * `too-large`, `not-allowed` (an address that is neither configured nor public https), `invalid-request`.
   */
  get(request: GetRequest): Promise<OutboundResponse>;
  /** As `get`, without a body. */
  head(request: HeadRequest): Promise<OutboundResponse>;
  /**
   * Sends once: a redirect is an answer, and a connection that breaks is an error, since what was sent may have been taken.
   * The answer has its body whatever its status, for those who explain a refusal there. Throws as `get`, and
   * `invalid-request` for a body of more than `MAX_POST_BYTES`.
   */
  post(request: PostRequest): Promise<OutboundResponse>;
  /** How each origin that was asked fares. */
  health(): readonly OriginHealth[];
  /** Replaces the configured origins, for requests from now on. Throws `invalid-config`, changing nothing. */
  reconfigure(origins: readonly ConfiguredOrigin[]): void;
  /** Breaks what is under way and frees all connections. */
  close(): Promise<void>;
}

export interface FetcherOptions {
  readonly clock: Clock;
  readonly origins: readonly ConfiguredOrigin[];
  /** Of Gatehouse; part of the user agent. */
  readonly version: string;
  /** Where the operator of this server can be found; part of the user agent. */
  readonly publicUrl?: string;
  /** PEM certificates that are trusted beside the default ones and NODE_EXTRA_CA_CERTS. */
  readonly extraCertificates?: readonly string[];
  /** Default 32. */
  readonly connectionsPerOrigin?: number;
  /** Defaults: connect 10 s, headers 30 s, body idle 30 s, whole 10 min. */
  readonly timeouts?: {
    readonly connectMs?: number;
    readonly headersMs?: number;
    readonly bodyIdleMs?: number;
    readonly wholeMs?: number;
  };
  readonly circuit?: HealthOptions;
  /** Told to whoever is asked. Absent: nothing is told. */
  readonly trail?: Pick<HopTrail, 'leaving'>;
  /** Default: the machine's resolver. Its answers are kept for moments (`cacheNames`). */
  readonly resolve?: ResolveAddresses;
  /** Which addresses an unconfigured host may have. Default `isPublicAddress`; anything else is for tests. */
  readonly isPublic?: (address: string) => boolean;
}

/** The largest body that is sent: documents go out by this door, not files. */
export const MAX_POST_BYTES = 1024 * 1024;

const MAX_REDIRECTS = 5;
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

interface Door {
  readonly clock: Clock;
  readonly pools: LatePools;
  readonly circuit: UpstreamHealth;
  readonly userAgent: string;
  readonly trail: Pick<HopTrail, 'leaving'> | undefined;
}

/** An exchange under way. */
interface Exchange {
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly request: HeadRequest &
    Partial<Pick<PostRequest, 'maxBytes' | 'body'>> & { readonly sent?: SentHeaders };
  readonly origins: OriginTable;
  readonly deadline: Deadline;
}

/** Opens the door. Throws `invalid-config` for an origin that is no http(s) URL. */
export function createFetcher(options: FetcherOptions): Fetcher {
  let origins = readOrigins(options.origins);
  const door: Door = {
    clock: options.clock,
    pools: openLate({
      connectionsPerOrigin: options.connectionsPerOrigin ?? 32,
      connectTimeoutMs: options.timeouts?.connectMs ?? 10 * SECOND_MS,
      headersTimeoutMs: options.timeouts?.headersMs ?? 30 * SECOND_MS,
      bodyIdleTimeoutMs: options.timeouts?.bodyIdleMs ?? 30 * SECOND_MS,
      extraCertificates: options.extraCertificates ?? [],
      resolve: cacheNames({ clock: options.clock, resolve: options.resolve ?? resolveBySystem }),
      isPublic: options.isPublic ?? isPublicAddress,
    }),
    circuit: createUpstreamHealth({ clock: options.clock }, options.circuit),
    userAgent: `gatehouse/${options.version}${options.publicUrl === undefined ? '' : ` (+${options.publicUrl})`}`,
    trail: options.trail,
  };
  const start = (method: Exchange['method'], request: Exchange['request']): Promise<OutboundResponse> => {
    const timeoutMs = request.timeoutMs ?? options.timeouts?.wholeMs ?? 10 * MINUTE_MS;
    return run(door, { method, request, origins, deadline: startDeadline(timeoutMs, request.signal) });
  };
  return {
    get: (request) => start('GET', request),
    head: (request) => start('HEAD', request),
    post: async (request) => start('POST', toExchanged(request)),
    health: () => door.circuit.health(),
    reconfigure(entries) {
      origins = readOrigins(entries);
    },
    close: () => door.pools.close(),
  };
}

interface LatePools {
  open(): Promise<ConnectionPools>;
  /** What was never opened needs no closing. */
  close(): Promise<void>;
}

/** Loads what connects when something is asked for: a command that works on the data folder asks for nothing, and starts sooner. */
function openLate(options: PoolOptions): LatePools {
  let pools: Promise<ConnectionPools> | undefined;
  return {
    open: () =>
      (pools ??= import('./connection-pools.ts').then(({ createConnectionPools }) =>
        createConnectionPools(options),
      )),
    close: async () => (await pools)?.close(),
  };
}

async function run(door: Door, exchange: Exchange): Promise<OutboundResponse> {
  try {
    const { url, answer } = await followRedirects(door, exchange);
    const rules = { ...exchange.request, isRefusalRead: exchange.method === 'POST' };
    return toResponse(answer, url, rules, exchange.deadline);
  } catch (error) {
    exchange.deadline.dispose();
    throw error;
  }
}

async function followRedirects(
  door: Door,
  exchange: Exchange,
): Promise<{ readonly url: URL; readonly answer: Dispatcher.ResponseData }> {
  let url = parseUrl(exchange.request.url);
  let hasLeft = false;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    permitUrl(url, exchange.origins);
    const headers = composeHeaders(
      exchange.request,
      { url, hasLeft },
      { userAgent: door.userAgent, origins: exchange.origins },
    );
    if (door.trail !== undefined) headers[TRAIL_HEADER] = door.trail.leaving();
    const answer = await ask(door, exchange, url, headers);
    if (exchange.request.redirects === 'answer' || !REDIRECTS.includes(answer.statusCode)) {
      return { url, answer };
    }
    dump(answer);
    const target = redirectTarget(url, answer);
    hasLeft ||= target.origin !== url.origin;
    url = target;
  }
  throw new GatehouseError(
    'upstream-invalid',
    `Cannot fetch from ${parseUrl(exchange.request.url).host}: found more than ${MAX_REDIRECTS} redirects`,
    { facts: { host: url.host } },
  );
}

/** One request to one origin, unless it is known to be down; keeps the memory of how it fares. */
async function ask(
  door: Door,
  exchange: Exchange,
  url: URL,
  headers: Record<string, string>,
): Promise<Dispatcher.ResponseData> {
  const open = door.circuit.admit(url.origin);
  if (open !== undefined) {
    const said = `Cannot reach ${url.host}: `;
    const reason = open.lastError.startsWith(said) ? open.lastError.slice(said.length) : open.lastError;
    const message = `${said}${reason}; it is left alone until ${formatInstant(open.retryAt)}`;
    throw new GatehouseError('upstream-unreachable', message, {
      facts: { host: url.host, retryAt: formatInstant(open.retryAt) },
    });
  }
  const startedAt = door.clock.now();
  try {
    const answer = await send(door, exchange, url, headers);
    door.circuit.succeeded(url.origin, Math.max(0, door.clock.now() - startedAt));
    return answer;
  } catch (cause) {
    const error = requestFailure(url.host, cause, exchange.deadline);
    if (isGatehouseError(error, 'upstream-unreachable', 'upstream-invalid'))
      door.circuit.failed(url.origin, error);
    else door.circuit.released(url.origin);
    throw error;
  }
}

/**
 * Tries a second time when the connection breaks before an answer: an idle one may have been closed as we wrote. Not where
 * something was sent, which may have been taken before the connection broke.
 */
async function send(
  door: Door,
  exchange: Exchange,
  url: URL,
  headers: Record<string, string>,
): Promise<Dispatcher.ResponseData> {
  const pools = await door.pools.open();
  const pool = exchange.origins.isConfigured(url.origin) ? pools.configured : pools.guarded;
  const once = async (): Promise<Dispatcher.ResponseData> => {
    const answer = await pool.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: exchange.method,
      body: exchange.request.body ?? null,
      headers,
      signal: exchange.deadline.signal,
    });
    // A body that is destroyed early emits an error; without a listener that would end the process.
    answer.body.on('error', () => {});
    return answer;
  };
  try {
    return await once();
  } catch (error) {
    const isAskedAgain = exchange.method !== 'POST' && isBrokenConnection(error);
    if (!isAskedAgain || exchange.deadline.signal.aborted) throw error;
    return once();
  }
}

/** What is sent, as every exchange is described. Throws `invalid-request` for a body that is too large. */
function toExchanged({ contentType, authorization, ...request }: PostRequest): Exchange['request'] {
  if (request.body.byteLength > MAX_POST_BYTES) {
    throw new GatehouseError(
      'invalid-request',
      `Cannot send ${request.body.byteLength} bytes: expected at most ${MAX_POST_BYTES}`,
    );
  }
  const sent = { contentType, ...given('authorization', authorization) };
  return { ...request, redirects: 'answer', sent };
}

function redirectTarget(from: URL, answer: Dispatcher.ResponseData): URL {
  const { location } = readHeaders(answer.headers);
  const target = location === undefined ? null : URL.parse(location, from);
  if (target === null) {
    throw new GatehouseError(
      'upstream-invalid',
      `Cannot follow the redirect of ${from.host}: found no valid Location`,
      {
        facts: { host: from.host },
      },
    );
  }
  return target;
}

function parseUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null) throw new GatehouseError('invalid-request', 'Cannot fetch: expected an absolute URL');
  url.hash = '';
  return url;
}
