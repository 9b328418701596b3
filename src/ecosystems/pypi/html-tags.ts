// The start tags of an HTML page, as tolerant as a browser and as bounded as a parser of outside bytes must be.
// One pass, and the place only ever moves forward: no input takes more than linear time.

import { GatehouseError } from '../../kernel/errors.ts';

/** One start tag. Names in lower case; of a repeated attribute the first; references resolved. */
export interface HtmlTag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

const MAX_TAGS = 1_000_000;
const MAX_ATTRIBUTES = 64;
const TAG_NAME = /[a-zA-Z][^\s/>]*/y;
/** Name, then `= "…"`, `= '…'` or `= …`. */
const ATTRIBUTE = /[\s/]*([^\s/>=][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"'][^\s>]*)|(?=[\s>])))?/y;
const NAMED_REFERENCES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', '\u00a0'],
]);

/**
 * Every whole start tag of `html`, in order; what stands in comments, scripts and styles is none.
 * Throws `too-large`.
 */
export function readTags(html: string): readonly HtmlTag[] {
  const tags: HtmlTag[] = [];
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at)) {
    if (html.startsWith('<!--', at)) {
      at = endOf(html, '-->', at + 4);
      continue;
    }
    TAG_NAME.lastIndex = at + 1;
    const name = TAG_NAME.exec(html)?.[0].toLowerCase();
    if (name === undefined) {
      at += 1;
      continue;
    }
    const { attributes, end } = readAttributes(html, TAG_NAME.lastIndex);
    if (end === undefined) break;
    if (tags.push({ name, attributes }) > MAX_TAGS) {
      throw new GatehouseError('too-large', `Cannot read the page: found more than ${MAX_TAGS} tags`);
    }
    at = name === 'script' || name === 'style' ? endOf(html, `</${name}`, end) : end;
  }
  return tags;
}

function readAttributes(
  html: string,
  start: number,
): { readonly attributes: ReadonlyMap<string, string>; readonly end?: number } {
  const attributes = new Map<string, string>();
  let at = start;
  ATTRIBUTE.lastIndex = at;
  for (let match = ATTRIBUTE.exec(html); match !== null; match = ATTRIBUTE.exec(html)) {
    at = ATTRIBUTE.lastIndex;
    const name = (match[1] ?? '').toLowerCase();
    if (!attributes.has(name) && attributes.size < MAX_ATTRIBUTES) {
      attributes.set(name, resolveReferences(match[2] ?? match[3] ?? match[4] ?? ''));
    }
  }
  const close = html.indexOf('>', at);
  return close < 0 ? { attributes } : { attributes, end: close + 1 };
}

/** Behind the next `mark`, or the end of the page. */
function endOf(html: string, mark: string, from: number): number {
  const at = html.indexOf(mark, from);
  return at < 0 ? html.length : at + mark.length;
}

/** Character references: numeric ones, and the named ones that pages of files use. */
export function resolveReferences(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|([a-z]{2,6}));/gi,
    (whole, hex, decimal, named) => {
      if (typeof named === 'string') return NAMED_REFERENCES.get(named.toLowerCase()) ?? whole;
      const code = typeof hex === 'string' ? Number.parseInt(hex, 16) : Number(decimal);
      const isCharacter = code > 0 && code <= 0x10_ffff && !(code >= 0xd800 && code <= 0xdfff);
      return isCharacter ? String.fromCodePoint(code) : '\ufffd';
    },
  );
}

/** `text` as it stands within an attribute's quotes or between tags. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#x27;');
}
