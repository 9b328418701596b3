// Tells kept findings since when their fix could be had: when the version with it came out, as its registry says.

import type { Clock, Instant } from '../../kernel/clock.ts';
import type { UnitOfWork } from '../../journal/unit-of-work.ts';
import type { FindingDeadlines, FindingStore, KeptFinding } from '../findings/finding-ports.ts';
import { spreadFindings } from '../findings/hold-findings.ts';
import type { InventoryWork, KnownComponent } from '../ports.ts';

export interface DateFixesDeps {
  readonly clock: Clock;
  readonly stores: { readonly findings: Pick<FindingStore, 'ofComponents'> };
  readonly unit: UnitOfWork<InventoryWork>;
  readonly deadlines: FindingDeadlines;
}

/** When a version of the component's package came out; undefined where that is not known. */
export type DateOf = (component: KnownComponent, version: string) => Instant | undefined;

/** Looking twice changes nothing, and takes no turn of those who write. */
export async function dateFixes(
  deps: DateFixesDeps,
  components: readonly KnownComponent[],
  dateOf: DateOf,
): Promise<void> {
  const byId = new Map(components.map((one) => [one.id, one]));
  const dated = (findings: readonly KeptFinding[]) =>
    findings.flatMap((before) => {
      const component = byId.get(before.componentId);
      if (component === undefined || before.goneAt !== undefined || before.fixedIn === undefined) return [];
      const fixedAt = dateOf(component, before.fixedIn);
      return fixedAt === undefined || fixedAt === before.fixedAt
        ? []
        : [{ before, after: { ...before, fixedAt } }];
    });
  const ids = [...byId.keys()];
  const news = dated(await deps.stores.findings.ofComponents(ids));
  if (news.length === 0) return;
  const meant = [...new Set(news.map(({ after }) => after.componentId))];
  await deps.unit.transact(async (stores) => {
    const changes = dated(await stores.findings.ofComponents(meant));
    await stores.findings.save(changes.map(({ after }) => after));
    await spreadFindings(stores, changes, byId, deps.clock.now(), deps.deadlines);
  });
}
