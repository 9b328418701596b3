// A command as a person copies it into a shell (POSIX): words that hold more than plain characters are quoted.

/** `npm install 'a b'`. */
export function shellWords(words: readonly string[]): string {
  return words
    .map((word) => (/^[A-Za-z0-9_@%+=:,./^-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}
