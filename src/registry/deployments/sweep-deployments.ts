// Forgets deployments: those that nobody finished, and those that were published long ago.

import { DAY_MS, type Instant } from '../../kernel/clock.ts';
import type { RegistryWork } from '../deps.ts';

/** How long parts wait for the rest, and a bundle for its publisher. */
export const UNFINISHED_MS = 3 * DAY_MS;
/** How long it is told of one what became of it. */
const TOLD_MS = 90 * DAY_MS;

/** What came of them is swept as bytes that nothing speaks of; answers how many. */
export function sweepDeployments(work: RegistryWork, now: Instant): Promise<number> {
  const before = { published: now - TOLD_MS, others: now - UNFINISHED_MS };
  return work.transact(({ deployments }) => deployments.sweep(before));
}
