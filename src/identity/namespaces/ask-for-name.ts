// Gathers what is known of a new name and of whoever wants it, and asks whether they may create it.

import type { Likeness } from '../../kernel/look-alike.ts';
import { holdsName, type NamespaceRulesOf } from '../../kernel/namespace.ts';
import { asPackageName, type PackageRef } from '../../kernel/package-ref.ts';

import type { Principal } from '../principal.ts';
import { noticeAddress } from '../letters/post-letter.ts';
import type { OrganisationStores, Owner } from '../organisations/organisation-ports.ts';
import { mayOn } from '../organisations/object-rights.ts';
import { ownerName, rolesOnPackage } from '../organisations/owned-packages.ts';
import type { IdentityStores } from '../ports.ts';
import { isGrantedNewName } from '../trusted-publishing/granted-package.ts';
import { mayCreateName, type HoldingNamespace, type NameAnswer, type NewNames } from './may-create-name.ts';
import type { Namespace, NamespaceStores } from './namespace-ports.ts';

/** What does not change while the server runs. */
export interface NameRule {
  readonly rules: NamespaceRulesOf;
  readonly newNames: NewNames;
  /** Names that matter here, and that this one looks like, the most alike first; from memory. */
  likenessesOf(ref: PackageRef): Promise<readonly Likeness[]>;
}

/** Stores to be read: within a unit of work where the answer is acted on. */
export type NameStores = NamespaceStores & OrganisationStores & IdentityStores;

/** Whether the principal may create the package, which nobody has here yet. What their token may is another question. */
export async function askForName(
  rule: NameRule,
  stores: NameStores,
  principal: Principal,
  ref: PackageRef,
): Promise<NameAnswer> {
  const { rules, newNames } = rule;
  const inForce = await stores.namespaces.inForce(ref.ecosystem);
  const holding = inForce.filter((namespace) => holdsName(rules, namespace, ref));
  const owner = holding.find((namespace) => namespace.owner !== undefined)?.owner;
  const accountId = principal.kind === 'nobody' ? '' : principal.accountId;
  return mayCreateName({
    ref,
    newNames,
    holders: await Promise.all(holding.map((namespace) => describeHolder(rules, stores, namespace))),
    roles: await rolesThere(stores, principal, ref, owner),
    isMember: principal.kind === 'operator' || (await isMember(stores, accountId)),
    ...(holding.length > 0
      ? {}
      : {
          likeness: await findLikeness(rule, stores, principal, ref),
          isAppealGranted: await isAppealGranted(stores, ref, accountId),
        }),
  });
}

/** The first that is not theirs anyway: whoever publishes a name may call another one nearly so. */
export async function findLikeness(
  rule: Pick<NameRule, 'likenessesOf'>,
  stores: NameStores,
  principal: Principal,
  ref: PackageRef,
): Promise<Likeness | undefined> {
  for (const likeness of await rule.likenessesOf(ref)) {
    const owned = await stores.ownership.find(ref.ecosystem, asPackageName(likeness.name));
    const roles = owned === undefined ? undefined : await rolesOnPackage(stores, principal, owned);
    if (roles === undefined || !mayOn(roles, 'publish')) return likeness;
  }
  return undefined;
}

async function rolesThere(
  stores: NameStores,
  principal: Principal,
  ref: PackageRef,
  owner: Owner | undefined,
): ReturnType<typeof rolesOnPackage> {
  if (owner === undefined) return new Set();
  if (isGrantedNewName(principal, { ...ref, owner })) return new Set(['publisher']);
  return rolesOnPackage(stores, principal, { ...ref, owner });
}

async function describeHolder(
  rules: NamespaceRulesOf,
  stores: NameStores,
  { ecosystem, namespace, state, owner }: Namespace,
): Promise<HoldingNamespace> {
  const pattern = rules[ecosystem].pattern(namespace);
  return owner === undefined
    ? { pattern, state }
    : { pattern, state, owner, ownerName: await ownerName(stores, owner) };
}

async function isMember({ identity }: IdentityStores, accountId: string): Promise<boolean> {
  const account = accountId === '' ? undefined : await identity.findAccount(accountId);
  // Who was let in without an address is known to whoever let them in; one that has lapsed may be somebody else's by now.
  return account !== undefined && (account.email === undefined || noticeAddress(account) !== undefined);
}

async function isAppealGranted(
  { nameAppeals }: NamespaceStores,
  ref: PackageRef,
  accountId: string,
): Promise<boolean> {
  if (accountId === '') return false;
  // The newest counts: what was granted once can be refused later.
  const [newest] = (await nameAppeals.about(ref, accountId)).filter(({ state }) => state !== 'asked');
  return newest?.state === 'granted';
}
