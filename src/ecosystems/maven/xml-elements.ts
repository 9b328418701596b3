// Where the elements of an XML document stand, so that a few can be changed and all else stays byte for byte.

import { SaxesParser } from 'saxes';

import { GatehouseError, type ErrorCode } from '../../kernel/errors.ts';
import type { Replacement } from '../../formats/replace-places.ts';

const MAX_ELEMENTS = 200_000;
const MAX_MESSAGE_LENGTH = 300;

/** One element and its place in the text, in UTF-16 units. */
export interface XmlElement {
  /** Names from the root down: `metadata/versioning/latest`. */
  readonly path: string;
  /** Its own text without that of its children, entities resolved, blanks trimmed. */
  readonly text: string;
  readonly start: number;
  /** Where its content begins and ends; both at `end` for an empty-element tag. */
  readonly innerStart: number;
  readonly innerEnd: number;
  readonly end: number;
}

/** What may be read, and who is to blame for what may not. */
export interface XmlLimits {
  readonly maxLength: number;
  readonly maxDepth: number;
  readonly code: ErrorCode;
}

/**
 * Every element, in the order in which they open. `what` names the document in errors. A document type is refused, so
 * that no entity can be declared; names are taken as written, with their prefix.
 * Throws `limits.code` for what is not well-formed, is too long or too deep.
 */
export function readXmlElements(text: string, what: string, limits: XmlLimits): readonly XmlElement[] {
  const refuse = (found: string): never => {
    throw new GatehouseError(limits.code, `Cannot read ${what}: ${found}`);
  };
  if (text.length > limits.maxLength) {
    refuse(`found ${text.length} characters, expected at most ${limits.maxLength}`);
  }
  // The parser breaks on half of a surrogate pair; no UTF-8 has one.
  if (!text.isWellFormed()) refuse('found half a character, expected whole ones');
  const parser = new SaxesParser({ position: true });
  const collector = new ElementCollector(text, () => parser.position);
  // The parser repeats names from the document, however long they are.
  parser.on('error', (error) => refuse(shorten(error.message)));
  parser.on('doctype', () => refuse(`found a document type, expected none at line ${parser.line}`));
  parser.on('opentag', ({ name }) => {
    if (collector.elements.length >= MAX_ELEMENTS) refuse(`found more than ${MAX_ELEMENTS} elements`);
    if (collector.open(name) > limits.maxDepth)
      refuse(`found elements nested over ${limits.maxDepth} deep at line ${parser.line}`);
  });
  parser.on('text', (piece) => collector.add(piece));
  parser.on('cdata', (piece) => collector.add(piece));
  parser.on('closetag', () => collector.close());
  parser.write(text).close();
  return collector.elements;
}

function shorten(message: string): string {
  return message.length <= MAX_MESSAGE_LENGTH ? message : `${message.slice(0, MAX_MESSAGE_LENGTH)}…`;
}

/** The text of outside bytes. Throws `code` for bytes that are not UTF-8. */
export function decodeXml(bytes: Uint8Array, what: string, code: ErrorCode): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new GatehouseError(code, `Cannot read ${what}: expected UTF-8`, { cause });
  }
}

/** Text as it stands in an element. */
export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The edit that takes an element away, with the blanks before it. */
export function removeElement(text: string, { start, end }: XmlElement): Replacement {
  let from = start;
  while (from > 0 && ' \t\r\n'.includes(text.charAt(from - 1))) from--;
  return { start: from, end, text: '' };
}

type OpenElement = { -readonly [K in keyof XmlElement]: XmlElement[K] };

class ElementCollector {
  readonly elements: OpenElement[] = [];
  readonly #stack: OpenElement[] = [];
  readonly #source: string;
  readonly #position: () => number;

  constructor(source: string, position: () => number) {
    this.#source = source;
    this.#position = position;
  }

  /** Answers the depth. */
  open(name: string): number {
    const parent = this.#stack.at(-1);
    const end = this.#position();
    const element: OpenElement = {
      path: parent === undefined ? name : `${parent.path}/${name}`,
      text: '',
      start: this.#startOfTag(end),
      innerStart: end,
      innerEnd: end,
      end,
    };
    this.elements.push(element);
    return this.#stack.push(element);
  }

  add(piece: string): void {
    const element = this.#stack.at(-1);
    if (element !== undefined) element.text += piece;
  }

  close(): void {
    const element = this.#stack.pop();
    if (element === undefined) return;
    element.text = element.text.trim();
    const end = this.#position();
    if (end === element.end) return;
    element.innerEnd = this.#startOfTag(end);
    element.end = end;
  }

  /** A tag holds no `<` but its first character. */
  #startOfTag(end: number): number {
    return this.#source.lastIndexOf('<', end - 1);
  }
}
