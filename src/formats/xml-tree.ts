// Reads an XML text whole, as a tree with the line of every element: for documents whose faults are told to the people who wrote them.

import { SaxesParser, type SaxesTagNS } from 'saxes';

import { GatehouseError } from '../kernel/errors.ts';

/** One element. Names are without their prefix. */
export interface XmlNode {
  readonly name: string;
  /** The namespace's name; '' for none. */
  readonly namespace: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlNode[];
  /** Its own text without that of its children, entities resolved, blanks trimmed. */
  readonly text: string;
  /** 1-based. */
  readonly line: number;
}

const MAX_DEPTH = 100;
const MAX_LENGTH = 128 * 1024 * 1024;
const MAX_ELEMENTS = 3_000_000;
const MAX_MESSAGE_LENGTH = 300;

interface OpenNode extends XmlNode {
  readonly children: XmlNode[];
  readonly pieces: string[];
  text: string;
}

/**
 * Reads XML 1.0 with namespaces. A document type is refused, so that no entity can be declared and nothing is fetched.
 * Throws `invalid-document` that names the line, and `too-large`.
 */
export function readXmlTree(text: string, what: string): XmlNode {
  if (text.length > MAX_LENGTH) throw tooLarge(what, `${text.length} characters`, MAX_LENGTH);
  const parser = new SaxesParser({ xmlns: true, position: true });
  const stack: OpenNode[] = [];
  let root: XmlNode | undefined;
  let count = 0;
  const refuse = (found: string, line: number): never => {
    throw new GatehouseError(
      'invalid-document',
      `Cannot read ${what}: found ${found.slice(0, MAX_MESSAGE_LENGTH)} at line ${line}`,
      { facts: { line } },
    );
  };
  // The parser breaks on half of a surrogate pair; no UTF-8 has one.
  if (!text.isWellFormed()) refuse('half a character, expected whole ones', 1);
  // The parser counts lines from one, and says in front of its words where it is.
  parser.on('error', ({ message }) => refuse(faultOf(message), parser.line));
  parser.on('doctype', () => refuse('a document type, expected none', parser.line));
  parser.on('opentag', (tag) => {
    count += 1;
    if (count > MAX_ELEMENTS) throw tooLarge(what, 'more elements', MAX_ELEMENTS);
    if (stack.length >= MAX_DEPTH) refuse(`another level, expected at most ${MAX_DEPTH}`, parser.line);
    const node = openNode(tag, parser.line);
    const parent = stack.at(-1);
    if (parent === undefined) root = node;
    else parent.children.push(node);
    stack.push(node);
  });
  const addText = (piece: string) => void stack.at(-1)?.pieces.push(piece);
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const node = stack.pop();
    if (node !== undefined) node.text = node.pieces.splice(0).join('').trim();
  });
  parser.write(text).close();
  return root ?? refuse('no element, expected one', 1);
}

function openNode({ local, uri, attributes }: SaxesTagNS, line: number): OpenNode {
  return {
    name: local,
    namespace: uri,
    attributes: new Map(Object.values(attributes).map((one) => [one.name, one.value])),
    children: [],
    pieces: [],
    text: '',
    line,
  };
}

/** `1:23: unclosed tag: a` -> `XML that is not well-formed (unclosed tag: a)`. */
function faultOf(message: string): string {
  const words = message.replace(/^\d+:\d+: /, '').replace(/\.$/, '');
  return `XML that is not well-formed (${words.slice(0, MAX_MESSAGE_LENGTH / 2)})`;
}

function tooLarge(what: string, found: string, most: number): GatehouseError {
  return new GatehouseError('too-large', `Cannot read ${what}: found ${found}, expected at most ${most}`);
}
