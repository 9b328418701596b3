// Who may publish a package and has no phishing-resistant factor.

import type { OwnedPackage } from '../organisations/organisation-ports.ts';
import { peopleOfPackage, type PackagePerson } from '../organisations/people-of-package.ts';

type PeopleStores = Parameters<typeof peopleOfPackage>[0];

/** By name. */
export async function findLackingKeys(
  stores: PeopleStores,
  owned: OwnedPackage,
): Promise<readonly PackagePerson[]> {
  const people = await peopleOfPackage(stores, owned);
  return people.filter(({ mayPublish, hasPasskey }) => mayPublish && !hasPasskey);
}
