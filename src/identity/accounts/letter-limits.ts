// How many letters may be asked for: nobody's mailbox is flooded through this server.

import { type Clock, DAY_MS, HOUR_MS } from '../../kernel/clock.ts';
import { type Allowance, askerKey, createAllowance, requireAllowance } from './allowance.ts';

export interface LetterLimits {
  /**
   * Counts a letter with a link to `email`, asked for from `address`. Throws `too-many-requests` after 5 a day to one
   * address or 20 an hour from one machine.
   */
  admit(letter: { readonly email: string; readonly address: string }): void;
  /** Counts a question by which an account is to be recovered. Throws `too-many-requests` after 20 an hour from one machine. */
  admitRecovery(address: string): void;
  /** Whether an account may be sent one more recovery letter: 5 a day. Nobody who asks is told. */
  readonly recoveries: Allowance;
}

export function createLetterLimits(deps: { readonly clock: Clock }): LetterLimits {
  const perEmail = createAllowance(deps, { most: 5, withinMs: DAY_MS });
  const perAsker = createAllowance(deps, { most: 20, withinMs: HOUR_MS });
  return {
    admit({ email, address }) {
      requireAllowance(perAsker, askerKey(address), HOUR_MS);
      requireAllowance(perEmail, email.toLowerCase(), DAY_MS);
    },
    admitRecovery(address) {
      requireAllowance(perAsker, askerKey(address), HOUR_MS);
    },
    recoveries: createAllowance(deps, { most: 5, withinMs: DAY_MS }),
  };
}
