// How letters look: plain text, short lines, what happened first, then what to do.

/** What a letter says. */
export interface LetterText {
  readonly subject: string;
  readonly text: string;
}

/** Who writes. */
export interface LetterHead {
  /** The server's own address, without a trailing slash. */
  readonly publicUrl: string;
  /** How long who is new to a package, or was recovered, waits before they publish it: letters say until when. */
  readonly holdMs: number;
}

const WIDTH = 76;

/** A letter of paragraphs, with who wrote it below; a paragraph that is an address stands on a line of its own, unbroken. */
export function layOutLetter(
  { publicUrl }: Pick<LetterHead, 'publicUrl'>,
  account: { readonly name: string },
  { subject, paragraphs }: { readonly subject: string; readonly paragraphs: readonly string[] },
): LetterText {
  const host = new URL(publicUrl).host;
  const all = [`Hello ${account.name},`, ...paragraphs, `Gatehouse at ${host}`];
  return { subject: `[Gatehouse ${host}] ${subject}`, text: `${all.map(wrap).join('\n\n')}\n` };
}

function wrap(paragraph: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of paragraph.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join('\n');
}
