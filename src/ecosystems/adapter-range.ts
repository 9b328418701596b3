// The contract of every ecosystem's `range.ts`; `adapter.ts` puts the contracts together.

/** `range.ts`: what the words admit by which something is asked for. Never a question of which versions an advisory is about. */
export interface RangeRules {
  /**
   * Whether the range, in the words of a manifest or of a person, admits the version by the ecosystem's own rules, those about
   * pre-releases included. Undefined where it cannot be told (a tag, an address, a branch), which is not the same as no.
   */
  admits(range: string, version: string): boolean | undefined;
}
