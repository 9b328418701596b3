// What a package manager said was wrong, for people: not how it was getting on, nor where it worked.

/** Lines that are told. */
const MOST_LINES = 4;
/** Of progress, advice and logs; and what pip passed over, which stands above what it did not find. */
const NOISE =
  /complete log of this run|gatehouse-fix-|^(?:Using|Updating|Loading|Resolving|hint:|help:|npm warn)\b|^hint:|^help:|^ERROR: Ignored the following/i;

/** The lines about the fault of all that a client `said`, or the last ones; files of `folder` as they are called in the project. */
export function tellFault(said: string, folder: string): string {
  const lines = said
    .replaceAll(`${folder}/`, '')
    .replaceAll(folder, '.')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !NOISE.test(line));
  const fault = lines.findIndex((line) => /\b(?:error|err!|problem|because|conflict)/i.test(line));
  const told = fault < 0 ? lines.slice(-MOST_LINES) : lines.slice(fault, fault + MOST_LINES);
  return told.length === 0 ? 'it failed without a word' : told.join('\n');
}
