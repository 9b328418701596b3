// JavaScript, TypeScript and JSX cut into tokens, as far as it takes to tell code from comments, strings, templates,
// regular expressions and the text of JSX (ECMA-262, section 12; JSX). Tolerant: what is no program is cut all the same,
// and said to be unsound where its end is not where it should be. Time grows with the length, without recursion.

import { isSpace, isWordPart, unescapeText } from './javascript-text.ts';

export interface SourceToken {
  /** `template`: a whole one, without substitutions. `template-head`: what stands before the first substitution. */
  readonly kind: 'word' | 'string' | 'template' | 'template-head' | 'mark';
  /** The name; what a string means; one character of punctuation. */
  readonly text: string;
  /** Where it begins. */
  readonly at: number;
}

export interface SourceTokens {
  readonly tokens: readonly SourceToken[];
  /** Whether the text ended where a program may: not within a comment, a template, a bracket or an element. */
  readonly isSound: boolean;
}

/** Words after which an expression begins, so that `/` opens a regular expression and `<` an element. */
const BEFORE_EXPRESSION: ReadonlySet<string> = new Set(
  'return typeof case in delete void throw new instanceof do else yield await default extends'.split(' '),
);
const BEFORE_CONDITION: ReadonlySet<string> = new Set(['if', 'while', 'for', 'with']);
/** A regular expression that is longer than any; and how many may turn out to be none before they are no longer looked for. */
const MAX_REGEX = 65_536;
const MAX_MISSES = 200;

/** `hasElements`: whether `<b>` may be an element of JSX; in plain TypeScript it is a cast. */
export function cutJavaScript(text: string, options: { readonly hasElements: boolean }): SourceTokens {
  const cutter = new Cutter(text, options.hasElements);
  return cutter.cut();
}

type Frame = 'brace' | 'paren' | 'condition' | 'template' | 'tag' | 'children';

class Cutter {
  readonly #text: string;
  readonly #hasElements: boolean;
  readonly #tokens: SourceToken[] = [];
  readonly #frames: Frame[] = [];
  #at = 0;
  #misses = 0;
  #isSound = true;
  /** Whether an expression may begin here: see BEFORE_EXPRESSION. */
  #isExpected = true;
  #lastWord = '';
  #closings: ReadonlyMap<string, number> | undefined;

  constructor(text: string, hasElements: boolean) {
    this.#text = text;
    this.#hasElements = hasElements;
  }

  cut(): SourceTokens {
    if (this.#text.startsWith('#!')) this.#skipLine();
    while (this.#at < this.#text.length) {
      const frame = this.#frames.at(-1);
      if (frame === 'tag') this.#cutTag();
      else if (frame === 'children') this.#cutChildren();
      else this.#cutCode();
    }
    return { tokens: this.#tokens, isSound: this.#isSound && this.#frames.length === 0 };
  }

  #cutCode(): void {
    const code = this.#text.charCodeAt(this.#at);
    if (isSpace(code)) this.#at++;
    else if (isWordPart(code)) this.#cutWord(code);
    else this.#cutSign(this.#text[this.#at] ?? '');
  }

  #cutSign(sign: string): void {
    switch (sign) {
      case '"':
      case "'":
        return this.#cutString(sign);
      case '`':
        this.#at++;
        return this.#cutTemplate(true);
      case '/':
        return this.#cutSlash();
      case '<':
        if (this.#isExpected && this.#hasElements && this.#isElement()) return this.#openElement();
        return this.#mark(sign, true);
      case '(':
        this.#frames.push(BEFORE_CONDITION.has(this.#lastWord) ? 'condition' : 'paren');
        return this.#mark(sign, true);
      case '{':
        this.#frames.push('brace');
        return this.#mark(sign, true);
      case ')':
        return this.#mark(sign, this.#close('paren', 'condition') === 'condition');
      case '}':
        return this.#closeBrace();
      case ']':
        return this.#mark(sign, false);
      case '+':
      case '-':
        // Behind `i++` a slash divides; before `++/x/.lastIndex` nobody writes one.
        return this.#mark(sign, this.#text[this.#at - 1] !== sign);
      default:
        return this.#mark(sign, true);
    }
  }

  #mark(sign: string, isExpected: boolean): void {
    this.#tokens.push({ kind: 'mark', text: sign, at: this.#at });
    this.#at++;
    this.#isExpected = isExpected;
    this.#lastWord = '';
  }

