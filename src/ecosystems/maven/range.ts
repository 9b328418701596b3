// What the version of a POM's dependency admits ("Dependency Version Requirement Specification"): a range whatever lies in it,
// a plain version, which is a wish, itself alone.

import type { RangeRules } from '../adapter-range.ts';
import { isOpen } from './interpolate.ts';
import { findVersionRange, isInRange, isRange } from './version-range.ts';
import { versions } from './version.ts';

const MOVING: ReadonlySet<string> = new Set(['LATEST', 'RELEASE']);

export const ranges: RangeRules = {
  admits(range, version) {
    const words = range.trim();
    if (words === '' || isOpen(words) || MOVING.has(words) || !versions.isValid(version)) return undefined;
    if (!isRange(words)) return versions.isValid(words) ? versions.compare(words, version) === 0 : undefined;
    const found = findVersionRange(words);
    return found === undefined ? undefined : isInRange(version, found);
  },
};
