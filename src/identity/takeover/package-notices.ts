// What threatens a package is told to all of its people: those who publish it and those who decide who does.

import type { Account } from '../ports.ts';
import { isEnabled } from '../principal.ts';
import { tellOwners, type OrganisationNotice } from '../organisations/organisation-notices.ts';
import type { OwnedPackage, Owner } from '../organisations/organisation-ports.ts';
import type { OrganisationDeps, OrganisationWork } from '../organisations/organisation-unit.ts';
import { mayOn } from '../organisations/object-rights.ts';
import { ownersToTell } from '../organisations/owned-packages.ts';
import { peopleOfPackage } from '../organisations/package-people.ts';

export type PackageNews = Omit<OrganisationNotice, 'organisation' | 'concerns'>;

type NewsDeps = Pick<OrganisationDeps, 'random' | 'letterHead'>;

/** Each gets one letter, whatever their part; `also` are those who had one. */
export async function tellPeople(
  deps: NewsDeps,
  work: OrganisationWork,
  owned: OwnedPackage,
  { also = [], ...news }: PackageNews & { readonly also?: readonly Account[] },
): Promise<void> {
  const { organisation, concerns = [] } = await ownersToTell(work, owned.owner);
  const people: Account[] = [...concerns, ...also];
  for (const { accountId } of await peopleOfPackage(work, owned)) {
    const account = await work.identity.findAccount(accountId);
    if (account !== undefined) people.push(account);
  }
  await tellOwners(deps, work, { ...news, organisation, concerns: people });
}

/** The same of all packages of an owner at once: whoever may publish any of them is told. */
export async function tellPeopleOfOwner(
  deps: NewsDeps,
  work: OrganisationWork,
  owner: Owner,
  news: PackageNews,
): Promise<void> {
  const told = await ownersToTell(work, owner);
  const people = owner.kind === 'organisation' ? await publishersIn(work, owner.id) : [];
  await tellOwners(deps, work, { ...news, ...told, concerns: [...(told.concerns ?? []), ...people] });
}

async function publishersIn(work: OrganisationWork, organisationId: string): Promise<readonly Account[]> {
  const [members, seats, grants] = await Promise.all([
    work.organisations.members(organisationId),
    work.teams.members(organisationId),
    work.grants.of(organisationId),
  ]);
  const holders = new Set(
    grants.filter(({ role }) => mayOn(new Set([role]), 'publish')).map(({ to }) => to.id),
  );
  const people: Account[] = [];
  for (const { accountId, role } of members) {
    const byTeam = seats.some((seat) => seat.accountId === accountId && holders.has(seat.teamId));
    const byRole = role !== 'member' && mayOn(new Set([role]), 'publish');
    if (!byRole && !byTeam && !holders.has(accountId)) continue;
    const account = await work.identity.findAccount(accountId);
    if (account !== undefined && isEnabled(account)) people.push(account);
  }
  return people;
}
