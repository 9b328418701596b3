// The documents of a package name the people who publish it: they are written anew when those change.

import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { PackageRef } from '../kernel/package-ref.ts';
import { ROLE_CHANGES } from '../identity/organisations/package-visibility.ts';
import type { Owner } from '../identity/organisations/organisation-ports.ts';
import { peopleOfPackage } from '../identity/organisations/people-of-package.ts';
import type { RegistryDeps } from '../registry/deps.ts';
import type { OpenStorage } from './open-storage.ts';

/** Accounts that come to publish nothing, or do again. */
const ACCOUNT_CHANGES = ['account-disabled', 'account-deleted'] as const;
const OWNER_CHANGES = ['package-transferred', 'package-assigned'] as const;

/** `RegistryDeps.maintainersOf`. */
export function readMaintainers(
  stores: OpenStorage['stores'],
): (ref: PackageRef) => Promise<readonly string[]> {
  return async ({ ecosystem, name }) => {
    const owned = await stores.ownership.find(ecosystem, name);
    if (owned === undefined) return [];
    return (await peopleOfPackage(stores, owned)).flatMap((person) =>
      person.mayPublish ? [person.name] : [],
    );
  };
}

/** Subscribes; answers what ends the subscriptions. */
export function followPeople({
  storage,
  registry,
}: {
  readonly storage: Pick<OpenStorage, 'feed' | 'stores'>;
  readonly registry: Pick<RegistryDeps, 'caches' | 'adapters'>;
}): () => void {
  const { ownership, organisations } = storage.stores;
  const names = (ecosystem: Ecosystem) => registry.adapters[ecosystem].publish?.namesMaintainers === true;
  const raise = ({ ecosystem, name }: PackageRef) => {
    if (names(ecosystem)) registry.caches.revisions.raise({ ecosystem, name });
  };
  const raiseOf = async (owner: Owner) => {
    for (const owned of await ownership.of(owner)) raise(owned);
  };
  const ends = [
    storage.feed.subscribe(
      [...ROLE_CHANGES],
      ({ data }) => raiseOf({ kind: 'organisation', id: data.organisationId }),
      { isAwaited: true },
    ),
    storage.feed.subscribe(
      [...ACCOUNT_CHANGES],
      async ({ data: { accountId } }) => {
        await raiseOf({ kind: 'account', id: accountId });
        for (const { organisationId } of await organisations.membershipsOf(accountId)) {
          await raiseOf({ kind: 'organisation', id: organisationId });
        }
      },
      { isAwaited: true },
    ),
    storage.feed.subscribe([...OWNER_CHANGES], ({ ecosystem, name }) => {
      if (ecosystem !== undefined && name !== undefined) raise({ ecosystem, name });
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}
