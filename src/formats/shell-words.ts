// Commands as a person copies them into a shell (POSIX): words that hold more than plain characters are quoted.

/** `npm install 'a b'`. */
export function shellWords(words: readonly string[]): string {
  return words
    .map((word) => (/^[A-Za-z0-9_@%+=:,./^-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}

/** Each to be run in a folder, wherever the caller stands above it; '' is where the caller stands. */
export function inFolder(folder: string, commands: readonly string[]): readonly string[] {
  return folder === '' ? commands : commands.map((one) => `(${shellWords(['cd', folder])} && ${one})`);
}

/** Whether a text is one command of `program` as `shellWords` writes it, and nothing that a shell does beside: no second command, no expansion. */
export function isCommandOf(program: string, text: string): boolean {
  const [first] = text.split(' ', 1);
  return first === program && PLAIN_COMMAND.test(text);
}

/** Words of plain characters, or quoted ones; each alternative begins with a character that no other takes, so that time is linear. */
const PLAIN_COMMAND = /^(?:[A-Za-z0-9_@%+=:,./^-]|'[^'\p{Cc}\p{Cf}]*'|\\'| (?=\S))+$/u;
