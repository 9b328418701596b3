// Exposure is personal data: addresses lose their machine after a week, rows go after ninety days.

import type { UnitOfWork } from '../journal/unit-of-work.ts';
import { type Clock, DAY_MS } from '../kernel/clock.ts';
import { GatehouseError } from '../kernel/errors.ts';

import type { ExposureStores } from './ports.ts';

/** How long exposure is kept. */
export interface ExposureRetention {
  /** After this long without a use, an address is shortened to its network. */
  readonly shortenAfterMs: number;
  /** After this long without a use, a row is deleted. */
  readonly deleteAfterMs: number;
}

/** Seven and ninety days. */
export const EXPOSURE_RETENTION: ExposureRetention = {
  shortenAfterMs: 7 * DAY_MS,
  deleteAfterMs: 90 * DAY_MS,
};

/** Shortens and deletes what is due; to be called daily. Throws `invalid-config` for negative or crossed limits. */
export async function ageExposure(
  deps: { readonly unit: UnitOfWork<ExposureStores>; readonly clock: Clock },
  retention: ExposureRetention = EXPOSURE_RETENTION,
): Promise<void> {
  const { shortenAfterMs, deleteAfterMs } = retention;
  if (!(shortenAfterMs >= 0 && deleteAfterMs >= shortenAfterMs)) {
    throw new GatehouseError(
      'invalid-config',
      'Cannot age exposure: expected addresses to be shortened no later than rows are deleted',
    );
  }
  const now = deps.clock.now();
  await deps.unit.transact(({ exposure }) => exposure.age(now - shortenAfterMs, now - deleteAfterMs));
}
