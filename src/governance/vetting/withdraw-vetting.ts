// Takes a request back while it is open, or a decision before its end.

import { GatehouseError } from '../../kernel/errors.ts';
import type { GovernanceDeps } from '../unit.ts';
import { noSuchRequest } from './decide-vetting.ts';
import type { VettingRequest } from './vetting-ports.ts';

/**
 * An open request is withdrawn; of a decided one the decision holds no more, and the request says what it was. Throws
 * `not-found` for a request that there is not, and `conflict` for one that was withdrawn already.
 */
export async function withdrawVetting(
  deps: GovernanceDeps,
  { id, author }: { readonly id: string; readonly author: string },
): Promise<VettingRequest> {
  const at = deps.clock.now();
  return deps.unit.transact(async ({ vetting, statements, journal }) => {
    const request = await vetting.find(id);
    if (request === undefined) throw noSuchRequest(id);
    const withdrawn: VettingRequest = {
      ...request,
      state: request.state === 'open' ? 'withdrawn' : request.state,
      withdrawnAt: at,
      withdrawnBy: author,
    };
    const { ecosystem, name, outcome } = request;
    if (!(await vetting.change(withdrawn, request.state))) throw withdrawnAlready(id);
    if (outcome === undefined) {
      journal.record({ kind: 'vetting-withdrawn', actor: author, at, ecosystem, name, data: { id } });
      return withdrawn;
    }
    await statements.withdraw(outcome.evidenceId, at);
    const data = { id: outcome.evidenceId, kind: 'vetting', source: outcome.author } as const;
    journal.record({ kind: 'evidence-withdrawn', actor: author, at, ecosystem, name, data });
    return withdrawn;
  });
}

function withdrawnAlready(id: string): GatehouseError {
  return new GatehouseError('conflict', 'Cannot withdraw: found it withdrawn already', { facts: { id } });
}
