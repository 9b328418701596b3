// Breaks lines between words, so that a terminal does not break them within.

// oxlint-disable-next-line no-control-regex -- what the palette paints with
const PAINT = /\u001b\[[0-9;]*m/g;
/** A command to copy is never broken by us: a terminal that wraps it still copies it as one line. */
// oxlint-disable-next-line no-control-regex -- as above
const COMMAND = /\u001b\[36m[^\u001b]*\u001b\[0m/g;
const HELD_SPACE = '\u0000';
/** With less room than this, breaking makes things worse. */
const LEAST = 20;

/** `text` (painted or not) in lines of up to `columns`, all but the first indented by `hang`. A longer word stays whole. */
export function wrapWords(text: string, columns: number, hang: number): readonly string[] {
  if (columns - hang < LEAST || widthOf(text) <= columns) return [text];
  const held = text.replace(COMMAND, (command) => command.replaceAll(' ', HELD_SPACE));
  const margin = ' '.repeat(hang);
  const lines: string[] = [];
  let line = /^ */.exec(held)?.[0] ?? '';
  let isEmpty = true;
  // Runs of spaces are columns that somebody set, and stay.
  for (const [, gap = '', word = ''] of held.slice(line.length, endOf(held)).matchAll(/( *)([^ ]+)/g)) {
    if (!isEmpty && widthOf(line) + gap.length + widthOf(word) > columns) {
      lines.push(line);
      line = margin + word;
    } else line += isEmpty ? word : gap + word;
    isEmpty = false;
  }
  return [...lines, line].map((one) => one.replaceAll(HELD_SPACE, ' '));
}

/** Where the spaces at the end begin: looked for with a pattern, a long run of them would be gone over from each of its places. */
function endOf(text: string): number {
  let end = text.length;
  while (text[end - 1] === ' ') end -= 1;
  return end;
}

/** Where the lines that follow begin: under what stands in the second column, or after a mark such as ✕, or as the first. */
export function hangOf(text: string, columns: number): number {
  const bare = text.replace(PAINT, '');
  const column = /^ *\S+(?: \S+)* {2,}(?=\S)/.exec(bare)?.[0].length;
  if (column !== undefined && column <= columns / 2) return column;
  return /^ *(?:[^\w\s] )?/.exec(bare)?.[0].length ?? 0;
}

/** Columns, as far as words of this program are concerned. */
function widthOf(text: string): number {
  return text.replace(PAINT, '').length;
}
