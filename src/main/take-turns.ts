// What is done soon after the start, every hour, and whenever somebody asks for it: one turn after the other.

import { HOUR_MS } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';

/** A job that takes turns. */
export interface Turns<T> {
  /** Takes one more when those before have ended; undefined where it failed, which the log tells. Never rejects. */
  turn(): Promise<T | undefined>;
  /** Takes no more, and resolves when nothing is done any more. */
  close(): Promise<void>;
}

export interface TurnRules<T> {
  /** How long after the start the first is taken, in milliseconds. */
  readonly firstAfterMs: number;
  /** One turn. Whatever it throws is told with `failed`, and the next turn is taken all the same. */
  readonly take: (signal: AbortSignal) => Promise<T>;
  readonly failed: string;
}

export function takeTurns<T>({ firstAfterMs, take, failed }: TurnRules<T>, log: Logger): Turns<T> {
  const end = new AbortController();
  const { signal } = end;
  let running: Promise<T | undefined> = Promise.resolve(undefined);
  const takeOne = async (): Promise<T | undefined> => {
    if (signal.aborted) return undefined;
    try {
      return await take(signal);
    } catch (error) {
      if (!signal.aborted) log.warn(failed, { error });
      return undefined;
    }
  };
  const turn = () => {
    running = running.then(takeOne);
    return running;
  };
  const first = setTimeout(() => void turn(), firstAfterMs).unref();
  const hourly = setInterval(() => void turn(), HOUR_MS).unref();
  return {
    turn,
    async close() {
      clearTimeout(first);
      clearInterval(hourly);
      end.abort();
      await running;
    },
  };
}
