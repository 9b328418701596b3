// Changes to single places of a text, so that all else stays byte for byte.

/** What is to stand from `start` up to before `end` instead. Offsets in UTF-16 units. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text with replacements that do not overlap, in whatever order they come. */
export function replacePlaces(text: string, replacements: readonly Replacement[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const one of [...replacements].sort((a, b) => a.start - b.start)) {
    parts.push(text.slice(at, one.start), one.text);
    at = one.end;
  }
  parts.push(text.slice(at));
  return parts.join('');
}
