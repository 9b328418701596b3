// Patterns of paths as package managers write them: `packages/*`, `apps/**`.

/** Whether a pattern is of the kind that `matchesPath` reads: stars and nothing else that is special. */
export function isPathPattern(pattern: string): boolean {
  return pattern.includes('*') && !/[?[\]{}!()\\]/.test(pattern);
}

/**
 * Whether a path is one that the pattern means: `*` stands for any characters of one segment, `**` alone for any number of
 * segments. Time grows with the product of the lengths at most.
 */
export function matchesPath(pattern: string, path: string): boolean {
  return matches(pattern.split('/'), path.split('/'), (wanted, found) => matchesSegment(wanted, found), '**');
}

function matchesSegment(pattern: string, segment: string): boolean {
  return matches(pattern.split(''), segment.split(''), (wanted, found) => wanted === found, '*');
}

/** Goes back to the last star alone: what an earlier one could take, the last can as well. */
function matches(
  pattern: readonly string[],
  items: readonly string[],
  isOne: (wanted: string, found: string) => boolean,
  star: string,
): boolean {
  let at = 0;
  let lastStar = -1;
  let takenFrom = 0;
  for (let item = 0; item < items.length;) {
    const wanted = pattern[at];
    if (wanted === star) {
      lastStar = at++;
      takenFrom = item;
    } else if (wanted !== undefined && isOne(wanted, items[item] ?? '')) {
      at++;
      item++;
    } else if (lastStar >= 0) {
      at = lastStar + 1;
      item = ++takenFrom;
    } else return false;
  }
  return pattern.slice(at).every((rest) => rest === star);
}
