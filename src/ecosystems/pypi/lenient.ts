// What is passed over in a file that is old, and would be refused in one that is new.

import { isGatehouseError } from '../../kernel/errors.ts';

export interface Lenient {
  /** Told what was passed over, in a sentence. */
  readonly passOver: (note: string) => void;
}

/** Runs the check; with `lenient`, a refusal of it is passed over. */
export function unless(lenient: Lenient | undefined, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (lenient === undefined || !isGatehouseError(error, 'invalid-request')) throw error;
    lenient.passOver(error.message.replace(/^Cannot publish [^:]*: /, ''));
  }
}
