// The modules that a file of JavaScript or TypeScript names: imports, `export … from`, `require`, dynamic imports, the
// mocks of test runners (ECMA-262, section 16.2; Node's manual, "Modules"; the TypeScript handbook, "Modules").

import { cutJavaScript, type SourceToken } from './javascript-tokens.ts';
import { createLineCounter, UseList, type ComputedUse, type SourceReading } from './source-reading.ts';

/** What test runners call to load a module, or to stand something in its place. */
const MOCKS: ReadonlySet<string> = new Set(
  'mock doMock unmock dontMock setMock requireActual requireMock importActual importMock createMockFromModule'.split(
    ' ',
  ),
);
/** In what is given to `import()`: it leads to a file, not to a package. */
const FILE_WORDS: ReadonlySet<string> = new Set(['__dirname', '__filename', 'pathToFileURL', 'meta']);
/** Tokens of what is given to `import()` that are looked at. */
const MOST_TOKENS = 60;
const MAX_MODULE = 400;

/** `isWanted`: which strings are worth telling as mentions. Never throws. */
export function readJavaScriptImports(
  text: string,
  options: { readonly hasElements: boolean; readonly firstLine?: number },
  isWanted: (text: string) => boolean,
): SourceReading {
  const { tokens, isSound } = cutJavaScript(text, options);
  const imports = new UseList();
  const mentions = new UseList();
  const computed: ComputedUse[] = [];
  const lineOf = createLineCounter(text, options.firstLine);
  const loaders = findLoaders(tokens);
  let head = 0;
  for (const [at, token] of tokens.entries()) {
    if (token.kind === 'mark') continue;
    const isMember = isMark(tokens[at - 1], '.') || isMark(tokens[at - 1], '#');
    if (token.kind === 'word') {
      if ((token.text === 'import' || token.text === 'export') && !isMember) head = at;
      if (isLoader(tokens, at, loaders) && isMark(tokens[at + 1], '(')) {
        const prefix = computedPrefix(tokens, at + 2);
        if (prefix !== undefined) computed.push({ line: lineOf(token.at), prefix });
      }
    } else if (token.kind !== 'template-head' && token.text.length <= MAX_MODULE) {
      const use = useOf(tokens, at, loaders, head);
      if (use === 'import') imports.add(token.text, lineOf(token.at));
      else if (use === 'types' || isWanted(token.text)) mentions.add(token.text, lineOf(token.at));
    }
  }
  if (!isSound) addRoughly(text, options.firstLine, imports);
  return { imports: imports.list(), computed, mentions: mentions.list(), isSound };
}

/** `require`, and what `createRequire` was given as a name. */
function findLoaders(tokens: readonly SourceToken[]): ReadonlySet<string> {
  const loaders = new Set(['require']);
  for (const [at, { kind, text }] of tokens.entries()) {
    if (kind !== 'word' || text !== 'createRequire') continue;
    // `Module.createRequire`, `await import(…)` and the like stand between; the name is what is assigned to.
    for (let before = at - 1; before > at - 6; before--) {
      if (isMark(tokens[before], '=') && tokens[before - 1]?.kind === 'word')
        loaders.add(tokens[before - 1]?.text ?? '');
    }
  }
  return loaders;
}

function isLoader(tokens: readonly SourceToken[], at: number, loaders: ReadonlySet<string>): boolean {
  const { text = '' } = tokens[at] ?? {};
  const isMember = isMark(tokens[at - 1], '.') || isMark(tokens[at - 1], '#');
  if (text === 'import') return !isMember;
  if (!loaders.has(text)) return false;
  return isMember ? tokens[at - 2]?.text === 'module' : tokens[at - 1]?.text !== 'function';
}

function useOf(
  tokens: readonly SourceToken[],
  at: number,
  loaders: ReadonlySet<string>,
  head: number,
): 'import' | 'types' | undefined {
  const before = tokens[at - 1];
  if (before?.kind === 'word' && !isMark(tokens[at - 2], '.')) {
    if (before.text === 'import') return 'import';
    if (before.text === 'from') return isOfTypes(tokens, head) ? 'types' : 'import';
  }
  if (isMark(before, '(')) {
    const isWhole = isMark(tokens[at + 1], ')') || isMark(tokens[at + 1], ',');
    return isWhole && isCallOfLoader(tokens, at - 2, loaders) ? 'import' : undefined;
  }
  return isInList(tokens, at) ? 'import' : undefined;
}

