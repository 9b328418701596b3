// Rejects a staged version, or takes it back: its bytes are given back, and the version is free again.

import { GatehouseError } from '../../kernel/errors.ts';
import { mayEver, requireAccess } from '../../identity/access.ts';
import type { OrganisationStores } from '../../identity/organisations/organisation-ports.ts';
import { actorOf, type Principal } from '../../identity/principal.ts';
import { requireInForce } from '../../identity/require-in-force.ts';
import { requireProven } from '../publish/with-proof.ts';
import type { PublishDeps, Publisher } from '../publish/publish-deps.ts';
import { findStaged } from './find-staged.ts';
import { tellRejected } from './staged-letters.ts';
import type { StagedVersion } from './staged-ports.ts';
import { mayOnStaged } from './staged-right.ts';

export interface RejectionWish {
  readonly id: string;
  /** May be empty. */
  readonly reason: string;
}

/**
 * By whoever may approve it, or by the account that staged it. Throws `not-found` for what they may not see, `not-allowed`,
 * `conflict` for one that is closed.
 */
export async function rejectStaged(
  deps: PublishDeps,
  publisher: Publisher,
  { id, reason }: RejectionWish,
): Promise<StagedVersion> {
  const { principal } = publisher;
  const found = await findStaged(deps, publisher, id);
  const at = deps.registry.clock.now();
  const by = actorOf(principal);
  return deps.unit.transact(async (work) => {
    await requireInForce(work, principal);
    const staged = (await work.staged.find(id)) ?? found;
    const may = await isDecider(work, principal, staged);
    if (!may) {
      throw new GatehouseError(
        'not-allowed',
        `Cannot reject ${staged.name} ${staged.version}: expected who staged it, or a role that may (maintainer or reviewer)`,
        { facts: { action: 'approve' } },
      );
    }
    assertOpen(staged);
    requirePresent(deps, publisher, staged);
    await work.staged.close(id, { at, by, reason }, 'rejected');
    const { ecosystem, name, version, stagedBy } = staged;
    const data = { stagedId: id, version, stagedBy, reason };
    work.journal.record({ kind: 'staged-rejected', actor: by, at, ecosystem, name, data });
    await tellRejected(deps, work, staged, { by, reason, at });
    return staged;
  });
}

function assertOpen({ name, version, state }: StagedVersion): void {
  if (state === 'open') return;
  throw new GatehouseError('conflict', `Cannot reject ${name} ${version}: it is ${state} already`, {
    facts: { state },
  });
}

/** Whether the principal may reject it, were they to sign in with all that it takes. */
export async function mayReject(
  { people, registry }: Pick<PublishDeps, 'people' | 'registry'>,
  { principal }: Publisher,
  staged: StagedVersion,
): Promise<boolean> {
  if (staged.state !== 'open' || !(await isDecider(people, principal, staged))) return false;
  return mayEver(principal, 'reject-staged', { now: registry.clock.now() });
}

/** Who staged it takes it back; who may approve it turns it down. */
async function isDecider(
  stores: OrganisationStores,
  principal: Principal,
  staged: StagedVersion,
): Promise<boolean> {
  if (principal.kind === 'operator') return true;
  if (principal.kind === 'nobody') return false;
  const isTheirs = principal.accountId !== '' && principal.accountId === staged.accountId;
  return isTheirs || (await mayOnStaged(stores, principal, staged, 'approve'));
}

/** A person with a second factor, or a client whose request carries a proof that its person is there. */
function requirePresent({ registry }: PublishDeps, publisher: Publisher, staged: StagedVersion): void {
  const { principal } = publisher;
  const what = `reject ${staged.name} ${staged.version}`;
  if (principal.kind === 'token' && principal.scope === 'write')
    requireProven(registry, publisher, what, 'governance');
  else requireAccess(principal, 'reject-staged', { now: registry.clock.now() });
}
