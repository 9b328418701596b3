// Who publishes for an organisation: those who are told when somebody new comes, or one of them was recovered.

import type { OrganisationWork } from '../organisations/organisation-unit.ts';
import type { Account } from '../ports.ts';
import { isEnabled } from '../principal.ts';
import { publishes } from './hold-words.ts';

/** Enabled accounts that may publish something of an organisation, by their role, a team or a grant. */
export async function publishersIn(
  work: Pick<OrganisationWork, 'organisations' | 'teams' | 'grants' | 'identity'>,
  organisationId: string,
): Promise<readonly Account[]> {
  const [members, seats, grants] = await Promise.all([
    work.organisations.members(organisationId),
    work.teams.members(organisationId),
    work.grants.of(organisationId),
  ]);
  const holders = new Set(grants.filter(({ role }) => publishes(role)).map(({ to }) => to.id));
  const people: Account[] = [];
  for (const { accountId, role } of members) {
    const byTeam = seats.some((seat) => seat.accountId === accountId && holders.has(seat.teamId));
    if (!publishes(role) && !byTeam && !holders.has(accountId)) continue;
    const account = await work.identity.findAccount(accountId);
    if (account !== undefined && isEnabled(account)) people.push(account);
  }
  return people;
}