/** `import type { A } from`, but not `import type from` nor `import type, { a } from`. */
function isOfTypes(tokens: readonly SourceToken[], head: number): boolean {
  if (tokens[head + 1]?.text !== 'type') return false;
  const next = tokens[head + 2];
  if (next?.text === 'from') return tokens[head + 3]?.text === 'from';
  return next?.kind === 'word' || isMark(next, '{') || isMark(next, '*');
}

function isCallOfLoader(tokens: readonly SourceToken[], at: number, loaders: ReadonlySet<string>): boolean {
  const { kind, text = '' } = tokens[at] ?? {};
  if (isMark(tokens[at], ')')) return isCreated(tokens, at);
  if (kind !== 'word') return false;
  if (text === 'resolve' && isMark(tokens[at - 2], ')')) return isCreated(tokens, at - 2);
  if (text === 'import' || loaders.has(text)) return true;
  const of = isMark(tokens[at - 1], '.') ? (tokens[at - 2]?.text ?? '') : '';
  if (text === 'resolve') return of === 'meta' || loaders.has(of);
  return MOCKS.has(text) && (of === 'jest' || of === 'vi' || of === 'vitest');
}

/** Whether a call of `createRequire` ends here: `createRequire(import.meta.url)('a')`. */
function isCreated(tokens: readonly SourceToken[], end: number): boolean {
  let depth = 0;
  for (let at = end; at > end - MOST_TOKENS; at--) {
    if (isMark(tokens[at], ')')) depth++;
    if (isMark(tokens[at], '(') && --depth === 0) return tokens[at - 1]?.text === 'createRequire';
  }
  return false;
}

/** One of `define(['a', 'b'], …)`, as AMD has it. */
function isInList(tokens: readonly SourceToken[], at: number): boolean {
  let first = at;
  while (first > at - MOST_TOKENS && (tokens[first]?.kind === 'string' || isMark(tokens[first], ',')))
    first--;
  if (!isMark(tokens[first], '[')) return false;
  const before = isMark(tokens[first - 1], ',') ? first - 3 : first - 1;
  const caller = tokens[before - 1]?.text;
  return isMark(tokens[before], '(') && (caller === 'define' || caller === 'require');
}

/** How a name that is not written out begins; undefined where it is, or where it leads to a file of the project. */
function computedPrefix(tokens: readonly SourceToken[], at: number): string | undefined {
  const first = tokens[at];
  if (first === undefined || isMark(first, ')') || isMark(first, '[')) return undefined;
  const isText = first.kind === 'string' || first.kind === 'template';
  if (isText && (isMark(tokens[at + 1], ')') || isMark(tokens[at + 1], ','))) return undefined;
  const prefix = isText || first.kind === 'template-head' ? first.text : '';
  if (/^[./]/.test(prefix)) return undefined;
  if (prefix !== '') return prefix;
  let depth = 1;
  for (let next = at; next < at + MOST_TOKENS; next++) {
    const token = tokens[next];
    if (token === undefined) break;
    if (isMark(token, '(')) depth++;
    else if (isMark(token, ')')) depth--;
    if (depth === 0) return isDefinition(tokens, at - 2, next + 1) ? undefined : '';
    if (token.kind === 'word' && FILE_WORDS.has(token.text)) return undefined;
    else if (token.kind !== 'word' && token.kind !== 'mark' && /^\.{1,2}\//.test(token.text))
      return undefined;
  }
  return '';
}

/** `import(path: string): Promise<void>` and `require(name) {` are methods of that name. */
function isDefinition(tokens: readonly SourceToken[], name: number, behind: number): boolean {
  if (isMark(tokens[behind], '{')) return true;
  const before = tokens[name - 1];
  const isMember = before === undefined || before.text === 'async' || /^[{};,]$/.test(before.text);
  return isMark(tokens[behind], ':') && isMember;
}

function isMark(token: SourceToken | undefined, text: string): boolean {
  return token?.kind === 'mark' && token.text === text;
}

const ROUGH = /(?:\bfrom|\bimport|\brequire\s{0,9}\(|\bimport\s{0,9}\()\s{0,9}(['"])([^'"\n\\]{1,400})\1/g;

/** What looks like an import in a text that could not be followed: rather one too many. */
function addRoughly(text: string, firstLine: number | undefined, imports: UseList): void {
  const lineOf = createLineCounter(text, firstLine);
  for (const found of text.matchAll(ROUGH)) imports.add(found[2] ?? '', lineOf(found.index));
}
