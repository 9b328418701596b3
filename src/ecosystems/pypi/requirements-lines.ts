// The logical lines of a requirements file, as pip splits it: comments taken away, continued lines joined.

/** One line with its content. */
export interface RequirementsLine {
  /** Trimmed, and not empty. */
  readonly text: string;
  /** 1-based; of a continued line the first. */
  readonly line: number;
  /** The comment on it, and those on the lines directly below it, without their `#`. */
  readonly comments: readonly string[];
}

/** With or without a byte order mark, with any line ends. */
export function splitRequirements(text: string): readonly RequirementsLine[] {
  const found: RequirementsLine[] = [];
  let parts: string[] = [];
  let first = 1;
  /** Of the line that comments would be about. */
  let comments: string[] = [];
  const flush = () => {
    const joined = parts.join('');
    const [content, comment] = splitComment(joined);
    const text = content.trim();
    if (text !== '') {
      comments = [];
      found.push({ text, line: first, comments });
    } else if (comment === undefined) comments = [];
    if (comment !== undefined) comments.push(comment);
    parts = [];
  };
  for (const [at, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    if (parts.length === 0) first = at + 1;
    const isComment = line.trimStart().startsWith('#');
    if (line.endsWith('\\') && !isComment) {
      parts.push(line.slice(0, -1));
      continue;
    }
    // A comment ends a continued line.
    parts.push(isComment ? ` ${line}` : line);
    flush();
  }
  flush();
  return found;
}

/** A `#` begins a comment at the start and behind white space; else it belongs to an address. */
function splitComment(text: string): readonly [string, string?] {
  for (let at = text.indexOf('#'); at >= 0; at = text.indexOf('#', at + 1)) {
    if (at === 0 || /\s/.test(text[at - 1] ?? '')) return [text.slice(0, at), text.slice(at + 1)];
  }
  return [text];
}
