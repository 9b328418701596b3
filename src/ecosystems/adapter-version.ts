// The contract of every ecosystem's `version.ts`; `adapter.ts` puts the contracts together.

/** `version.ts`: the ecosystem's order, as advisories are matched and as "latest" is chosen. */
export interface VersionOrder {
  /** Whether the ecosystem's own rules accept the version. */
  readonly isValid: (version: string) => boolean;
  /** Negative, zero or positive; total over all strings: invalid versions sort below valid ones, by code unit. */
  readonly compare: (a: string, b: string) => number;
  /** Whether a range without a word about pre-releases would pass it over. */
  readonly isPrerelease: (version: string) => boolean;
  /** Whether the version stands for a moving branch (Composer's `dev-…`), so that no range can say what it holds. */
  readonly isBranch: (version: string) => boolean;
  /** The release line that a fix stays on: the first number of the version, as text. */
  readonly lineOf: (version: string) => string;
  /**
   * A string key, monotone in the order (`compare(a,b) < 0` implies `coarseKey(a) <= coarseKey(b)`),
   * so that a database can prune candidates before the exact comparison.
   */
  readonly coarseKey: (version: string) => string;
  /**
   * The version without the platform that it was built for (`33.0-jre` and `33.0-android` are one release), for counting
   * releases; advisories are matched without it. Absent: versions of the ecosystem name no platforms.
   */
  readonly withoutPlatform?: (version: string) => string;
}
