// A gate of whose packages something is kept out, each for another reason; the same for every ecosystem.

import type { TestContext } from 'node:test';

import { formatInstant, HOUR_MS } from '../../src/kernel/clock.ts';
import type { FixtureUpstream } from '../support/fixture-upstream.ts';
import { holdClock, startGate, type Gate, type TestClock } from '../support/gate.ts';

export interface Shore {
  readonly gate: Gate;
  readonly clock: TestClock;
}

/** What is published, and how many hours ago. `records` say which of it is malware. */
const RELEASES: readonly (readonly [name: string, version: string, ageHours: number])[] = [
  ['young', '1.0.0', 10_000],
  ['young', '1.1.0', 30],
  ['young', '1.2.0', 3],
  ['evil', '1.0.0', 10_000],
  ['evil', '1.1.0', 10_000],
  ['worm', '1.0.0', 300],
  ['ours', '1.0.0', 10_000],
  ['yanked', '1.0.0', 10_000],
  ['yanked', '1.1.0', 10_000],
  ['gone', '1.0.0', 10_000],
  ['gone', '1.1.0', 120],
];

/** Starts it; nothing is yanked, reserved or gone yet. */
export async function startShore(
  t: TestContext,
  records: readonly object[],
  publish: (
    upstream: FixtureUpstream,
    release: { readonly name: string; readonly version: string; readonly publishedAt: string },
  ) => Promise<unknown>,
): Promise<Shore> {
  const clock = holdClock();
  const gate = await startGate(t, { records, clock });
  for (const [name, version, ageHours] of RELEASES) {
    const publishedAt = formatInstant(clock.now() - ageHours * HOUR_MS);
    await publish(gate.upstream, { name, version, publishedAt });
  }
  return { gate, clock };
}
