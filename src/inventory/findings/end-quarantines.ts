// Quarantines that had an end are findings no more once it has come: no entry of the journal tells of that.

import type { Evidence } from '../../kernel/evidence.ts';
import { rematchComponents, type RematchDeps } from './rematch-components.ts';

/** Quarantines that are read at a time. */
const PAGE = 500;

export async function endQuarantines(deps: RematchDeps): Promise<void> {
  const ended = await readEnded(deps);
  if (ended.length === 0) return;
  const { findings, components } = deps.stores;
  const keys = await findings.withIds(ended.map(({ id }) => id));
  const kept = await findings.ofComponents([...new Set(keys.map(({ componentId }) => componentId))]);
  const names = new Set(ended.map(({ id }) => id));
  const stale = kept.filter(({ goneAt, shownId }) => goneAt === undefined && names.has(shownId));
  const refs = stale.flatMap(({ evidence }) => (evidence === undefined ? [] : [evidence.subject]));
  await rematchComponents(deps, await components.ofPackages(refs));
}

async function readEnded({ statements, clock }: RematchDeps): Promise<readonly Evidence[]> {
  const now = clock.now();
  const ended: Evidence[] = [];
  let after: string | undefined;
  do {
    const page = await statements.list({
      kind: 'quarantine',
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    ended.push(...page.filter(({ expiresAt }) => expiresAt !== undefined && expiresAt <= now));
    after = page.length < PAGE ? undefined : page.at(-1)?.id;
  } while (after !== undefined);
  return ended;
}
