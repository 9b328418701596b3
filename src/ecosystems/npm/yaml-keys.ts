// Top-level keys of a YAML file that people write (.yarnrc.yml), set in place: every other line stays as it is.

import { GatehouseError } from '../../kernel/errors.ts';

/** Lines `from` up to before `to`: the key's own, and those in which its value goes on. */
interface Block {
  readonly from: number;
  readonly to: number;
}

/** The text with `key` at a value of one line, in its own place or at the end; of several such keys one stays. */
export function setYamlKey(text: string, key: string, value: string): string {
  const lines = splitLines(text);
  const own = findBlock(lines, key);
  const line = `${key}: ${value}`;
  if (own === undefined) return append(text, line);
  const kept = [lines.slice(0, own.from), [line + endOfBlock(lines, own)]];
  let end = own.to;
  for (let more = findBlock(lines, key, end); more !== undefined; more = findBlock(lines, key, end)) {
    kept.push(lines.slice(end, more.from));
    end = more.to;
  }
  return [...kept, lines.slice(end)].flat().join('');
}

/**
 * The text with `item` in the list at `key`, behind what stands there. Throws `unsupported` for a list in a form that cannot
 * be added to (over several lines in brackets, an anchor).
 */
export function addToYamlList(text: string, key: string, item: string): string {
  const lines = splitLines(text);
  const own = findBlock(lines, key);
  const quoted = JSON.stringify(item);
  if (own === undefined) return append(text, `${key}: [${quoted}]`);
  const [head = '', ...below] = lines.slice(own.from, own.to);
  const value = head.slice(head.indexOf(':') + 1).trim();
  const items = below.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  if (below.length > 0 && /^(?:#.*)?$/.test(value) && items.every((line) => /^-\s/.test(line))) {
    if (items.some((line) => readItem(line.slice(1)) === item)) return text;
    return addLine(lines, own, quoted);
  }
  const inline = /^\[([^[\]#]*)\]\s*(?:#.*)?$/.exec(value)?.[1];
  if (below.length > 0 || (inline === undefined && value !== '')) {
    throw new GatehouseError(
      'unsupported',
      `Cannot add to ${key}: expected a list with one "- entry" a line, or on one line in brackets`,
    );
  }
  const known = (inline ?? '').split(',').filter((one) => one.trim() !== '');
  if (known.some((one) => readItem(one) === item)) return text;
  return setYamlKey(text, key, `[${[...known.map((one) => one.trim()), quoted].join(', ')}]`);
}

/**
 * The text with `entry` at a value in the mapping at `key`, in its own place or behind the others. Throws `unsupported` for a
 * mapping that is not written with one entry a line.
 */
export function setYamlEntry(text: string, key: string, entry: string, value: string): string {
  const lines = splitLines(text);
  const own = findBlock(lines, key);
  const written = `${JSON.stringify(entry)}: ${JSON.stringify(value)}`;
  if (own === undefined) return append(text, `${key}:${text.includes('\r\n') ? '\r\n' : '\n'}  ${written}`);
  const [head = '', ...below] = lines.slice(own.from, own.to);
  const entries = below.filter((line) => !BLANK.test(line));
  const indent = /^[ ]+/.exec(entries[0] ?? '')?.[0] ?? '';
  const isPlain = entries.every((line) => line.startsWith(indent) && isEntry(line.slice(indent.length)));
  if (!/:\s*(?:#.*)?$/.test(head.trimEnd()) || entries.length === 0 || indent === '' || !isPlain) {
    throw new GatehouseError('unsupported', `Cannot add to ${key}: expected a mapping with one entry a line`);
  }
  const at = lines.findIndex(
    (line, index) => index > own.from && index < own.to && readKey(line.slice(indent.length)) === entry,
  );
  const ending = text.includes('\r\n') ? '\r\n' : '\n';
  if (at >= 0) return [...lines.slice(0, at), indent + written + ending, ...lines.slice(at + 1)].join('');
  const last = lines[own.to - 1] ?? '';
  const closed = last.endsWith('\n') ? last : last + ending;
  return [...lines.slice(0, own.to - 1), closed, indent + written + ending, ...lines.slice(own.to)].join('');
}

/** A line without a value: empty, or a remark. In time linear in its length, as all here: no two parts take the same text. */
const BLANK = /^\s*(?:#.*[\r\n]*)?$/;
const QUOTED_KEY = /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)')/;
const PLAIN_VALUE = /^\s*:[ \t]+[^\s#&*!|>{[]/;

/** `key: value` on one line, the value no mapping, list or block of its own. */
function isEntry(line: string): boolean {
  const quoted = QUOTED_KEY.exec(line)?.[0];
  if (quoted !== undefined) return PLAIN_VALUE.test(line.slice(quoted.length));
  const end = line.search(/:\s/);
  return end > 0 && !/^[\s"'#:]/.test(line) && PLAIN_VALUE.test(line.slice(end));
}

function readKey(line: string): string | undefined {
  const [whole = '', double, single] = QUOTED_KEY.exec(line) ?? [];
  if (whole !== '') {
    if (!/^\s*:\s/.test(line.slice(whole.length))) return undefined;
    return double === undefined ? (single ?? '').replaceAll("''", "'") : readJson(`"${double}"`);
  }
  const end = line.search(/:\s/);
  return end > 0 ? line.slice(0, end).trimEnd() : undefined;
}

function readJson(literal: string): string | undefined {
  try {
    return JSON.parse(literal) as string;
  } catch {
    // An escape of YAML's own: another name than any that is asked for here.
    return undefined;
  }
}

/** The text with these keys alone, each with its lines. Throws nothing: what cannot be read as a key is left out. */
export function keepYamlKeys(text: string, keys: readonly string[]): string {
  const lines = splitLines(text);
  return keys
    .flatMap((key) => {
      const own = findBlock(lines, key);
      return own === undefined ? [] : [lines.slice(own.from, own.to).join('')];
    })
    .map((block) => (block.endsWith('\n') ? block : `${block}\n`))
    .join('');
}

/** Behind the last line of the block, as deep as the last entry. */
function addLine(lines: readonly string[], { from, to }: Block, quoted: string): string {
  const ending = lines.join('').includes('\r\n') ? '\r\n' : '\n';
  const last = lines[to - 1] ?? '';
  const dash = lines.slice(from + 1, to).findLast((line) => /^\s*-\s/.test(line)) ?? '';
  const added = `${/^\s*/.exec(dash)?.[0] ?? ''}- ${quoted}`;
  const written = last.endsWith('\n') ? [last, added + ending] : [last + ending, added];
  return [...lines.slice(0, to - 1), ...written, ...lines.slice(to)].join('');
}

function splitLines(text: string): readonly string[] {
  return text.split(/(?<=\n)/);
}

/** The first block of `key` from line `start` on. */
function findBlock(lines: readonly string[], key: string, start = 0): Block | undefined {
  const own = new RegExp(`^(["']?)${key}\\1\\s*:(?:\\s|$)`);
  let from = start;
  while (from < lines.length && !own.test(lines[from] ?? '')) from += 1;
  if (from === lines.length) return undefined;
  let to = from + 1;
  for (let at = to; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (BLANK.test(line)) continue;
    // A list may stand as deep as its key.
    if (!/^(?:[ \t]|-(?:\s|$))/.test(line)) break;
    to = at + 1;
  }
  return { from, to };
}

function endOfBlock(lines: readonly string[], { to }: Block): string {
  return /\r?\n$/.exec(lines[to - 1] ?? '')?.[0] ?? '';
}

function append(text: string, line: string): string {
  const ending = text.includes('\r\n') ? '\r\n' : '\n';
  const gap = text === '' || text.endsWith('\n') ? '' : ending;
  return `${text}${gap}${line}${ending}`;
}

/** An entry without its quotes and the comment behind it. */
function readItem(raw: string): string {
  const text = raw.trim();
  const comment = text.search(/\s#/);
  return /^(["'])(.*?)\1/.exec(text)?.[2] ?? (comment < 0 ? text : text.slice(0, comment).trimEnd());
}
