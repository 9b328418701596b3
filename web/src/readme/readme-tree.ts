// A README in Markdown as a tree of what may be shown: a closed list of elements and plain text. HTML is never made of it: of HTML in
// it the text alone is left, links lead to the web and to mail addresses, and what would be loaded from elsewhere is a link.

import type { MarkedToken, Token, Tokens } from 'marked';

import { lexMarkdown } from './lex-markdown.ts';

export const README_TAGS = [
  'p',
  'h3',
  'h4',
  'h5',
  'h6',
  'ul',
  'ol',
  'li',
  'blockquote',
  'pre',
  'code',
  'em',
  'strong',
  'del',
  'br',
  'hr',
  'table',
  'thead',
  'tbody',
  'tr',
  'th',
  'td',
  'a',
] as const;

export type ReadmeTag = (typeof README_TAGS)[number];

export interface ReadmeElement {
  readonly tag: ReadmeTag;
  /** Of `a` alone: http, https or mailto. */
  readonly href?: string;
  readonly children: readonly ReadmeNode[];
}

export type ReadmeNode = string | ReadmeElement;

const MAX_DEPTH = 40;
const MAX_NODES = 20_000;
const MAX_HREF = 2_000;

/** Undefined for a text that is to be shown as it stands: it nests without end. */
export function readmeTree(text: string): readonly ReadmeNode[] | undefined {
  const tokens = lexMarkdown(text);
  return tokens === undefined ? undefined : new TreeMaker().all(tokens, 0);
}

class TreeMaker {
  #left = MAX_NODES;

  all(tokens: readonly Token[] | undefined, depth: number): readonly ReadmeNode[] {
    if (depth > MAX_DEPTH) return [];
    return (tokens ?? []).flatMap((token) => {
      if (this.#left <= 0) return [];
      this.#left -= 1;
      // What is none of them shows nothing.
      return this.#one(token as MarkedToken, depth + 1);
    });
  }

  #one(token: MarkedToken, depth: number): readonly ReadmeNode[] {
    const within = (tag: ReadmeTag, tokens: readonly Token[] | undefined): readonly ReadmeNode[] => [
      { tag, children: this.all(tokens, depth) },
    ];
    switch (token.type) {
      case 'paragraph':
        return within('p', token.tokens);
      case 'heading':
        return within(HEADINGS[Math.min(token.depth, HEADINGS.length) - 1] ?? 'h6', token.tokens);
      case 'blockquote':
      case 'strong':
      case 'em':
      case 'del':
        return within(token.type, token.tokens);
      case 'text':
        return token.tokens === undefined ? [plain(token.text)] : this.all(token.tokens, depth);
      case 'escape':
        return [token.text];
      case 'code':
        return [{ tag: 'pre', children: [{ tag: 'code', children: [token.text] }] }];
      case 'codespan':
        return [{ tag: 'code', children: [token.text] }];
      case 'br':
      case 'hr':
        return [{ tag: token.type, children: [] }];
      case 'list':
        return [{ tag: token.ordered ? 'ol' : 'ul', children: this.#items(token.items, depth) }];
      case 'table':
        return [this.#table(token, depth)];
      case 'link':
        return [link(token.href, this.all(token.tokens, depth))];
      case 'image':
        return [link(token.href, [plain(token.text === '' ? 'image' : token.text)])];
      case 'html':
        return htmlText(token.text, token.block);
      case 'def':
      case 'space':
      case 'checkbox':
      case 'list_item':
        // Definitions and blank lines show nothing, items are read with their list.
        break;
    }
    return [];
  }

  #items(items: readonly Tokens.ListItem[], depth: number): readonly ReadmeNode[] {
    return items.slice(0, this.#left).map((item) => ({
      tag: 'li',
      children: [
        ...(item.task ? [item.checked === true ? '☑ ' : '☐ '] : []),
        ...this.all(item.tokens, depth),
      ],
    }));
  }

  #table({ header, rows }: Tokens.Table, depth: number): ReadmeElement {
    const row = (tag: 'th' | 'td', cells: readonly Tokens.TableCell[]): ReadmeNode => ({
      tag: 'tr',
      children: cells.map(({ tokens }) => ({ tag, children: this.all(tokens, depth) })),
    });
    return {
      tag: 'table',
      children: [
        { tag: 'thead', children: [row('th', header)] },
        { tag: 'tbody', children: rows.slice(0, this.#left).map((cells) => row('td', cells)) },
      ],
    };
  }
}

/** Below the page's own headings. */
const HEADINGS: readonly ReadmeTag[] = ['h3', 'h4', 'h5', 'h6'];

/** What leads nowhere that is allowed stays the text that it is: places in a repository, scripts, data. */
function link(rawHref: string, children: readonly ReadmeNode[]): ReadmeNode {
  const href = safeHref(rawHref);
  const shown: readonly ReadmeNode[] = children.length === 0 ? [rawHref.slice(0, 200)] : children;
  return href === undefined
    ? { tag: 'code', children: [textOf(shown)] }
    : { tag: 'a', href, children: shown };
}

function textOf(nodes: readonly ReadmeNode[]): string {
  return nodes.map((node) => (typeof node === 'string' ? node : textOf(node.children))).join('');
}

/** The address as a browser reads it, where it is one of the web without a name and password, or of mail. */
export function safeHref(raw: string): string | undefined {
  if (raw.length > MAX_HREF || !URL.canParse(raw)) return undefined;
  const url = new URL(raw);
  if (url.protocol === 'mailto:') return /^mailto:[^\s?&<>"']+$/.test(url.href) ? url.href : undefined;
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  return isWeb && url.hostname !== '' && url.username === '' && url.password === '' ? url.href : undefined;
}

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
};

/** Markdown takes `&lt;` for the character that it stands for. */
function plain(text: string): string {
  return text.replaceAll(/&(?:([a-z]{2,5})|#(\d{1,7})|#x([\da-f]{1,6}));/gi, (whole, name, decimal, hex) => {
    if (typeof name === 'string') return Object.hasOwn(NAMED, name) ? (NAMED[name] ?? whole) : whole;
    const code = typeof hex === 'string' ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0x1f && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
      ? String.fromCodePoint(code)
      : whole;
  });
}

/** The text between tags; nothing of comments, scripts and styles. One pass: each search goes on where the last one ended. */
function htmlText(html: string, isBlock: boolean): readonly ReadmeNode[] {
  const pieces: string[] = [];
  for (let at = 0; at < html.length;) {
    const open = html.indexOf('<', at);
    pieces.push(html.slice(at, open < 0 ? undefined : open));
    if (open < 0) break;
    const close = html.startsWith('<!--', open) ? html.indexOf('-->', open) : html.indexOf('>', open);
    if (close < 0) break;
    const [, element] = /^<(script|style)\b/i.exec(html.slice(open, open + 8)) ?? [];
    const end =
      element === undefined ? close : html.toLowerCase().indexOf(`</${element.toLowerCase()}`, close);
    if (end < 0) break;
    at = end === close ? close + (html.startsWith('<!--', open) ? 3 : 1) : end;
  }
  const text = plain(pieces.join('')).replaceAll(/\s+/g, ' ');
  if (text.trim() === '') return [];
  return isBlock ? [{ tag: 'p', children: [text.trim()] }] : [text];
}
