// Carries what VEX statements say into every application that has what they may be about.

import { setImmediate } from 'node:timers/promises';

import { applyVex } from './apply-vex.ts';
import type { KnownComponent } from '../ports.ts';
import type { RematchDeps } from '../findings/rematch-components.ts';

/** Applications that are read at a time. */
const PAGE = 200;

/** Components against which something is kept that is known by one of these ids. */
export async function componentsKnownBy(
  { stores }: Pick<RematchDeps, 'stores'>,
  ids: readonly string[],
): Promise<readonly KnownComponent[]> {
  const keys = await stores.findings.withIds(ids);
  const kept = await stores.findings.ofComponents([...new Set(keys.map(({ componentId }) => componentId))]);
  return kept.flatMap(({ componentId, evidence }) =>
    evidence === undefined ? [] : [{ ...evidence.subject, id: componentId, version: '' }],
  );
}

/** Application by application: each has its own statements, and its own ways to a component. */
export async function spreadVex(
  deps: RematchDeps,
  components: readonly KnownComponent[],
  signal: AbortSignal,
): Promise<void> {
  let after: string | undefined;
  do {
    const holdings = await deps.stores.components.holders(components, {
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    const ids = [...new Set(holdings.map(({ applicationId }) => applicationId))];
    for (const { id, newestSnapshot } of await deps.stores.applications.byId(ids)) {
      signal.throwIfAborted();
      const files = await deps.stores.applications.graphOf(id, newestSnapshot);
      await deps.unit.transact(async (stores) => {
        const [now] = await stores.applications.byId([id]);
        // A push that came in between said it itself.
        if (now?.newestSnapshot === newestSnapshot)
          await applyVex(deps, stores, now, files, deps.clock.now());
      });
      await setImmediate();
    }
    after = ids.at(-1);
  } while (after !== undefined);
}
