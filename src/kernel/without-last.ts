// Text without what it ends in. A pattern (`/+$`) would go over each long run of the same within the text again and again.

/** The text without the `characters` at its end, however many there are. */
export function withoutLast(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

export function withoutLastSlashes(text: string): string {
  return withoutLast(text, '/');
}
