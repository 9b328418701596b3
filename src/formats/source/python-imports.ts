// The modules that a file of Python names: `import`, `from … import`, `importlib.import_module`, `__import__` (the Python
// language reference, sections 2 and 7.11). Time grows with the length, without recursion.

import { createLineCounter, UseList, type ComputedUse, type SourceReading } from './source-reading.ts';

interface Token {
  /** `formatted`: an f-string; its text goes up to the first field. `end`: of a statement. */
  readonly kind: 'word' | 'string' | 'formatted' | 'mark' | 'end';
  readonly text: string;
  readonly at: number;
}

/** Calls that load the module that their first argument names. */
const LOADERS: ReadonlySet<string> = new Set([
  'import_module',
  '__import__',
  'importorskip',
  'find_spec',
  'run_module',
]);
const MAX_MODULE = 400;
const MOST_NAMES = 2_000;

/**
 * Modules as they are written with their dots; of `from a import b` both `a` and `a.b`, which may be a module. Relative
 * imports are the project's own and left out. `isWanted`: which strings are worth telling as mentions. Never throws.
 */
export function readPythonImports(text: string, isWanted: (text: string) => boolean): SourceReading {
  const { tokens, isSound } = cutPython(text);
  const imports = new UseList();
  const mentions = new UseList();
  const computed: ComputedUse[] = [];
  const lineOf = createLineCounter(text);
  let isStart = true;
  for (const [at, token] of tokens.entries()) {
    const { kind, text: said } = token;
    if (kind === 'end') isStart = true;
    else if (kind === 'word' && isStart && (said === 'import' || said === 'from')) {
      const line = lineOf(token.at);
      for (const module of said === 'import' ? namesAt(tokens, at + 1) : fromAt(tokens, at + 1))
        imports.add(module, line);
      isStart = false;
    } else if (kind === 'word' && LOADERS.has(said) && tokens[at + 1]?.text === '(') {
      const found = loadedAt(tokens, at + 2);
      const line = lineOf(token.at);
      if (found?.isWhole === true) imports.add(found.text, line);
      else if (found !== undefined && tokens[at - 1]?.text !== 'def')
        computed.push({ line, prefix: found.text });
    } else if (kind === 'string' && said.length <= MAX_MODULE && isWanted(said))
      mentions.add(said, lineOf(token.at));
    // What follows `else:` or a semicolon is a statement as well.
    if (kind !== 'end') isStart = kind === 'mark' && (said === ':' || said === ';');
  }
  if (!isSound) addRoughly(text, imports);
  return { imports: imports.list(), computed, mentions: mentions.list(), isSound };
}

const ROUGH = /^[ \t]*(?:import|from)[ \t]+([\p{L}\p{N}_][\p{L}\p{N}_.]{0,399})/gmu;

/** What looks like an import in a text that could not be followed: rather one too many. */
function addRoughly(text: string, imports: UseList): void {
  const lineOf = createLineCounter(text);
  for (const found of text.matchAll(ROUGH)) imports.add(found[1] ?? '', lineOf(found.index));
}

/** `a.b as c, d` -> `a.b`, `d` */
function namesAt(tokens: readonly Token[], from: number): readonly string[] {
  const names: string[] = [];
  for (let at = from; names.length < MOST_NAMES;) {
    const { name, next } = dottedAt(tokens, at);
    if (name === '') break;
    names.push(name);
    at = tokens[next]?.text === 'as' ? next + 2 : next;
    if (tokens[at]?.text !== ',') break;
    at++;
  }
  return names;
}

/** `a.b import c, d` -> `a.b`, `a.b.c`, `a.b.d`; nothing for a relative one. */
function fromAt(tokens: readonly Token[], from: number): readonly string[] {
  const { name, next } = dottedAt(tokens, from);
  if (name === '' || name.startsWith('.') || tokens[next]?.text !== 'import') return [];
  const first = tokens[next + 1]?.text === '(' ? next + 2 : next + 1;
  return [name, ...namesAt(tokens, first).map((member) => `${name}.${member}`)];
}

