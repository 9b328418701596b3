// The people of a package: who may publish it, and how its organisation's owners make somebody a maintainer of it.

import type { Instant } from '../../kernel/clock.ts';
import { GatehouseError, isGatehouseError } from '../../kernel/errors.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';

import { keepKeys } from '../high-impact/require-keys.ts';
import { actorOf, type Principal } from '../principal.ts';
import { requireInForce } from '../require-in-force.ts';
import { requireThawed } from '../takeover/frozen.ts';
import type { OrganisationChange } from './change-organisation.ts';
import { endGrantOf, giveGrant } from './grants.ts';
import { findMember } from './members.ts';
import { mayOn, maySee } from './object-rights.ts';
import type { Grant, ObjectRole, OwnedPackage } from './organisation-ports.ts';
import type { OrganisationDeps, OrganisationWork } from './organisation-unit.ts';
import { peopleOfPackage, type PackagePerson, type PeopleStores } from './people-of-package.ts';
import { noPackage, ownerName, requireOnPackage, rolesOnPackage } from './owned-packages.ts';

export interface PackagePeople {
  /** `organisation:acme`, `account:ada`. */
  readonly owner: string;
  /** By name: those who may publish it, and those who decide who does. */
  readonly people: readonly PackagePerson[];
}

/** Names of accounts. With `exactly`, those who are to be able to publish, and nobody else: one at most is another than now. */
export interface PeopleWish {
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
  readonly exactly?: readonly string[];
}

/** Throws `not-found` in the same words for a package that nobody owns and one that the principal may not know. */
export async function listPackagePeople(
  stores: PeopleStores,
  principal: Principal,
  { ecosystem, name }: PackageRef,
): Promise<PackagePeople> {
  const owned = await stores.ownership.find(ecosystem, name);
  if (owned === undefined) throw noPackage();
  if (principal.kind !== 'operator') {
    const roles = await rolesOnPackage(stores, principal, owned);
    const accountId =
      principal.kind === 'person' || principal.kind === 'token' ? principal.accountId : undefined;
    if (!maySee(owned, accountId, roles)) throw noPackage();
  }
  return { owner: await ownerName(stores, owned.owner), people: await peopleOfPackage(stores, owned) };
}

/**
 * Makes members of the owning organisation maintainers of the package, by a grant on it alone, and ends such grants; all or
 * nothing, each journalled and told by letter. While the package is frozen people go, and none come. What the credential must be is for the caller to ask. Throws `not-found` for a
 * package that the principal may not know and for somebody who is no member, `not-allowed` for who does not decide about its
 * people and, of a high-impact package, for a credential without a passkey, `conflict` for a package that one person owns alone and
 * for whom nothing would change.
 */
export async function changePackagePeople(
  deps: Pick<OrganisationDeps, 'unit' | 'clock' | 'random' | 'letterHead'>,
  principal: Principal,
  ref: PackageRef,
  wish: PeopleWish,
): Promise<void> {
  await deps.unit.transact(async (work) => {
    await requireInForce(work, principal);
    const owned = await requireOnPackage(work, principal, ref, 'manage-people');
    const scene = await openScene(deps, work, principal, owned);
    const { add, remove } = await settle(work, owned, wish);
    if (add.length > 0) await requireThawed(work, ref, 'add people to');
    await keepKeys(work, { principal, owner: owned.owner, at: scene.now }, async () => {
      for (const name of add) await addPerson(deps, scene, owned, name);
      for (const name of remove) await removePerson(deps, scene, owned, name);
    });
  });
}

/**
 * Makes those of `names` who belong to the organisation that owns the package maintainers of it, within a unit of work that is
 * allowed to decide so. Answers who could not be: nobody of that name belongs to it, or one person owns the package.
 */
export async function makeMaintainers(
  deps: Pick<OrganisationDeps, 'random' | 'letterHead'>,
  work: OrganisationWork,
  { owned, actor, at }: { readonly owned: OwnedPackage; readonly actor: string; readonly at: Instant },
  names: readonly string[],
): Promise<readonly string[]> {
  const organisation =
    owned.owner.kind === 'account' ? undefined : await work.organisations.find(owned.owner.id);
  if (organisation === undefined) return names;
  const about = { organisationId: organisation.id, organisation: organisation.name };
  const scene: OrganisationChange = { work, organisation, now: at, actor, about };
  const left: string[] = [];
  for (const name of names) {
    try {
      await addPerson(deps, scene, owned, name);
    } catch (error) {
      // Whoever may publish it already has what was to be given.
      if (isGatehouseError(error, 'not-found')) left.push(name);
      else if (!isGatehouseError(error, 'conflict')) throw error;
    }
  }
  return left;
}

