// A fuzz target: hostile inputs, and what must hold for each.

import type fc from 'fast-check';
import { asyncProperty, property } from 'fast-check';

export interface Target {
  /** For people: `OSV record`. */
  readonly title: string;
  /** The exports that it drives, as `src/formats/osv.ts#parseOsvRecord`. */
  readonly covers: readonly string[];
  /** The property; `beat` is called before each run. */
  readonly build: (beat: () => void) => fc.IRawProperty<unknown>;
}

/** A target whose check calls its parsers through `attempt`. */
export function target<T>(
  title: string,
  covers: readonly string[],
  input: fc.Arbitrary<T>,
  check: (input: T) => void,
): Target {
  const build: Target['build'] = (beat) => property(input, check).beforeEach(beat);
  return { title, covers, build };
}

/** A target whose check calls its parsers through `attemptAsync`. */
export function asyncTarget<T>(
  title: string,
  covers: readonly string[],
  input: fc.Arbitrary<T>,
  check: (input: T) => Promise<void>,
): Target {
  const build: Target['build'] = (beat) => asyncProperty(input, check).beforeEach(beat);
  return { title, covers, build };
}
