// Addresses without the slashes at their end.

/** The text without the slashes at its end. A pattern (`/+$`) would go over each long run of slashes within it again and again. */
export function withoutLastSlashes(text: string): string {
  let end = text.length;
  while (text[end - 1] === '/') end -= 1;
  return text.slice(0, end);
}
