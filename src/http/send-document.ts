// Sends small answers and rendered documents: validators, encodings, HEAD.

import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';

import type { RenderedAnswer } from '../ecosystems/adapter-answers.ts';
import { isStored, type RenderedDocument, type StoredBytes } from '../registry/compress-document.ts';
import { acceptsEncoding } from './accepts-encoding.ts';

/** What every answer from a registry carries: packages never run in our origin. */
export const REGISTRY_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
};

/** Sends a rendered index, or 304 when the client has it. */
export function sendDocument(
  request: IncomingMessage,
  response: ServerResponse,
  document: RenderedDocument,
): void {
  const form = formOf(document, chooseEncoding(request.headers['accept-encoding'], document));
  if (matchesEtag(request.headers['if-none-match'], document.etag)) {
    response.writeHead(304, form.unchangedHeaders).end();
    return;
  }
  const { body } = form;
  response.writeHead(200, form.headers);
  if (request.method === 'HEAD') response.end();
  else if (isStored(body)) sendStored(body, response);
  else response.end(body);
}

function sendStored(body: StoredBytes, response: ServerResponse): void {
  // To a client that left already no pipeline begins: that would throw, and leave the stream open.
  if (response.destroyed) return;
  pipeline(body.open(), response, () => {});
}

/** A document in one encoding; its headers as names and values in turns, as `writeHead` takes them fastest. */
interface DocumentForm {
  readonly body: Uint8Array | StoredBytes;
  readonly headers: string[];
  /** Of a 304. */
  readonly unchangedHeaders: string[];
}

/** Written once for as long as the document is kept. */
const forms = new WeakMap<RenderedDocument, Map<Encoding | undefined, DocumentForm>>();

function formOf(document: RenderedDocument, encoding: Encoding | undefined): DocumentForm {
  let ofDocument = forms.get(document);
  if (ofDocument === undefined) {
    ofDocument = new Map();
    forms.set(document, ofDocument);
  }
  let form = ofDocument.get(encoding);
  if (form === undefined) {
    form = writeForm(document, encoding);
    ofDocument.set(encoding, form);
  }
  return form;
}

function writeForm(document: RenderedDocument, encoding: Encoding | undefined): DocumentForm {
  const vary = document.headers['vary'];
  const unchanged: Readonly<Record<string, string>> = {
    ...REGISTRY_HEADERS,
    'cache-control': 'no-cache',
    ...document.headers,
    etag: encoding === undefined ? document.etag : `${document.etag.slice(0, -1)}-${encoding}"`,
    vary: vary === undefined ? 'accept-encoding' : `${vary}, accept-encoding`,
  };
  const body = bodyOf(document, encoding);
  const whole = {
    ...unchanged,
    'content-type': document.contentType,
    'content-length': String(body.byteLength),
    ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
  };
  return { body, headers: Object.entries(whole).flat(), unchangedHeaders: Object.entries(unchanged).flat() };
}

/** Sends a small answer that is never cached. */
export function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: RenderedAnswer,
  more: OutgoingHttpHeaders = {},
): void {
  const headers = {
    ...REGISTRY_HEADERS,
    'cache-control': 'no-store',
    ...answer.headers,
    ...more,
    'content-type': answer.contentType,
    'content-length': Buffer.byteLength(answer.body),
  };
  const phrase = phraseFor(request, answer);
  if (phrase === undefined) response.writeHead(answer.status, headers);
  else response.writeHead(answer.status, phrase, headers);
  if (request.method === 'HEAD') response.end();
  else response.end(answer.body);
}

function phraseFor(request: IncomingMessage, answer: RenderedAnswer): string | undefined {
  const isShownTwice = answer.bodyReaders?.test(request.headers['user-agent'] ?? '') === true;
  return isShownTwice ? undefined : answer.reasonPhrase;
}

type Encoding = 'br' | 'gzip';

function bodyOf(document: RenderedDocument, encoding: Encoding | undefined): Uint8Array | StoredBytes {
  if (encoding === 'br' && document.brotli !== undefined) return document.brotli;
  if (encoding === 'gzip' && document.gzip !== undefined) return document.gzip;
  return document.body;
}

/** The smaller encoding that the client takes. */
function chooseEncoding(accepted: string | undefined, document: RenderedDocument): Encoding | undefined {
  if (document.brotli !== undefined && acceptsEncoding(accepted, 'br')) return 'br';
  return document.gzip !== undefined && acceptsEncoding(accepted, 'gzip') ? 'gzip' : undefined;
}

/** Weak comparison (RFC 9110 section 13.1.2) against our tag in any of its encodings. */
export function matchesEtag(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  const stem = etag.slice(0, -1);
  return ifNoneMatch.split(',').some((candidate) => {
    const tag = candidate.trim().replace(/^W\//, '');
    return tag === etag || tag === `${stem}-gzip"` || tag === `${stem}-br"`;
  });
}