  #close(...frames: readonly Frame[]): Frame | undefined {
    const last = this.#frames.at(-1);
    if (last === undefined || !frames.includes(last)) {
      this.#isSound = false;
      return undefined;
    }
    return this.#frames.pop();
  }

  #closeBrace(): void {
    if (this.#frames.at(-1) === 'template') {
      this.#frames.pop();
      this.#at++;
      this.#cutTemplate(false);
      return;
    }
    this.#close('brace');
    this.#mark('}', true);
  }

  #cutWord(first: number): void {
    const from = this.#at;
    const isNumber = first >= 48 && first <= 57;
    while (this.#at < this.#text.length) {
      const code = this.#text.charCodeAt(this.#at);
      if (!isWordPart(code) && !(isNumber && code === 46)) break;
      this.#at++;
    }
    const word = this.#text.slice(from, this.#at);
    const isMember = this.#tokens.at(-1)?.text === '.' && this.#tokens.at(-1)?.kind === 'mark';
    this.#tokens.push({ kind: 'word', text: word, at: from });
    this.#lastWord = isMember ? '' : word;
    // `of` is a word of the language behind the name that a loop gives, and else a name like any other.
    const isWord = word === 'of' ? !this.#isExpected : BEFORE_EXPRESSION.has(word);
    this.#isExpected = !isMember && isWord;
  }

  /** A string ends on its line; what does not is none, and the line says nothing more. */
  #cutString(quote: string): void {
    const from = this.#at;
    for (let at = from + 1; at < this.#text.length; at++) {
      const sign = this.#text[at];
      if (sign === '\\') at += this.#text.startsWith('\r\n', at + 1) ? 2 : 1;
      else if (sign === '\n') break;
      else if (sign === quote) {
        this.#at = at + 1;
        this.#value('string', unescapeText(this.#text.slice(from + 1, at)), from);
        return;
      }
    }
    this.#isSound = false;
    this.#skipLine();
  }

  #value(kind: SourceToken['kind'], text: string, at: number): void {
    this.#tokens.push({ kind, text, at });
    this.#isExpected = false;
    this.#lastWord = '';
  }

  /** What stands in a template up to its next substitution or its end; only its beginning is a token. */
  #cutTemplate(isHead: boolean): void {
    const from = this.#at;
    for (let at = from; at < this.#text.length; at++) {
      const sign = this.#text[at];
      if (sign === '\\') at++;
      else if (sign === '`') {
        this.#at = at + 1;
        if (isHead) this.#value('template', unescapeText(this.#text.slice(from, at)), from - 1);
        else this.#isExpected = false;
        return;
      } else if (sign === '$' && this.#text[at + 1] === '{') {
        this.#at = at + 2;
        if (isHead) this.#value('template-head', unescapeText(this.#text.slice(from, at)), from - 1);
        this.#frames.push('template');
        this.#isExpected = true;
        return;
      }
    }
    this.#isSound = false;
    this.#at = this.#text.length;
  }

  #cutSlash(): void {
    const next = this.#text[this.#at + 1];
    if (next === '/') return this.#skipLine();
    if (next === '*') return this.#skipComment();
    const end = this.#isExpected ? this.#endOfRegex() : undefined;
    if (end === undefined) return this.#mark('/', true);
    this.#at = end;
    this.#isExpected = false;
    this.#lastWord = '';
  }

  #skipLine(): void {
    const end = this.#text.indexOf('\n', this.#at);
    this.#at = end < 0 ? this.#text.length : end;
  }

  #skipComment(): void {
    const end = this.#text.indexOf('*/', this.#at + 2);
    if (end < 0) this.#isSound = false;
    this.#at = end < 0 ? this.#text.length : end + 2;
  }

  #endOfRegex(): number | undefined {
    if (this.#misses > MAX_MISSES) return undefined;
    let isInClass = false;
    const most = Math.min(this.#text.length, this.#at + MAX_REGEX);
    for (let at = this.#at + 1; at < most; at++) {
      const sign = this.#text[at];
      if (sign === '\n') break;
      if (sign === '\\') at++;
      else if (sign === '[') isInClass = true;
      else if (sign === ']') isInClass = false;
      else if (sign === '/' && !isInClass) return at + 1;
    }
    this.#misses++;
    return undefined;
  }

  /** Whether what stands here opens an element, and is no type parameter of a `.tsx` file. */
  #isElement(): boolean {
    const tag = /<(?:([\p{L}$_][\p{L}\p{N}$_.:-]{0,200})\s{0,50}(.?)(?:xtends\b)?|>)/suy;
    tag.lastIndex = this.#at;
    const found = tag.exec(this.#text);
    if (found === null) return false;
    const [whole, name = '', next = '>'] = found;
    if (next === ',' || next === '=' || whole.endsWith('extends')) return false;
    return next !== '>' || (this.#lastClosings().get(name) ?? -1) > this.#at;
  }

  /** Where each element is closed for the last time. */
  #lastClosings(): ReadonlyMap<string, number> {
    if (this.#closings === undefined) {
      const closings = new Map<string, number>();
      for (const found of this.#text.matchAll(/<\/([\p{L}$_][\p{L}\p{N}$_.:-]*)?/gu))
        closings.set(found[1] ?? '', found.index);
      this.#closings = closings;
    }
    return this.#closings;
  }

  #openElement(): void {
    this.#at++;
    this.#frames.push('tag');
  }

  #cutTag(): void {
    const sign = this.#text[this.#at] ?? '';
    if (sign === '"' || sign === "'") {
      const end = this.#text.indexOf(sign, this.#at + 1);
      if (end < 0) this.#isSound = false;
      this.#at = end < 0 ? this.#text.length : end + 1;
    } else if (sign === '{') {
      this.#frames.push('brace');
      this.#mark(sign, true);
    } else if (sign === '/' && this.#text[this.#at + 1] === '>') {
      this.#at += 2;
      this.#leaveElement();
    } else if (sign === '/' && this.#text[this.#at + 1] === '*') this.#skipComment();
    else if (sign === '/' && this.#text[this.#at + 1] === '/') this.#skipLine();
    else if (sign === '>') {
      this.#at++;
      this.#frames.splice(-1, 1, 'children');
    } else this.#at++;
  }

  #cutChildren(): void {
    const sign = this.#text[this.#at];
    if (sign === '{') {
      this.#frames.push('brace');
      this.#mark(sign, true);
    } else if (sign === '<' && this.#text[this.#at + 1] === '/') {
      const end = this.#text.indexOf('>', this.#at);
      if (end < 0) this.#isSound = false;
      this.#at = end < 0 ? this.#text.length : end + 1;
      this.#leaveElement();
    } else if (sign === '<') this.#openElement();
    else this.#at++;
  }

  #leaveElement(): void {
    this.#frames.pop();
    this.#isExpected = false;
    this.#lastWord = '';
  }
}
