// Reads a form that a client sends with files in it: multipart/form-data (RFC 7578 over RFC 2046), from bytes that are at hand.
// Strict: what two readers could read as two forms is refused.

import { GatehouseError } from '../kernel/errors.ts';
import { given } from '../kernel/given.ts';

/** One field of a form. */
export interface FormPart {
  readonly name: string;
  /** As the client calls the file; absent for a field without one. Outside text: no path. */
  readonly file?: string;
  /** A view of the body that was read, not a copy. */
  readonly bytes: Uint8Array;
}

export interface FormLimits {
  readonly maxParts: number;
  /** Of the headers of one part. */
  readonly maxHeaderBytes: number;
}

/** A package of hundreds of requirements and classifiers has a field for each. */
export const FORM_LIMITS: FormLimits = { maxParts: 4_096, maxHeaderBytes: 4_096 };

const LINE_END = Buffer.from('\r\n');
const HEADERS_END = Buffer.from('\r\n\r\n');
/** RFC 2046, section 5.1.1: `bchars`, up to 70 of them, the last no blank. */
const BOUNDARY = /^[\w'()+,./:=? -]{0,69}[\w'()+,./:=?-]$/;
const HEADER = /^([\w!#$%&'*+.^`|~-]+):(.*)$/;
/** RFC 9110, section 5.6.6. In quotes, neither a quote nor a backslash: readers differ in what an escape means. */
const PARAMETER = /;[ \t]*([\w!#$%&'*+.^`|~-]+)=(?:"([^"\\]*)"|([\w!#$%&'*+.^`|~-]+))[ \t]*/gy;
const BODY_ENCODINGS = new Set(['7bit', '8bit', 'binary']);

/**
 * The fields of the form, in order. `contentType` is the header of the request. Throws `invalid-request` for what is no such
 * form, is not whole, or could be read otherwise; `too-large` past the limits.
 */
export function parseMultipart(
  body: Uint8Array,
  contentType: string | undefined,
  limits: FormLimits = FORM_LIMITS,
): readonly FormPart[] {
  const form = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const delimiter = Buffer.from(`\r\n--${readBoundary(contentType)}`, 'latin1');
  const parts: FormPart[] = [];
  // The first delimiter has no line before it.
  if (form.indexOf(delimiter.subarray(2)) !== 0) throw invalid('something stands before its first field');
  let at = delimiter.length - 2;
  for (;;) {
    const next = readDelimiterEnd(form, at);
    if (next === undefined) return parts;
    if (parts.length >= limits.maxParts) throw tooLarge(`at most ${limits.maxParts} fields`);
    const end = form.indexOf(delimiter, next - 2);
    if (end < 0) throw invalid('it ends before it is whole');
    parts.push(readPart(form.subarray(next, Math.max(next, end)), limits));
    at = end + delimiter.length;
  }
}

/** A field as text. Throws `invalid-request` for what is no UTF-8. */
export function textOf({ name, bytes }: FormPart): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new GatehouseError(
      'invalid-request',
      `Cannot read the form: its field ${shown(name)} is no UTF-8`,
      {
        cause,
      },
    );
  }
}

function readBoundary(contentType = ''): string {
  const semicolon = contentType.indexOf(';');
  const type = (semicolon < 0 ? contentType : contentType.slice(0, semicolon)).trim().toLowerCase();
  if (type !== 'multipart/form-data') {
    throw invalid(`its content type is ${shown(type)}, expected multipart/form-data`);
  }
  const boundary = semicolon < 0 ? undefined : readParameters(contentType.slice(semicolon)).get('boundary');
  if (boundary === undefined || !BOUNDARY.test(boundary)) throw invalid('its content type has no boundary');
  return boundary;
}

/** Where the part behind a delimiter begins; undefined behind the last one. */
function readDelimiterEnd(form: Buffer, at: number): number | undefined {
  if (form.subarray(at, at + 2).equals(LINE_END)) return at + 2;
  const rest = form.subarray(at, at + 5).toString('latin1');
  if (rest === '--' || rest === '--\r\n') return undefined;
  if (rest.startsWith('--')) throw invalid('something stands behind its last field');
  throw invalid('a line in it begins like its boundary and is none');
}

function readPart(part: Buffer, { maxHeaderBytes }: FormLimits): FormPart {
  const end = part.subarray(0, maxHeaderBytes + HEADERS_END.length).indexOf(HEADERS_END);
  if (end < 0 && part.length > maxHeaderBytes)
    throw tooLarge(`at most ${maxHeaderBytes} bytes before a value`);
  if (end < 0) throw invalid('a field of it has no headers, or no empty line behind them');
  const headers = readHeaders(part.subarray(0, end));
  const encoding = headers.get('content-transfer-encoding')?.toLowerCase();
  if (encoding !== undefined && !BODY_ENCODINGS.has(encoding)) {
    throw invalid(`a field of it is encoded as ${shown(encoding)}, expected none`);
  }
  return { ...readDisposition(headers.get('content-disposition')), bytes: part.subarray(end + 4) };
}

function readHeaders(bytes: Buffer): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const line of decode(bytes).split('\r\n')) {
    // oxlint-disable-next-line no-control-regex -- these are looked for
    if (/[\u0000-\u0008\u000a-\u001f\u007f\ufeff]/.test(line))
      throw invalid('a header in it has control characters');
    const [, name, value = ''] = HEADER.exec(line) ?? [];
    if (name === undefined) throw invalid(`found ${shown(line)} in place of a header`);
    const key = name.toLowerCase();
    if (headers.has(key)) throw invalid(`a field of it has the header ${shown(key)} twice`);
    headers.set(key, value.trim());
  }
  return headers;
}

