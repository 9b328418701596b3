// The value of a TOML string as it is written (TOML 1.1, sections on strings).

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['t', '\t'],
  ['n', '\n'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\u001b'],
]);

/** What a string means, given with its quotes: `"`, `'`, or three of either. Only for text that a parser has accepted. */
export function unquoteToml(token: string): string {
  const isMultiLine = token.startsWith('"""') || token.startsWith("'''");
  const width = isMultiLine ? 3 : 1;
  const inner = token.slice(width, -width).replace(isMultiLine ? /^\r?\n/ : /^(?!)/, '');
  if (token.startsWith("'")) return inner;
  return inner.replace(
    /\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|x([0-9A-Fa-f]{2})|[ \t]*\r?\n[ \t\r\n]*|([\s\S]))/g,
    (_whole, short, long, byte, single) => {
      const hex = [short, long, byte].find((digits) => typeof digits === 'string');
      if (typeof hex === 'string') return String.fromCodePoint(Number.parseInt(hex, 16));
      return typeof single === 'string' ? (ESCAPES.get(single) ?? single) : '';
    },
  );
}
