// One call of a parser, watched: what it may throw, how long it may take, what it must leave alone.

import assert from 'node:assert/strict';

import { isGatehouseError, type ErrorCode } from '../../../src/kernel/errors.ts';

/** Of processor time; inputs are at most 1 MB. */
const MAX_CALL_MS = 1_000;

const WATCHED = [Object.prototype, Array.prototype, Function.prototype, String.prototype] as const;
const KEY_COUNTS = WATCHED.map((prototype) => Reflect.ownKeys(prototype).length);

/**
 * What `call` answers, or undefined when it throws a GatehouseError with one of `codes`. Anything else that is thrown
 * fails, and so does a call that takes over a second of processor time or adds to the language's prototypes.
 */
export function attempt<T>(codes: readonly ErrorCode[], call: () => T): T | undefined {
  const before = process.threadCpuUsage();
  try {
    return call();
  } catch (error) {
    assertExpected(error, codes);
    return undefined;
  } finally {
    assertQuick(process.threadCpuUsage(before));
    assertNothingPolluted();
  }
}

/** As `attempt`, for a call that waits. */
export async function attemptAsync<T>(
  codes: readonly ErrorCode[],
  call: () => Promise<T>,
): Promise<T | undefined> {
  const before = process.threadCpuUsage();
  try {
    return await call();
  } catch (error) {
    assertExpected(error, codes);
    return undefined;
  } finally {
    assertQuick(process.threadCpuUsage(before));
    assertNothingPolluted();
  }
}

function assertExpected(error: unknown, codes: readonly ErrorCode[]): void {
  if (isGatehouseError(error, ...codes) && codes.length > 0) {
    assert.ok(error.message.length < 20_000, `a message of ${error.message.length} characters`);
    return;
  }
  throw new Error(`found ${describe(error)}, expected ${codes.join(', ') || 'no error'}`, { cause: error });
}

function describe(error: unknown): string {
  if (isGatehouseError(error)) return `a GatehouseError of code ${error.code}`;
  return error instanceof Error
    ? `${error.name}: ${error.message.slice(0, 200)}`
    : 'something that is no error';
}

function assertQuick({ user, system }: NodeJS.CpuUsage): void {
  const tookMs = (user + system) / 1_000;
  assert.ok(tookMs < MAX_CALL_MS, `took ${Math.round(tookMs)} ms of processor time`);
}

function assertNothingPolluted(): void {
  const counts = WATCHED.map((prototype) => Reflect.ownKeys(prototype).length);
  assert.deepEqual(counts, KEY_COUNTS, 'a prototype has gained properties');
}