async function openScene(
  { clock }: Pick<OrganisationDeps, 'clock'>,
  work: OrganisationWork,
  principal: Principal,
  { ecosystem, name, owner }: OwnedPackage,
): Promise<OrganisationChange> {
  const organisation = owner.kind === 'account' ? undefined : await work.organisations.find(owner.id);
  if (organisation === undefined) {
    throw new GatehouseError(
      'conflict',
      `Cannot change who publishes ${name}: one person owns it alone; give it to an organisation, whose members can be made maintainers of it (gatehouse transfer offer ${ecosystem} ${name} --organisation NAME)`,
    );
  }
  const about = { organisationId: organisation.id, organisation: organisation.name };
  return { work, organisation, now: clock.now(), actor: actorOf(principal), about };
}

/** Who is to come and who to go. */
async function settle(
  work: OrganisationWork,
  owned: OwnedPackage,
  { add = [], remove = [], exactly }: PeopleWish,
): Promise<{ readonly add: readonly string[]; readonly remove: readonly string[] }> {
  if (exactly === undefined) return { add, remove };
  const people = (await peopleOfPackage(work, owned)).filter(({ mayPublish }) => mayPublish);
  const now = new Set(people.map(({ name }) => name));
  const come = exactly.filter((name) => !now.has(name));
  const go = [...now].filter((name) => !exactly.includes(name));
  // Its client sends the whole list for one change of it: somebody who came or went meanwhile is not undone by that.
  if (come.length + go.length <= 1) return { add: come, remove: go };
  throw new GatehouseError(
    'conflict',
    `Cannot change who publishes ${owned.name}: found more than one difference, expected one; somebody else may have changed it meanwhile, try again`,
  );
}

async function addPerson(
  deps: Pick<OrganisationDeps, 'random' | 'letterHead'>,
  scene: OrganisationChange,
  owned: OwnedPackage,
  rawName: string,
): Promise<void> {
  const { account } = await findMemberToAdd(scene, rawName);
  if (mayOn(await rolesOfAccount(scene, owned, account.id), 'publish')) {
    throw new GatehouseError(
      'conflict',
      `Cannot add ${account.name}: they may publish ${owned.name} already`,
    );
  }
  await giveGrant(deps, scene, {
    to: { kind: 'account', id: account.id },
    name: account.name,
    role: 'maintainer',
    ecosystem: owned.ecosystem,
    pattern: owned.name,
  });
}

async function findMemberToAdd(scene: OrganisationChange, rawName: string): ReturnType<typeof findMember> {
  try {
    return await findMember(scene, rawName);
  } catch (cause) {
    const { name } = scene.organisation;
    throw new GatehouseError(
      'not-found',
      `Cannot add ${rawName.slice(0, 100)}: nobody of this name belongs to ${name}; invite them first (gatehouse member add ${name} NAME)`,
      { cause },
    );
  }
}

async function removePerson(
  deps: Pick<OrganisationDeps, 'random' | 'letterHead'>,
  scene: OrganisationChange,
  owned: OwnedPackage,
  rawName: string,
): Promise<void> {
  const { work, organisation } = scene;
  const { account } = await findMember(scene, rawName);
  const theirs = (await work.grants.of(organisation.id)).filter((grant) =>
    isOnPackageAlone(grant, owned, account.id),
  );
  for (const grant of theirs) await endGrantOf(deps, scene, { ...grant, name: account.name });
  const left = await rolesOfAccount(scene, owned, account.id);
  if (theirs.length > 0 && !mayOn(left, 'publish')) return;
  const why = mayOn(left, 'publish')
    ? `they are ${[...left].join(' and ')} by their membership, a team, or a grant on more than this package; change that instead (gatehouse member, gatehouse grant)`
    : 'they may not publish it';
  throw new GatehouseError('conflict', `Cannot remove ${account.name} from ${owned.name}: ${why}`);
}

function isOnPackageAlone(grant: Grant, { ecosystem, name }: OwnedPackage, accountId: string): boolean {
  return (
    grant.to.kind === 'account' &&
    grant.to.id === accountId &&
    grant.ecosystem === ecosystem &&
    grant.pattern === name
  );
}

async function rolesOfAccount(
  { work }: OrganisationChange,
  owned: OwnedPackage,
  accountId: string,
): Promise<ReadonlySet<ObjectRole>> {
  const people = await peopleOfPackage(work, owned);
  return new Set(people.find((one) => one.accountId === accountId)?.roles);
}
