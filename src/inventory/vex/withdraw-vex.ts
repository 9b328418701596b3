// Takes a kept VEX document back: what it says counts no more, and no earlier version of it comes back.

import { GatehouseError } from '../../kernel/errors.ts';
import { parseRequiredText } from '../../governance/required-text.ts';
import type { InventoryDeps } from '../ports.ts';
import type { KeptVex } from './vex-ports.ts';

/** Throws `not-found` when none of this id is in force, `invalid-request` without a reason. */
export async function withdrawVex(
  deps: Pick<InventoryDeps, 'unit' | 'clock'>,
  request: { readonly id: string; readonly reason: string; readonly author: string },
): Promise<KeptVex> {
  const { id, author } = request;
  const reason = parseRequiredText('the reason of a withdrawal', request.reason);
  const at = deps.clock.now();
  return deps.unit.transact(async ({ vex, journal }) => {
    const kept = await vex.find(id);
    const withdrawn = { at, by: author, reason };
    if (kept === undefined || !(await vex.withdraw(id, withdrawn))) {
      throw new GatehouseError('not-found', 'Cannot withdraw VEX: found no document of this id in force', {
        facts: { id },
      });
    }
    const { id: document } = kept.document;
    journal.record({
      kind: 'vex-withdrawn',
      actor: author,
      at,
      data: { id, ...(document === undefined ? {} : { document }), reason },
    });
    return { ...kept, withdrawn };
  });
}
