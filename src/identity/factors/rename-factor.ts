// What a person calls a factor: by it they know which one they lost.

import { GatehouseError } from '../../kernel/errors.ts';
import { requireAccess } from '../access.ts';
import { actorOf, type Person } from '../principal.ts';
import { parseFactorName } from './enrol.ts';
import type { FactorDeps } from './factor-deps.ts';
import type { Factor } from './factor-ports.ts';

/**
 * Gives one of the person's own another name. Throws `invalid-request`, `not-found` in the same words for another's, access
 * errors (`manage-own-account`): a stolen session must not pass its own passkey off as the person's.
 */
export async function renameFactor(
  deps: FactorDeps,
  person: Person,
  request: { readonly id: string; readonly name: string },
): Promise<Factor> {
  requireAccess(person, 'manage-own-account', { now: deps.clock.now() });
  const name = parseFactorName(request.name);
  return deps.unit.transact(async (work) => {
    const own = await work.factors.factorsOf(person.accountId);
    const factor = own.find(({ id }) => id === request.id);
    if (factor === undefined) {
      throw new GatehouseError('not-found', 'Cannot rename factor: your account has no such one');
    }
    if (factor.name === name) return factor;
    const renamed = { ...factor, name };
    await work.factors.saveFactor(renamed);
    work.journal.record({
      kind: 'factor-renamed',
      actor: actorOf(person),
      at: deps.clock.now(),
      data: { accountId: person.accountId, factorId: factor.id, factor: factor.kind },
    });
    return renamed;
  });
}
