// Takes an application out: its findings end and count no more, and all that was kept of it alone goes. The journal keeps what was.

import { given } from '../../kernel/given.ts';
import { countFindings, countRemoved } from '../findings/count-findings.ts';
import { keyOf, stateAfter } from '../findings/hold-findings.ts';
import type { Application, InventoryDeps, InventoryWork } from '../ports.ts';
import { findApplication } from './read-application.ts';

export interface RemoveRequest {
  readonly name: string;
  /** Where the name has several. */
  readonly environment: string | undefined;
  readonly author: string;
}

/** What came of it. */
export interface Removed {
  /** As it was. */
  readonly application: Application;
  /** Components that it had, and findings that ended. */
  readonly removed: number;
  readonly resolved: number;
}

/**
 * In one transaction. A push of the same name makes another application. Throws `not-found`, and `invalid-request` when it does
 * not say which.
 */
export async function removeApplication(
  deps: Pick<InventoryDeps, 'clock' | 'unit' | 'deadlines'>,
  { name, environment, author }: RemoveRequest,
): Promise<Removed> {
  return deps.unit.transact(async (stores) => {
    const application = await findApplication(stores, name, environment);
    const { id, owner } = application;
    const at = deps.clock.now();
    const { removed } = await stores.components.replaceCurrent(id, new Map());
    const resolved = await endFindings(deps, stores, application);
    await countRemoved(stores.findingTallies, id, owner ?? '');
    await stores.applications.remove(id);
    const which = { applicationId: id, application: name, environment: application.environment };
    stores.journal.record({
      kind: 'application-removed',
      actor: author,
      at,
      data: {
        ...which,
        ...given('owner', owner),
        snapshot: application.newestSnapshot,
        components: removed.length,
        resolved,
      },
    });
    return { application, removed: removed.length, resolved };
  });
}

/** Counts them as ended. Answers how many; their rows go with the application. */
async function endFindings(
  { clock, deadlines }: Pick<InventoryDeps, 'clock' | 'deadlines'>,
  { findings, findingStates, findingTallies }: InventoryWork,
  { id, owner = '' }: Application,
): Promise<number> {
  const now = clock.now();
  const states = (await findingStates.ofApplication(id)).filter(({ resolvedAt }) => resolvedAt === undefined);
  const components = new Set(states.map(({ componentId }) => componentId));
  const known = new Map((await findings.ofComponents([...components])).map((one) => [keyOf(one), one]));
  const changes = states.flatMap((state) => {
    const finding = known.get(keyOf(state));
    if (finding === undefined) return [];
    // Nobody mended anything: it counts as no remediation.
    const ended = stateAfter(finding, id, state, { resolve: 'withdrawn' }, now, deadlines);
    return [{ before: { finding, state }, after: { finding, state: ended }, owner }];
  });
  await countFindings(findingTallies, changes, now);
  return changes.length;
}
