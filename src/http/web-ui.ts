// Serves the built web UI: hashed files for ever, and one page for every other address that a browser asks for.

import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';

import { acceptsEncoding } from './accepts-encoding.ts';
import type { PathHandler } from './serve.ts';
import type { SplitPath } from './split-path.ts';
import { readWebFolder, type WebFile, type WebFolder } from './web-folder.ts';
import { matchesEtag } from './send-document.ts';

/** Scripts and styles come from here alone, nothing stands inline, no other site frames these pages. */
const SECURITY_HEADERS: OutgoingHttpHeaders = {
  'content-security-policy':
    "default-src 'self'; script-src 'self'; style-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy':
    'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=(), clipboard-read=()',
};

const HASHED_FOLDER = 'assets';
const NOT_BUILT = `Gatehouse is running, but its web pages are not built.

Build them once, then load this page again:

    npm run build:web

Registries, the API and the command line work without them.
`;

/**
 * Makes the handler. `folder` is what `npm run build:web` wrote; while it is missing, pages answer 503 with the command
 * that builds it. Paths under `/api`, methods other than GET and HEAD, and unknown files are left to others.
 */
export function createWebUi(folder: string): PathHandler {
  let built: WebFolder | undefined = readWebFolder(folder);
  return {
    handle(path, message, response) {
      if (message.method !== 'GET' && message.method !== 'HEAD') return false;
      if (path.segments[0] === 'api') return false;
      built ??= readWebFolder(folder);
      const file = built?.files.get(path.segments.join('/')) ?? pageFor(path, message, built);
      if (file !== undefined) {
        sendFile(message, response, file, path.segments[0] === HASHED_FOLDER);
        return true;
      }
      if (built !== undefined || !wantsPage(path, message)) return false;
      sendNotBuilt(message, response);
      return true;
    },
  };
}

function pageFor(
  path: SplitPath,
  message: IncomingMessage,
  built: WebFolder | undefined,
): WebFile | undefined {
  return built !== undefined && wantsPage(path, message) ? built.page : undefined;
}

/** Whether a person asks for a page: a browser says so; a tool takes whatever comes. */
function wantsPage({ segments }: SplitPath, message: IncomingMessage): boolean {
  if (segments[0] === HASHED_FOLDER) return false;
  const accept = message.headers.accept?.trim().toLowerCase() ?? '*/*';
  return accept === '*/*' || accept.includes('text/html');
}

function sendFile(
  message: IncomingMessage,
  response: ServerResponse,
  file: WebFile,
  isHashed: boolean,
): void {
  const { body, encoding } = chooseBody(file, message.headers['accept-encoding']);
  const headers: OutgoingHttpHeaders = {
    ...SECURITY_HEADERS,
    etag: encoding === undefined ? file.etag : `${file.etag.slice(0, -1)}-${encoding}"`,
    'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
    vary: 'accept-encoding',
  };
  if (matchesEtag(message.headers['if-none-match'], file.etag)) {
    response.writeHead(304, headers).end();
    return;
  }
  headers['content-type'] = file.contentType;
  headers['content-length'] = body.byteLength;
  if (encoding !== undefined) headers['content-encoding'] = encoding;
  response.writeHead(200, headers);
  response.end(message.method === 'HEAD' ? undefined : body);
}

function chooseBody(
  file: WebFile,
  accepted: string | undefined,
): { readonly body: Uint8Array; readonly encoding?: 'br' | 'gzip' } {
  for (const encoding of ['br', 'gzip'] as const) {
    const body = file.encoded[encoding];
    if (body !== undefined && acceptsEncoding(accepted, encoding)) return { body, encoding };
  }
  return { body: file.body };
}

function sendNotBuilt(message: IncomingMessage, response: ServerResponse): void {
  response.writeHead(503, {
    ...SECURITY_HEADERS,
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'content-length': Buffer.byteLength(NOT_BUILT),
  });
  response.end(message.method === 'HEAD' ? undefined : NOT_BUILT);
}
