// Takes a waiver or a quarantine back before its end.

import { GatehouseError } from '../kernel/errors.ts';
import type { Evidence } from '../kernel/evidence.ts';
import type { GovernanceDeps } from './unit.ts';

/**
 * Withdraws what a person stated. Throws `not-found` when there is no waiver or quarantine of this id that still holds;
 * what feeds and upstreams say is not taken back here.
 */
export async function withdrawStatement(
  deps: GovernanceDeps,
  request: { readonly id: string; readonly author: string },
): Promise<Evidence<'waiver' | 'quarantine'>> {
  const at = deps.clock.now();
  return deps.unit.transact(async ({ statements, journal }) => {
    const found = await statements.find(request.id);
    const isOurs = found?.kind === 'waiver' || found?.kind === 'quarantine';
    if (!isOurs || !(await statements.withdraw(request.id, at))) {
      throw new GatehouseError(
        'not-found',
        'Cannot withdraw: found no waiver or quarantine of this id in force',
        {
          facts: { id: request.id },
        },
      );
    }
    const { id, kind, source, subject } = found;
    journal.record({
      kind: 'evidence-withdrawn',
      actor: request.author,
      at,
      ecosystem: subject.ecosystem,
      name: subject.name,
      data: { id, kind, source },
    });
    return { ...found, withdrawnAt: at };
  });
}
