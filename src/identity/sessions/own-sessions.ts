// A person's own sessions: where they are signed in, and ending what should not be.

import { GatehouseError } from '../../kernel/errors.ts';
import { requireAccess } from '../access.ts';
import type { IdentityStore, Session } from '../ports.ts';
import { actorOf, type Person } from '../principal.ts';
import type { IdentityDeps, IdentityWork } from '../unit.ts';

/** A session as its person sees it. */
export interface OwnSession extends Omit<Session, 'idHash' | 'accountId'> {
  /** A part of what the store calls it; opens nothing. */
  readonly id: string;
  /** Whether it is the one that asks. */
  readonly isThis: boolean;
}

/** Newest first. Throws access errors (`read-own-account`). */
export async function listSessions(
  deps: Pick<IdentityDeps, 'clock'> & { readonly identity: Pick<IdentityStore, 'sessionsOf'> },
  person: Person,
): Promise<readonly OwnSession[]> {
  requireAccess(person, 'read-own-account', { now: deps.clock.now() });
  const sessions = await deps.identity.sessionsOf(person.accountId, deps.clock.now());
  return sessions.map((session) => describe(session, person));
}

function describe(session: Session, person: Person): OwnSession {
  const { idHash, accountId: _, ...shown } = session;
  return {
    ...shown,
    id: idOf(idHash),
    isThis: idHash === person.sessionHash,
  };
}

/**
 * Ends one, or all but the one that asks. It tightens, so that a session is enough. Throws `not-found` for one that is not the
 * person's or is over, access errors (`read-own-account`).
 */
export async function endOwnSessions(
  deps: Pick<IdentityDeps, 'unit' | 'clock'>,
  person: Person,
  id?: string,
): Promise<void> {
  const now = deps.clock.now();
  requireAccess(person, 'read-own-account', { now });
  await deps.unit.transact(async (work) => {
    const all = await work.identity.sessionsOf(person.accountId, now);
    const ended = all.filter(({ idHash }) =>
      id === undefined ? idHash !== person.sessionHash : idOf(idHash) === id,
    );
    if (id !== undefined && ended.length === 0) {
      throw new GatehouseError('not-found', 'Cannot end session: you have no such one');
    }
    await endAll(work, ended);
    work.journal.record({
      kind: 'sessions-ended',
      actor: actorOf(person),
      at: now,
      data: { accountId: person.accountId, count: ended.length },
    });
  });
}

async function endAll(work: IdentityWork, ended: readonly Session[]): Promise<void> {
  for (const { idHash } of ended) await work.identity.endSession(idHash);
}

function idOf(idHash: string): string {
  return idHash.slice(0, 24);
}
