// One token of a text by a sticky expression, however long it is.

import { GatehouseError } from '../kernel/errors.ts';

/**
 * What `pattern` (sticky) matches at `at`; undefined when it does not. Throws `too-large` for a token of millions of
 * characters, which expressions with alternatives cannot match: they need the stack for each character.
 */
export function takeToken(pattern: RegExp, text: string, at: number, what: string): string | undefined {
  pattern.lastIndex = at;
  try {
    return pattern.exec(text)?.[0];
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new GatehouseError(
      'too-large',
      `Cannot read ${what}: found a string or comment of millions of characters at offset ${at}`,
      { cause },
    );
  }
}
