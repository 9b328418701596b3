// The headers of one hop: ours always, the caller's and the credentials only at the origin that they are meant for.

import { GatehouseError } from '../kernel/errors.ts';
import { ACCEPT_ENCODING } from './response-body.ts';
import type { OriginTable } from './origins.ts';

/** What of a request shows in its headers. */
export interface HeaderWishes {
  readonly accept?: string;
  /** Further headers; sent to the first origin only. Names that the fetcher itself sets are refused. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Name of the configured origin whose credentials are to be sent, at that origin alone. */
  readonly credentials?: string;
  readonly etag?: string;
  readonly lastModified?: string;
  /** `identity`: the bytes as they are stored (artifacts). Default `any`: compressed on the way (documents). */
  readonly encoding?: 'any' | 'identity';
}

/** What is said of a body that goes out, and who sends it. */
export interface SentHeaders {
  readonly contentType: string;
  readonly authorization?: string;
}

const RESERVED = new Set([
  'accept-encoding',
  'authorization',
  'connection',
  'content-length',
  'content-type',
  'cookie',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'te',
  'transfer-encoding',
  'upgrade',
  'user-agent',
]);

/** One hop of a request. */
export interface Hop {
  readonly url: URL;
  /** A redirect has led to another origin: what was meant for the first is not sent again, not even back there. */
  readonly hasLeft: boolean;
}

/** Composes the headers for a hop. Throws `invalid-request` for a header that is not the caller's to set. */
export function composeHeaders(
  wishes: HeaderWishes & { readonly sent?: SentHeaders },
  hop: Hop,
  door: { readonly userAgent: string; readonly origins: OriginTable },
): Record<string, string> {
  const headers: Record<string, string> = {
    'user-agent': door.userAgent,
    accept: wishes.accept ?? '*/*',
    'accept-encoding': wishes.encoding === 'identity' ? 'identity' : ACCEPT_ENCODING,
  };
  if (wishes.etag !== undefined) headers['if-none-match'] = wishes.etag;
  if (wishes.lastModified !== undefined) headers['if-modified-since'] = wishes.lastModified;
  if (hop.hasLeft) return headers;
  Object.assign(headers, callerHeaders(wishes.headers ?? {}));
  const credential =
    wishes.credentials === undefined ? undefined : door.origins.authorize(wishes.credentials, hop.url.origin);
  if (credential !== undefined) headers[credential[0]] = credential[1];
  if (wishes.sent !== undefined) headers['content-type'] = wishes.sent.contentType;
  if (wishes.sent?.authorization !== undefined) headers['authorization'] = wishes.sent.authorization;
  return headers;
}

function callerHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const reserved = entries.find(([name]) => RESERVED.has(name));
  if (reserved === undefined) return Object.fromEntries(entries);
  throw new GatehouseError(
    'invalid-request',
    `Cannot send header ${reserved[0]}: the fetcher sets it itself`,
  );
}
