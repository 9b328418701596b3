// What threatens a package is told to all of its people: those who publish it and those who decide who does.

import type { Account } from '../ports.ts';
import { tellOwners, type OrganisationNotice } from '../organisations/organisation-notices.ts';
import type { OwnedPackage, Owner } from '../organisations/organisation-ports.ts';
import type { OrganisationDeps, OrganisationWork } from '../organisations/organisation-unit.ts';
import { ownersToTell } from '../organisations/owned-packages.ts';
import { peopleOfPackage } from '../organisations/people-of-package.ts';
import { publishersIn } from './publishers-in.ts';

export type PackageNews = Omit<OrganisationNotice, 'organisation' | 'concerns'>;

type NewsDeps = Pick<OrganisationDeps, 'random' | 'letterHead'>;

/** Each gets one letter, whatever their part. */
export async function tellPeople(
  deps: NewsDeps,
  work: OrganisationWork,
  owned: OwnedPackage,
  news: PackageNews,
): Promise<void> {
  const { organisation, concerns = [] } = await ownersToTell(work, owned.owner);
  const people: Account[] = [...concerns];
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
