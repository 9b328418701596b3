// A document that is being read: its version, the lines of its parts, and how a fault of it is told.

import { GatehouseError } from '../../kernel/errors.ts';
import { field, isObject, kindOf, type JsonObject } from '../json.ts';
import { isWord, type CycloneDxVersion, type WordList } from './words.ts';

export interface CycloneDxDocument {
  readonly version: CycloneDxVersion;
  readonly value: JsonObject;
  /** The 1-based line on which a part of it begins. */
  readonly lineOf: (part: object) => number | undefined;
  /** Whether it was XML, where an attribute or element holds text alone. */
  readonly isXml: boolean;
}

const MAX_QUOTED = 100;

/** The fault of `part`: `Cannot read CycloneDX: found X at line N, expected Y`. */
export function faultOf(
  document: Pick<CycloneDxDocument, 'lineOf'>,
  part: object,
  found: string,
  expected: string,
): GatehouseError {
  const line = document.lineOf(part);
  const place = line === undefined ? '' : ` at line ${line}`;
  return new GatehouseError(
    'invalid-document',
    `Cannot read CycloneDX: found ${found}${place}, expected ${expected}`,
    { facts: line === undefined ? {} : { line } },
  );
}

/** Outside text in a message. */
export function quote(value: unknown): string {
  if (typeof value !== 'string') return kindOf(value);
  return JSON.stringify(value.length <= MAX_QUOTED ? value : `${value.slice(0, MAX_QUOTED)}…`);
}

/** The text of a field; undefined where it is absent. Throws for what is no text. */
export function textOf(document: CycloneDxDocument, part: JsonObject, name: string): string | undefined {
  const value = field(part, name);
  if (value === undefined || typeof value === 'string') return value;
  throw faultOf(document, part, `${kindOf(value)} for ${name}`, 'a text');
}

/** The objects of a list; empty where it is absent. Throws for what is no list, or has other things in it. */
export function objectsOf(
  document: CycloneDxDocument,
  part: JsonObject,
  name: string,
): readonly JsonObject[] {
  const value = field(part, name) ?? [];
  if (!Array.isArray(value)) throw faultOf(document, part, `${kindOf(value)} for ${name}`, 'a list');
  return value.map((item: unknown) => {
    if (isObject(item)) return item;
    throw faultOf(document, value, `${kindOf(item)} in ${name}`, 'an object');
  });
}

/** An object; undefined where it is absent. Throws for what is none. */
export function objectOf(
  document: CycloneDxDocument,
  part: JsonObject,
  name: string,
): JsonObject | undefined {
  const value = field(part, name);
  if (value === undefined || isObject(value)) return value;
  throw faultOf(document, part, `${kindOf(value)} for ${name}`, 'an object');
}

/** Throws for a field that is none of the words of its list. */
export function assertWord(
  document: CycloneDxDocument,
  part: JsonObject,
  name: string,
  list: WordList,
  isRequired = false,
): void {
  const word = textOf(document, part, name);
  if (word === undefined ? !isRequired : isWord(list, word, document.version)) return;
  throw faultOf(document, part, `${list} ${quote(word)}`, `one of those of CycloneDX ${document.version}`);
}
