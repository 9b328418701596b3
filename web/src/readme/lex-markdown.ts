// Markdown as the tokens of `marked`, within bounds: some texts were made so that reading them takes hours, and a page has one thread.

import { Lexer, type TokensList } from 'marked';

/** Markers of quotes and lists that a line may begin with, and blanks before one: deeper ones nest without end. */
const MOST_MARKERS = 12;
const MOST_INDENT = 100;
/** Characters of one paragraph, cell or item that are looked into for emphasis and links; time grows with their square. */
const MOST_INLINE = 4_000;
/** What was not looked into by then stays plain text. */
const MOST_MS = 1_000;

/** Undefined for a text that nests too deep. */
export function lexMarkdown(raw: string): TokensList | undefined {
  const text = raw.replaceAll(/\r\n?/g, '\n');
  if (nestsTooDeep(text)) return undefined;
  const lexer = new Lexer({ gfm: true });
  try {
    readAll(lexer, text);
  } catch (error) {
    // Nested in a way that nobody foresaw.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  return lexer.tokens;
}

function readAll(lexer: Lexer, text: string): void {
  lexer.blockTokens(text, lexer.tokens);
  const startedAt = performance.now();
  for (const { src, tokens } of lexer.inlineQueue) {
    const isRead = src.length <= MOST_INLINE && performance.now() - startedAt < MOST_MS;
    if (isRead) lexer.inlineTokens(src, tokens);
    else tokens.push({ type: 'text', raw: src, text: src });
  }
}

/** By one look at the beginning of each line. */
function nestsTooDeep(text: string): boolean {
  return text.split('\n').some((line) => {
    let [markers, blanks] = [0, 0];
    for (let at = 0; at < line.length; at += 1) {
      const character = line[at] ?? '';
      const isBeforeBlank = /[ \t]/.test(line[at + 1] ?? ' ');
      if (character === ' ') blanks += 1;
      else if (character === '\t') blanks += 4;
      else if (character === '>' || ('-*+.)'.includes(character) && isBeforeBlank)) markers += 1;
      else if (character < '0' || character > '9') break;
      if (markers > MOST_MARKERS) return true;
    }
    return blanks > MOST_INDENT && /^\s*(?:[-*+]|\d+[.)])\s/.test(line.slice(0, 1_000));
  });
}
