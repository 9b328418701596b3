// Characters of JavaScript, as far as cutting it into tokens needs them. What is not ASCII counts as part of a word.

export function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 0xa0 || code === 0xfeff;
}

export function isWordPart(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 36 ||
    code > 127
  );
}

const ESCAPE = /\\(?:u\{([0-9a-f]{1,6})\}|u([0-9a-f]{4})|x([0-9a-f]{2})|(\r\n|[^]))/gi;
const CONTROLS: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  '\n': '',
  '\r\n': '',
};

/** What the text of a string or template means; octal escapes are left as their digit. */
export function unescapeText(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replaceAll(ESCAPE, (_, long?: string, four?: string, two?: string, one = '') => {
    const code = Number.parseInt(long ?? four ?? two ?? '', 16);
    if (Number.isNaN(code)) return CONTROLS[one] ?? one;
    return code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code);
  });
}
