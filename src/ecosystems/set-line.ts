// Sets one line of a line-oriented configuration file and keeps the rest byte for byte.

/**
 * The text in which the first line that `isOurs` accepts reads `line`, further ones are gone, and where there was none
 * the line stands at the end. Keeps the file's line endings; applied twice it is once.
 */
export function setLine(text: string, line: string, isOurs: (existing: string) => boolean): string {
  const ending = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.split(/(?<=\n)/);
  const kept: string[] = [];
  let isSet = false;
  for (const existing of lines) {
    if (!isOurs(existing.replace(/\r?\n$/, ''))) kept.push(existing);
    else if (!isSet) {
      kept.push(line + (/\r?\n$/.exec(existing)?.[0] ?? ''));
      isSet = true;
    }
  }
  if (isSet) return kept.join('');
  const before = kept.join('');
  const gap = before === '' || before.endsWith('\n') ? '' : ending;
  return `${before}${gap}${line}${ending}`;
}
