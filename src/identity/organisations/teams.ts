// Teams: members of an organisation under one name, to grant to together.

import { GatehouseError } from '../../kernel/errors.ts';

import { requireAccess } from '../access.ts';
import type { Account } from '../ports.ts';
import type { Principal } from '../principal.ts';
import { mintId } from '../secret.ts';
import { changeOrganisation, type OrganisationChange } from './change-organisation.ts';
import { findMember, peopleOf } from './members.ts';
import { requireOnOrganisation } from './object-access.ts';
import { parseOrganisationName } from './organisation-name.ts';
import { tellOwners } from './organisation-notices.ts';
import type { Team } from './organisation-ports.ts';
import { publishes } from '../takeover/hold-words.ts';
import { newcomer } from '../takeover/newcomer.ts';
import type { OrganisationDeps } from './organisation-unit.ts';

export interface ListedTeam extends Team {
  /** Names of its members, sorted. */
  readonly members: readonly string[];
}

export interface TeamWish {
  readonly organisation: string;
  readonly team: string;
}

const MAX_TEAMS = 200;

/** By name. Throws `not-found`, access errors. */
export async function listTeams(
  { stores, clock }: Pick<OrganisationDeps, 'stores' | 'clock'>,
  principal: Principal,
  name: string,
): Promise<readonly ListedTeam[]> {
  requireAccess(principal, 'read-organisations', { now: clock.now() });
  const { organisation } = await requireOnOrganisation(stores, principal, name, 'see');
  const members = await stores.teams.members(organisation.id);
  const names = new Map<string, string>();
  for (const { accountId } of members) {
    if (!names.has(accountId))
      names.set(accountId, (await stores.identity.findAccount(accountId))?.name ?? '');
  }
  return (await stores.teams.teams(organisation.id)).map((team) => ({
    ...team,
    members: members
      .filter(({ teamId }) => teamId === team.id)
      .map(({ accountId }) => names.get(accountId) ?? '')
      .sort(),
  }));
}

/** Throws `invalid-request`, `conflict` for a name that is taken, `not-found`, access errors. */
export async function createTeam(
  deps: OrganisationDeps,
  principal: Principal,
  wish: TeamWish,
): Promise<void> {
  const name = parseOrganisationName(wish.team, 'team');
  await changeOrganisation(deps, principal, peopleOf(wish), async (scene) => {
    const teams = await scene.work.teams.teams(scene.organisation.id);
    if (teams.some((team) => team.name === name) || teams.length >= MAX_TEAMS) {
      throw new GatehouseError(
        'conflict',
        `Cannot create team: the name ${name} is taken, or there are ${MAX_TEAMS} teams`,
      );
    }
    await scene.work.teams.save({ id: mintId(deps.random), organisationId: scene.organisation.id, name });
    await record(deps, scene, { team: name, what: 'created' });
  });
}

/** With what was granted to it. */
export async function deleteTeam(
  deps: OrganisationDeps,
  principal: Principal,
  wish: TeamWish,
): Promise<void> {
  await changeOrganisation(deps, principal, peopleOf(wish), async (scene) => {
    const team = await findTeam(scene, wish.team);
    await scene.work.teams.remove(team.id);
    await record(deps, scene, { team: team.name, what: 'deleted' });
  });
}

/** Takes a member of the organisation into a team. Throws `not-found` for others. */
export async function addToTeam(
  deps: OrganisationDeps,
  principal: Principal,
  wish: TeamWish & { readonly name: string },
): Promise<void> {
  await changeOrganisation(deps, principal, peopleOf(wish), async (scene) => {
    const team = await findTeam(scene, wish.team);
    const { account } = await findMember(scene, wish.name);
    await scene.work.teams.addMember({ teamId: team.id, accountId: account.id, since: scene.now });
    await record(deps, scene, {
      team: team.name,
      what: 'member-added',
      member: account,
      comes: await publishesBy(scene, team),
    });
  });
}

export async function removeFromTeam(
  deps: OrganisationDeps,
  principal: Principal,
  wish: TeamWish & { readonly name: string },
): Promise<void> {
  await changeOrganisation(deps, principal, peopleOf(wish), async (scene) => {
    const team = await findTeam(scene, wish.team);
    const { account } = await findMember(scene, wish.name);
    await scene.work.teams.removeMember({ teamId: team.id, accountId: account.id });
    await record(deps, scene, { team: team.name, what: 'member-removed', member: account });
  });
}

/** Throws `not-found`. */
export async function findTeam(
  { work, organisation }: Pick<OrganisationChange, 'work' | 'organisation'>,
  name: string,
): Promise<Team> {
  const wanted = name.slice(0, 256).trim().toLowerCase();
  const team = (await work.teams.teams(organisation.id)).find((one) => one.name === wanted);
  if (team !== undefined) return team;
  throw new GatehouseError('not-found', 'Cannot find the team: there is none of this name');
}

async function publishesBy({ work, organisation }: OrganisationChange, { id }: Team): Promise<boolean> {
  const grants = await work.grants.of(organisation.id);
  return grants.some(({ to, role }) => to.id === id && publishes(role));
}

const WORDS = {
  created: 'was created',
  deleted: 'was deleted, with what was granted to it',
  'member-added': 'has another member',
  'member-removed': 'has a member less',
} as const;

async function record(
  deps: OrganisationDeps,
  scene: OrganisationChange,
  change: {
    readonly team: string;
    readonly what: keyof typeof WORDS;
    readonly member?: Account;
    /** Whether they come to publish by it. */
    readonly comes?: boolean;
  },
): Promise<void> {
  const { work, organisation, about, actor, now } = scene;
  const { team, what, member, comes = false } = change;
  const data = {
    ...about,
    team,
    what,
    ...(member === undefined ? {} : { accountId: member.id, name: member.name }),
  };
  work.journal.record({ kind: 'team-changed', actor, at: now, data });
  const whom = member === undefined ? '' : ` (${member.name})`;
  const { words, people } = await newcomer(deps, scene, { account: member, comes });
  const happened = `The team ${team} of ${organisation.name} ${WORDS[what]}${whom}.${words}`;
  const concerns = [...(member === undefined ? [] : [member]), ...people];
  await tellOwners(deps, work, { organisation, about: 'team-changed', happened, actor, at: now, concerns });
}
