// The log of decisions names readers too: it ages as exposure does.

import type { UnitOfWork } from '../journal/unit-of-work.ts';
import type { Clock } from '../kernel/clock.ts';

import { EXPOSURE_RETENTION, type ExposureRetention } from './age-exposure.ts';
import type { DecisionStores } from './decision-ports.ts';

/** Shortens addresses and deletes rows and tallies that are due; to be called daily. */
export async function ageDecisions(
  deps: { readonly unit: UnitOfWork<DecisionStores>; readonly clock: Clock },
  { shortenAfterMs, deleteAfterMs }: ExposureRetention = EXPOSURE_RETENTION,
): Promise<void> {
  const now = deps.clock.now();
  await deps.unit.transact(({ decisions }) => decisions.age(now - shortenAfterMs, now - deleteAfterMs));
}