function dottedAt(tokens: readonly Token[], from: number): { readonly name: string; readonly next: number } {
  const parts: string[] = [];
  let at = from;
  for (let token = tokens[at]; token !== undefined; token = tokens[++at]) {
    const isDot = token.kind === 'mark' && token.text === '.';
    const isWord = token.kind === 'word' && token.text !== 'import' && token.text !== 'as';
    if (!isDot && (!isWord || (parts.length > 0 && parts.at(-1) !== '.'))) break;
    parts.push(token.text);
  }
  return { name: parts.join('').slice(0, MAX_MODULE), next: at };
}

/** What a loader is given; undefined for nothing, and for what is relative. */
function loadedAt(
  tokens: readonly Token[],
  at: number,
): { readonly text: string; readonly isWhole: boolean } | undefined {
  const first = tokens[at];
  if (first === undefined || (first.kind === 'mark' && first.text === ')')) return undefined;
  if (first.kind !== 'string' && first.kind !== 'formatted') return { text: '', isWhole: false };
  if (first.text.startsWith('.')) return undefined;
  const next = tokens[at + 1]?.text;
  return { text: first.text, isWhole: first.kind === 'string' && (next === ')' || next === ',') };
}

const WORD = /[\p{L}\p{N}_]+/uy;
const PREFIX = /^(?:[rbu]|br|rb)$/i;
const FORMATTED = /^(?:f|t|fr|rf|tr|rt)$/i;

function cutPython(text: string): { readonly tokens: readonly Token[]; readonly isSound: boolean } {
  const tokens: Token[] = [];
  let depth = 0;
  let isSound = true;
  for (let at = 0; at < text.length;) {
    const sign = text[at] ?? '';
    if (sign === '\n') {
      // Within brackets a statement goes on.
      if (depth === 0 && tokens.at(-1)?.kind !== 'end') tokens.push({ kind: 'end', text: '', at });
      at++;
    } else if (sign === '\\' && /[\r\n]/.test(text[at + 1] ?? '')) {
      at += text[at + 1] === '\r' && text[at + 2] === '\n' ? 3 : 2;
    } else if (sign === '#') {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
    } else if (sign === '"' || sign === "'") {
      const cut = cutString(text, at, tokens.at(-1));
      if (cut.isPrefixed) tokens.pop();
      if (cut.token !== undefined) tokens.push(cut.token);
      isSound &&= cut.token !== undefined;
      at = cut.end;
    } else if (/\s/.test(sign) || sign === '\ufeff') at++;
    else {
      WORD.lastIndex = at;
      const word = WORD.exec(text)?.[0];
      if (word === undefined) {
        if ('([{'.includes(sign)) depth++;
        if (')]}'.includes(sign)) depth = Math.max(0, depth - 1);
        tokens.push({ kind: 'mark', text: sign, at });
      } else tokens.push({ kind: 'word', text: word, at });
      at += word?.length ?? 1;
    }
  }
  return { tokens, isSound: isSound && depth === 0 };
}

interface CutString {
  /** Undefined for one that does not end. */
  readonly token: Token | undefined;
  readonly end: number;
  readonly isPrefixed: boolean;
}

function cutString(text: string, from: number, before: Token | undefined): CutString {
  const isNear = before?.kind === 'word' && before.at + before.text.length === from;
  const isFormatted = isNear && FORMATTED.test(before.text);
  const isPrefixed = isFormatted || (isNear && PREFIX.test(before.text));
  const quote = text[from] ?? '';
  const mark = text.startsWith(quote.repeat(3), from) ? quote.repeat(3) : quote;
  const start = from + mark.length;
  for (let at = start; at < text.length; at++) {
    const sign = text[at];
    if (sign === '\\') at += text.startsWith('\r\n', at + 1) ? 2 : 1;
    else if (sign === '\n' && mark.length === 1) return { token: undefined, end: at, isPrefixed };
    else if (sign === quote && text.startsWith(mark, at)) {
      const said = text.slice(start, at);
      const open = isFormatted ? said.indexOf('{') : -1;
      const token: Token = {
        kind: open < 0 ? 'string' : 'formatted',
        text: open < 0 ? said : said.slice(0, open),
        at: from,
      };
      return { token, end: at + mark.length, isPrefixed };
    }
  }
  return { token: undefined, end: text.length, isPrefixed };
}