function readDisposition(header = ''): Omit<FormPart, 'bytes'> {
  const semicolon = header.indexOf(';');
  if (semicolon < 0 || header.slice(0, semicolon).trim().toLowerCase() !== 'form-data') {
    throw invalid(`a field of it is described by ${shown(header)}, expected form-data with a name`);
  }
  const parameters = readParameters(header.slice(semicolon));
  const name = readText(parameters, 'name');
  if (name === undefined || name === '') throw invalid('a field of it has no name');
  return { name, ...given('file', readText(parameters, 'filename')) };
}

/** Plain, or in the extended form of RFC 8187 (`name*=utf-8''…`), which some clients use for what is no ASCII; never both. */
function readText(parameters: ReadonlyMap<string, string>, key: string): string | undefined {
  const plain = parameters.get(key);
  const extended = parameters.get(`${key}*`);
  if (extended === undefined) return plain;
  const [, encoded] = /^utf-8'[\w-]*'((?:[\w!#$&+.^`|~-]|%[0-9a-f]{2})*)$/i.exec(extended) ?? [];
  if (plain !== undefined || encoded === undefined) throw invalid(`a field of it has no readable ${key}`);
  try {
    return decodeURIComponent(encoded);
  } catch (cause) {
    throw new GatehouseError('invalid-request', `Cannot read the form: a ${key} in it is no UTF-8`, {
      cause,
    });
  }
}

/** `; name="value"; …`, whole. */
function readParameters(text: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  let read = 0;
  for (const [whole, name = '', quoted, plain = ''] of text.matchAll(PARAMETER)) {
    const key = name.toLowerCase();
    if (parameters.has(key)) throw invalid(`it says ${shown(key)} twice`);
    parameters.set(key, quoted ?? plain);
    read += whole.length;
  }
  if (read !== text.length) throw invalid(`found ${shown(text.slice(read))} in place of a parameter`);
  return parameters;
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new GatehouseError('invalid-request', 'Cannot read the form: a header in it is no UTF-8', {
      cause,
    });
  }
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}

function invalid(found: string): GatehouseError {
  return new GatehouseError('invalid-request', `Cannot read the form: ${found}`);
}

function tooLarge(expected: string): GatehouseError {
  return new GatehouseError('too-large', `Cannot read the form: expected ${expected}`);
}
