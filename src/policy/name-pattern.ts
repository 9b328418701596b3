// Name patterns of a policy: `left-pad`, `@scope/*`, `org.apache.*`. Matched by hand, never compiled to a RegExp.

/**
 * Whether `name` has the form of `pattern`, in which `*` stands for any run of characters and all else for itself.
 * Case counts: names and patterns are in canonical spelling. Time is at most the product of both lengths.
 */
export function matchesPattern(pattern: string, name: string): boolean {
  let atPattern = 0;
  let atName = 0;
  let lastStar = -1;
  let resumeAt = 0;
  while (atName < name.length) {
    if (pattern[atPattern] === '*') {
      lastStar = atPattern++;
      resumeAt = atName;
    } else if (atPattern < pattern.length && pattern[atPattern] === name[atName]) {
      atPattern++;
      atName++;
    } else if (lastStar >= 0) {
      atPattern = lastStar + 1;
      atName = ++resumeAt;
    } else {
      return false;
    }
  }
  while (pattern[atPattern] === '*') atPattern++;
  return atPattern === pattern.length;
}

/** Whether any of `patterns` matches `name`; false when there are none. */
export function matchesAny(patterns: readonly string[] | undefined, name: string): boolean {
  return patterns?.some((pattern) => matchesPattern(pattern, name)) ?? false;
}
