// Sends the letters that wait: each until it is taken, or for a week.

import type { UnitOfWork } from '../journal/unit-of-work.ts';
import { type Clock, DAY_MS, HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from '../kernel/clock.ts';
import { messageOf } from '../kernel/errors.ts';
import type { LetterCarrier, LetterStore, LetterWork, WaitingLetter } from './ports.ts';

export interface SendLettersDeps {
  readonly letters: Pick<LetterStore, 'nextDueAt'>;
  readonly unit: UnitOfWork<LetterWork>;
  readonly carrier: LetterCarrier;
  readonly clock: Clock;
  /** Called when one could not be sent and is tried again, or given up. */
  readonly report: (
    letter: Pick<WaitingLetter, 'id' | 'attempts'>,
    error: string,
    isGivenUp: boolean,
  ) => void;
}

/** Letters that are taken at a time. */
const TOGETHER = 20;
/** How long a carrier may have one before another server tries it. */
const CARRYING_MS = 5 * MINUTE_MS;
const FIRST_WAIT_MS = 30 * SECOND_MS;
const LONGEST_WAIT_MS = 6 * HOUR_MS;
/** After this long a letter is given up: links in it have ended, and what it tells is in the journal. */
export const GIVE_UP_MS = 7 * DAY_MS;
const MAX_ERROR_LENGTH = 300;

/**
 * Sends every letter whose time has come; answers how many left. A letter may arrive twice when the server ends while it
 * is carried. Throws what the store throws.
 */
export async function sendLetters(deps: SendLettersDeps, signal?: AbortSignal): Promise<number> {
  let sent = 0;
  for (;;) {
    if (signal?.aborted === true) return sent;
    const now = deps.clock.now();
    // Most looks find nothing, and then nobody waits for the one who writes.
    if (((await deps.letters.nextDueAt()) ?? Infinity) > now) return sent;
    const letters = await deps.unit.transact(({ letters: store }) =>
      store.take(now, { limit: TOGETHER, dueAgainAt: now + CARRYING_MS }),
    );
    for (const letter of letters) if (await send(deps, letter)) sent += 1;
    if (letters.length < TOGETHER) return sent;
  }
}

async function send(deps: SendLettersDeps, letter: WaitingLetter): Promise<boolean> {
  try {
    await deps.carrier.carry(letter);
  } catch (error) {
    await keepOrGiveUp(deps, letter, messageOf(error).slice(0, MAX_ERROR_LENGTH));
    return false;
  }
  await deps.unit.transact(async ({ letters, journal }) => {
    await letters.remove(letter.id);
    const at = deps.clock.now();
    journal.record({ kind: 'letter-sent', actor: 'gatehouse', at, data: { letterId: letter.id } });
  });
  return true;
}

async function keepOrGiveUp(deps: SendLettersDeps, letter: WaitingLetter, error: string): Promise<void> {
  const now = deps.clock.now();
  const dueAt = now + waitAfter(letter.attempts);
  const isGivenUp = dueAt - letter.postedAt > GIVE_UP_MS;
  await deps.unit.transact(async ({ letters, journal }) => {
    if (!isGivenUp) {
      await letters.postpone(letter.id, { dueAt, error });
      return;
    }
    await letters.remove(letter.id);
    journal.record({
      kind: 'letter-lost',
      actor: 'gatehouse',
      at: now,
      data: { letterId: letter.id, error },
    });
  });
  deps.report(letter, error, isGivenUp);
}

/** Half a minute, then twice as long each time, up to six hours. */
function waitAfter(attempts: number): Instant {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempts - 1, 20));
}
