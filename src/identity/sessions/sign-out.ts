// A person ends the session.

import type { Person } from '../principal.ts';
import type { IdentityDeps } from '../unit.ts';

/** Ends the session of `person`, or with `everywhere` all of that account. In force at once; journalled. */
export async function signOut(
  deps: Pick<IdentityDeps, 'unit' | 'clock'>,
  person: Person,
  options: { readonly everywhere?: boolean } = {},
): Promise<void> {
  await deps.unit.transact(async ({ identity, journal }) => {
    if (options.everywhere === true) await identity.endSessionsOf(person.accountId);
    else await identity.endSession(person.sessionHash);
    journal.record({
      kind: 'signed-out',
      actor: `account:${person.accountName}`,
      at: deps.clock.now(),
      data: { accountId: person.accountId },
    });
  });
}
