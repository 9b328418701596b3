// Other deadlines were configured: the dates of all findings are set anew.

import { setImmediate } from 'node:timers/promises';

import type { FindingKey } from './finding-ports.ts';
import { spreadFindings } from './hold-findings.ts';
import type { KnownComponent } from '../ports.ts';
import type { RematchDeps } from './rematch-components.ts';

/** Findings whose applications are written in one transaction. */
const PAGE = 100;

export async function restateDeadlines(deps: RematchDeps, signal: AbortSignal): Promise<void> {
  let after: FindingKey | undefined;
  do {
    signal.throwIfAborted();
    const place = after === undefined ? {} : { after };
    const page = await deps.unit.transact(async (stores) => {
      const found = await stores.findings.page({ ...place, limit: PAGE });
      const there = found.filter(({ goneAt, class: sort }) => goneAt === undefined && sort !== undefined);
      const components = new Map<number, KnownComponent>(
        there.flatMap(({ componentId, evidence }) =>
          evidence === undefined
            ? []
            : [[componentId, { ...evidence.subject, id: componentId, version: '' }] as const],
        ),
      );
      const changes = there.map((finding) => ({ before: finding, after: finding }));
      await spreadFindings(stores, changes, components, deps.clock.now(), deps.deadlines);
      return found;
    });
    after = page.length < PAGE ? undefined : page.at(-1);
    await setImmediate();
  } while (after !== undefined);
}
