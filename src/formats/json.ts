// Reads JSON from outside: bounded in bytes and depth, with errors that name the place.

import { GatehouseError } from '../kernel/errors.ts';

/** A JSON object whose fields are not proven yet. Field lookups must go through `field` and its siblings. */
export type JsonObject = Readonly<Record<string, unknown>>;

export interface JsonLimits {
  readonly maxBytes: number;
  readonly maxDepth: number;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Parses UTF-8 JSON (RFC 8259; a byte order mark is passed over). Throws `too-large` or `invalid-document`;
 * `what` names the document in the message.
 */
export function parseJson(bytes: Uint8Array, what: string, limits: JsonLimits): unknown {
  if (bytes.byteLength > limits.maxBytes) {
    throw new GatehouseError(
      'too-large',
      `Cannot read ${what}: found ${bytes.byteLength} bytes, expected at most ${limits.maxBytes}`,
    );
  }
  try {
    assertDepth(bytes, limits.maxDepth);
    return JSON.parse(UTF8.decode(bytes)) as unknown;
  } catch (error) {
    throw new GatehouseError('invalid-document', `Cannot read ${what}: ${jsonFault(error)}`, {
      cause: error,
    });
  }
}

/** As `parseJson`, for a document whose top is an object. */
export function parseJsonObject(bytes: Uint8Array, what: string, limits: JsonLimits): JsonObject {
  const value = parseJson(bytes, what, limits);
  if (!isObject(value)) {
    throw new GatehouseError(
      'invalid-document',
      `Cannot read ${what}: found ${kindOf(value)}, expected an object`,
    );
  }
  return value;
}

/** Whether `value` is an object and no array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own field of `object`; undefined for what it inherits. */
export function field(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** An own field that is an object; undefined otherwise. */
export function objectField(object: JsonObject, name: string): JsonObject | undefined {
  const value = field(object, name);
  return isObject(value) ? value : undefined;
}

/** An own field that is a string; undefined otherwise. */
export function stringField(object: JsonObject, name: string): string | undefined {
  const value = field(object, name);
  return typeof value === 'string' ? value : undefined;
}

/** An own field that is an array; empty otherwise. */
export function arrayField(object: JsonObject, name: string): readonly unknown[] {
  const value = field(object, name);
  return Array.isArray(value) ? value : [];
}

/** `an array`, `null`, `a string`: for messages. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function jsonFault(error: unknown): string {
  if (error instanceof GatehouseError) return error.message;
  if (error instanceof TypeError) return 'found bytes that are no UTF-8';
  return error instanceof Error ? error.message.slice(0, 200) : 'not JSON';
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Nesting is counted on the bytes, before a parser builds anything from them. */
function assertDepth(bytes: Uint8Array, maxDepth: number): void {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (inString) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > maxDepth) {
        throw new GatehouseError('invalid-document', `found more than ${maxDepth} levels at byte ${at}`);
      }
    } else if (byte === 0x7d || byte === 0x5d) depth--;
  }
}
