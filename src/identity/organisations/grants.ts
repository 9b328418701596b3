// Grants: a role for a member or a team, on one package of the organisation or on all below a name.

import { GatehouseError } from '../../kernel/errors.ts';

import { requireAccess } from '../access.ts';
import type { Principal } from '../principal.ts';
import { requireThawedOf } from '../takeover/frozen.ts';
import { publishes } from '../takeover/hold-words.ts';
import { newcomer } from '../takeover/newcomer.ts';
import { mintId } from '../secret.ts';
import { changeOrganisation, type OrganisationChange } from './change-organisation.ts';
import { findMember, peopleOf } from './members.ts';
import { requireOnOrganisation } from './object-access.ts';
import { tellOwners } from './organisation-notices.ts';
import type { Grant, Grantee, GrantObject, GrantRole } from './organisation-ports.ts';
import type { OrganisationDeps } from './organisation-unit.ts';
import { findTeam } from './teams.ts';

export interface ListedGrant extends Grant {
  /** Of the member or team. */
  readonly name: string;
}

/** Who gets it: by name. */
export type GranteeName = { readonly kind: Grantee['kind']; readonly name: string };

const MAX_GRANTS = 1_000;

/** Oldest first. Throws `not-found`, access errors. */
export async function listGrants(
  { stores, clock }: Pick<OrganisationDeps, 'stores' | 'clock'>,
  principal: Principal,
  name: string,
): Promise<readonly ListedGrant[]> {
  requireAccess(principal, 'read-organisations', { now: clock.now() });
  const { organisation } = await requireOnOrganisation(stores, principal, name, 'see');
  const teams = new Map((await stores.teams.teams(organisation.id)).map((team) => [team.id, team.name]));
  const listed: ListedGrant[] = [];
  for (const grant of await stores.grants.of(organisation.id)) {
    const { kind, id } = grant.to;
    const holder = kind === 'team' ? teams.get(id) : (await stores.identity.findAccount(id))?.name;
    listed.push({ ...grant, name: holder ?? '' });
  }
  return listed;
}

/** `pattern` is canonical. Throws `not-found` for no member or team, `conflict`, access errors. */
export async function grantRole(
  deps: OrganisationDeps,
  principal: Principal,
  wish: GrantObject & {
    readonly organisation: string;
    readonly to: GranteeName;
    readonly role: GrantRole;
  },
): Promise<ListedGrant> {
  const { to, role, ecosystem, pattern } = wish;
  return changeOrganisation(deps, principal, peopleOf(wish), async (scene) => {
    const { id, name } = await findHolder(scene, to);
    await requireThawedOf(scene.work, wish, 'add people to');
    return giveGrant(deps, scene, { to: { kind: to.kind, id }, name, role, ecosystem, pattern });
  });
}

/** Gives it within a change that is allowed already. Throws `conflict`. */
export async function giveGrant(
  deps: Pick<OrganisationDeps, 'random' | 'letterHead'>,
  scene: OrganisationChange,
  wish: Pick<ListedGrant, 'to' | 'name' | 'role' | 'ecosystem' | 'pattern'>,
): Promise<ListedGrant> {
  const { work, organisation, now } = scene;
  const { to, name, role, ecosystem, pattern } = wish;
  const present = await work.grants.of(organisation.id);
  const isSame = (grant: Grant) =>
    grant.to.id === to.id &&
    grant.role === role &&
    grant.ecosystem === ecosystem &&
    grant.pattern === pattern;
  if (present.some(isSame) || present.length >= MAX_GRANTS) {
    throw new GatehouseError(
      'conflict',
      `Cannot grant: ${name} has it already, or there are ${MAX_GRANTS} grants`,
    );
  }
  const grant: Grant = {
    id: mintId(deps.random),
    organisationId: organisation.id,
    to,
    role,
    ecosystem,
    pattern,
    grantedAt: now,
  };
  await work.grants.save(grant);
  await record(deps, scene, 'grant-given', { ...grant, name });
  return { ...grant, name };
}

/** Ends one within a change that is allowed already. */
export async function endGrantOf(
  deps: Pick<OrganisationDeps, 'random' | 'letterHead'>,
  scene: OrganisationChange,
  grant: ListedGrant,
): Promise<void> {
  await scene.work.grants.remove(grant.id);
  await record(deps, scene, 'grant-ended', grant);
}

/** Throws `not-found`, in the same words for another organisation's. */
export async function endGrant(
  deps: OrganisationDeps,
  principal: Principal,
  wish: { readonly organisation: string; readonly id: string },
): Promise<void> {
  await changeOrganisation(deps, principal, peopleOf(wish), async (scene) => {
    const { work, organisation } = scene;
    const grant = (await work.grants.of(organisation.id)).find(({ id }) => id === wish.id);
    if (grant === undefined) {
      throw new GatehouseError('not-found', 'Cannot end the grant: there is none of this id');
    }
    await endGrantOf(deps, scene, { ...grant, name: await holderName(scene, grant.to) });
  });
}

async function findHolder(
  scene: OrganisationChange,
  { kind, name }: GranteeName,
): Promise<{ readonly id: string; readonly name: string }> {
  if (kind === 'team') return findTeam(scene, name);
  return (await findMember(scene, name)).account;
}

async function holderName(
  { work, organisation }: OrganisationChange,
  { kind, id }: Grantee,
): Promise<string> {
  if (kind === 'account') return (await work.identity.findAccount(id))?.name ?? '';
  return (await work.teams.teams(organisation.id)).find((team) => team.id === id)?.name ?? '';
}

async function record(
  deps: Pick<OrganisationDeps, 'random' | 'letterHead'>,
  scene: OrganisationChange,
  kind: 'grant-given' | 'grant-ended',
  { id, to, name, role, ecosystem, pattern }: ListedGrant,
): Promise<void> {
  const { work, organisation, about, actor, now } = scene;
  const data = { ...about, grantId: id, to: `${to.kind}:${name}`, role, pattern };
  work.journal.record({ kind, actor, at: now, ecosystem, data });
  const account = to.kind === 'account' ? await work.identity.findAccount(to.id) : undefined;
  const verb = kind === 'grant-given' ? 'is now' : 'is no more';
  const comes = kind === 'grant-given' && publishes(role);
  const freeze = pattern.endsWith('*') ? undefined : `${ecosystem} ${pattern}`;
  const { words, people } = await newcomer(deps, scene, { account, comes, freeze });
  await tellOwners(deps, work, {
    organisation,
    about: kind,
    happened: `${name} of ${organisation.name} ${verb} ${role} for ${ecosystem} ${pattern}.${words}`,
    actor,
    at: now,
    concerns: [...(account === undefined ? [] : [account]), ...people],
  });
}
