// Every way by which a file could leave: paths from the route tables, their spellings, and the manners of asking.

import { brotliDecompressSync, gunzipSync } from 'node:zlib';

import type { RegistryRequest } from '../../src/ecosystems/adapter-routes.ts';
import { ADAPTERS } from '../../src/ecosystems/list.ts';
import { ecosystemOfPath, findRoute } from '../../src/http/find-route.ts';
import { splitPath } from '../../src/http/split-path.ts';
import { isGatehouseError } from '../../src/kernel/errors.ts';
import type { PackageRef } from '../../src/kernel/package-ref.ts';
import type { Answer, Ask } from './ask.ts';
import type { PublishedSample } from './samples.ts';

/** A path that could lead to a file, and the row of the route table it was made from. */
export interface Door {
  readonly routeId: string;
  readonly path: string;
}

/** Every door that the ecosystem's route table has to `file` of `version`. */
export function doorsTo(ref: PackageRef, version: string, file: string): readonly Door[] {
  return ADAPTERS[ref.ecosystem].routes.flatMap((route) =>
    route
      .doors({ name: ref.name, version, file })
      .map((path) => ({ routeId: route.id, path: `/${ref.ecosystem}${path}` })),
  );
}

/** Other spellings of a path: what a server that is careless about any of them would take for the same file. */
export function spellingsOf(path: string): readonly string[] {
  const [plain = '', query] = path.split('?', 2);
  const tail = query === undefined ? '' : `?${query}`;
  const segments = plain.split('/').slice(1);
  const last = segments.at(-1) === '' ? segments.length - 2 : segments.length - 1;
  const withLast = (change: (segment: string) => string) =>
    `/${segments.map((segment, at) => (at === last ? change(segment) : segment)).join('/')}${tail}`;
  return [
    withLast(escapeAll),
    `/${segments.map((segment, at) => (at === 0 ? segment : escapeFirst(segment))).join('/')}${tail}`,
    `/${segments.map((segment, at) => (at === 0 ? escapeAll(segment) : segment)).join('/')}${tail}`,
    withLast((segment) => escapeAll(segment).replaceAll('%', '%25')),
    withLast((segment) => segment.toUpperCase()),
    withLast((segment) => `${segment}.`),
    withLast((segment) => `${segment}%20`),
    withLast((segment) => `${segment}%00`),
    withLast((segment) => `${segment};v=1`),
    withLast((segment) => `${segment}%3Fdownload=1`),
    withLast((segment) => `${segment}%23`),
    withLast((segment) => `.%2F${segment}`),
    withLast((segment) => `x/../${segment}`),
    withLast((segment) => `%2e/${segment}`),
    withLast((segment) => `x/%2e%2e/${segment}`),
    withLast((segment) => `x\\..\\${segment}`),
    `/${segments.join('//')}${tail}`,
    `/${segments.join('/./')}${tail}`,
    `/${segments.join('%2F')}${tail}`,
    plain.endsWith('/') ? `${plain.slice(0, -1)}${tail}` : `${plain}/${tail}`,
    `${plain}${tail === '' ? '?' : `${tail}&`}download=1&cache=no&version=1.0.0`,
    plain.toUpperCase() + tail,
    plain.toLowerCase() + tail,
    plain.replaceAll('-', '_') + tail,
    plain.replaceAll('.', '%2E').replaceAll('@', '%40') + tail,
  ];
}

function escapeFirst(segment: string): string {
  if (segment === '' || segment.startsWith('%')) return segment;
  return `%${segment.charCodeAt(0).toString(16).padStart(2, '0')}${segment.slice(1)}`;
}

/** Each character as an escape; what is one already stays. */
function escapeAll(segment: string): string {
  return segment.replace(/%[0-9a-f]{2}|[\x21-\x7e]/gi, (part) =>
    part.length === 3 ? part : `%${part.charCodeAt(0).toString(16)}`,
  );
}

/** Plain, headers alone, and a part: what is asked at every door in every state. */
export const FEW_MANNERS: readonly Ask[] = [{}, { method: 'HEAD' }, { headers: { range: 'bytes=0-' } }];

/** Every manner, with validators that were right for the file and its index while they were served. */
export function allManners(validators: {
  readonly etags: readonly string[];
  readonly lastModified: string;
}): readonly Ask[] {
  const [etag = '"none"'] = validators.etags;
  const since = validators.lastModified;
  const headers: readonly Readonly<Record<string, string>>[] = [
    ...validators.etags.map((one) => ({ 'if-none-match': one })),
    { 'if-none-match': `W/${etag}` },
    { 'if-none-match': '*' },
    { 'if-modified-since': since },
    { 'if-none-match': etag, 'if-modified-since': since, 'cache-control': 'only-if-cached' },
    { range: 'bytes=0-63' },
    { range: 'bytes=-64' },
    { range: 'bytes=0-9,20-99' },
    { range: 'bytes=0-99', 'if-range': etag },
    { accept: 'application/vnd.npm.install-v1+json' },
    { accept: 'application/vnd.pypi.simple.v1+json' },
    { accept: 'application/vnd.pypi.simple.v1+html' },
    { accept: 'text/html' },
    { accept: 'application/octet-stream' },
    { 'npm-command': 'ci' },
    { 'user-agent': 'pnpm/10.0.0 npm/? node/v26.0.0 linux x64' },
    { 'user-agent': 'uv/0.9.0' },
    { 'accept-encoding': 'gzip' },
    { 'accept-encoding': 'br' },
    { 'accept-encoding': 'zstd, br, gzip, identity;q=0' },
    { 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1', forwarded: 'for=127.0.0.1' },
    { 'x-original-url': '/healthz', 'x-rewrite-url': '/healthz' },
    { 'user-agent': 'gatehouse/1', via: '1.1 gatehouse' },
  ];
  return [
    ...FEW_MANNERS,
    { method: 'HEAD', headers: { range: 'bytes=0-63', 'if-range': etag } },
    { method: 'HEAD', headers: { 'if-none-match': etag } },
    ...headers.map((one) => ({ headers: one })),
    { method: 'POST', headers: { 'x-http-method-override': 'GET' }, body: '{}' },
    { method: 'PUT', body: '{}' },
    { method: 'OPTIONS' },
  ];
}

/** What a request means to the route tables; undefined when no row takes it. */
export function meaningOf(path: string, { method = 'GET', headers = {} }: Ask): RegistryRequest | undefined {
  try {
    const split = splitPath(path);
    const ecosystem = ecosystemOfPath(split);
    return ecosystem === undefined
      ? undefined
      : findRoute(ADAPTERS[ecosystem], method, split, headers).request;
  } catch (error) {
    if (isGatehouseError(error)) return undefined;
    throw error;
  }
}

const WINDOW_BYTES = 24;
const STRIDE_BYTES = 8;

/** Pieces of the file that are in none of the `allowed` files: any of them in an answer is a leak. */
export function tellTalePieces(
  { bytes }: Pick<PublishedSample, 'bytes'>,
  allowed: readonly Uint8Array[],
): readonly Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at + WINDOW_BYTES <= bytes.length; at += STRIDE_BYTES) {
    const piece = bytes.subarray(at, at + WINDOW_BYTES);
    if (!allowed.some((one) => Buffer.from(one).includes(piece))) pieces.push(piece);
  }
  return pieces;
}

/** The answer's body without its content encoding. */
export function plainBody({ body, headers }: Answer): Buffer {
  if (body.length === 0) return body;
  const encoding = headers['content-encoding'];
  return encoding === 'gzip' ? gunzipSync(body) : encoding === 'br' ? brotliDecompressSync(body) : body;
}
