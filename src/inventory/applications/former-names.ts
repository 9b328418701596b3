// Names that applications had before they were renamed.

import type { Instant } from '../../kernel/clock.ts';
import type { ApplicationPlace, InventoryStores } from '../ports.ts';

/** Until when another application had the name in that environment; undefined where none is known to have had it. */
export async function leftAt(
  { applications }: Pick<InventoryStores, 'applications'>,
  { name, environment }: ApplicationPlace,
): Promise<Instant | undefined> {
  const renamed = await applications.renamed(environment);
  const times = renamed.flatMap(({ formerly = [] }) =>
    formerly.flatMap((one) => (one.name === name ? one.until : [])),
  );
  return times.length === 0 ? undefined : Math.max(...times);
}
