// The routes of the mock about organisations.

import * as contract from '../../src/http/api/organisation-contract.ts';
import { journalPage } from '../../src/http/api/decision-contract.ts';
import { GatehouseError } from '../../src/kernel/errors.ts';
import { daysAgo } from './data/days-ago.ts';
import { OWNER_MAY, type MockOrganisation } from './data/organisations.ts';
import { page, type MockRoute } from './mock-route.ts';
import { requireMay, type MockState } from './mock-state.ts';

export function organisationRoutes(): readonly MockRoute[] {
  return [...ownRoutes(), ...peopleRoutes(), ...teamRoutes(), ...grantRoutes(), ...packageRoutes()];
}

function ownRoutes(): readonly MockRoute[] {
  return [
    {
      method: 'GET',
      path: /^\/organisations$/,
      answer: contract.organisationList,
      handle({ state }) {
        requireMay(state, 'read-organisations');
        return { items: state.organisations.map(({ item }) => item) };
      },
    },
    {
      method: 'POST',
      path: /^\/organisations$/,
      answer: contract.organisationItem,
      handle({ state, body }) {
        requireMay(state, 'create-organisations', true);
        const { name, displayName = name } = contract.organisationRequest.parse(body);
        if (state.organisations.some(({ item }) => item.name === name)) {
          throw new GatehouseError(
            'conflict',
            `Cannot create organisation: the name ${name} is taken, or was once; no name is given twice`,
          );
        }
        return makeOrganisation(state, name, displayName).item;
      },
    },
    {
      method: 'GET',
      path: /^\/organisations\/([^/]+)$/,
      answer: contract.organisationItem,
      handle: ({ state }, [name]) => find(state, name, 'see').item,
    },
    {
      method: 'PATCH',
      path: /^\/organisations\/([^/]+)$/,
      handle({ state, body }, [name]) {
        requireMay(state, 'manage-organisations', true);
        find(state, name, 'manage-settings').item.displayName =
          contract.displayNameRequest.parse(body).displayName;
      },
    },
    {
      method: 'GET',
      path: /^\/organisations\/([^/]+)\/journal$/,
      answer: journalPage,
      handle({ state, query }, [name]) {
        const kind = query.get('kind');
        const { journal } = find(state, name, 'read-journal');
        return page(
          query,
          journal.filter((entry) => kind === null || entry.kind === kind),
        );
      },
    },
    {
      method: 'GET',
      path: /^\/invitations$/,
      answer: contract.invitationList,
      handle({ state }) {
        requireMay(state, 'read-organisations');
        return { items: state.ownInvitations };
      },
    },
    {
      method: 'DELETE',
      path: /^\/invitations\/([^/]+)$/,
      handle({ state }, [id]) {
        state.ownInvitations = state.ownInvitations.filter((one) => one.id !== id);
      },
    },
  ];
}

function peopleRoutes(): readonly MockRoute[] {
  return [
    {
      method: 'GET',
      path: /^\/organisations\/([^/]+)\/members$/,
      answer: contract.memberList,
      handle: ({ state }, [name]) => ({ items: find(state, name, 'see').members }),
    },
    {
      method: 'PUT',
      path: /^\/organisations\/([^/]+)\/members\/([^/]+)$/,
      handle({ state, body }, [name, who]) {
        const { members } = change(state, name);
        const { role } = contract.memberRoleRequest.parse(body);
        const member = members.find((one) => one.name === who);
        const owners = members.filter((one) => one.role === 'owner' && one.name !== who);
        if (member?.role === 'owner' && role !== 'owner' && owners.length === 0) {
          throw new GatehouseError(
            'conflict',
            `Cannot take the last owner of ${name} away: make somebody else an owner first`,
          );
        }
        if (member !== undefined) member.role = role;
      },
    },
    {
      method: 'DELETE',
      path: /^\/organisations\/([^/]+)\/members\/([^/]+)$/,
      handle({ state }, [name, who]) {
        const found = change(state, name);
        found.members = found.members.filter((one) => one.name !== who);
      },
    },
    {
      method: 'GET',
      path: /^\/organisations\/([^/]+)\/invitations$/,
      answer: contract.invitationList,
      handle: ({ state }, [name]) => ({ items: find(state, name, 'manage-people').invitations }),
    },
    {
      method: 'POST',
      path: /^\/organisations\/([^/]+)\/invitations$/,
      answer: contract.invitationItem,
      handle({ state, body }, [name = '']) {
        const { invitations } = change(state, name);
        const asked = contract.invitationRequest.parse(body);
        const id = `invitation-${invitations.length + 1}`;
        const expiresAt = daysAgo(state.now, -7);
        invitations.push({ id, organisation: name, ...asked, invitedBy: 'account:ada', expiresAt });
        return invitations.at(-1);
      },
    },
    {
      method: 'DELETE',
      path: /^\/organisations\/([^/]+)\/invitations\/([^/]+)$/,
      handle({ state }, [name, id]) {
        const found = change(state, name);
        found.invitations = found.invitations.filter((one) => one.id !== id);
      },
    },
  ];
}

function teamRoutes(): readonly MockRoute[] {
  return [
    {
      method: 'GET',
      path: /^\/organisations\/([^/]+)\/teams$/,
      answer: contract.teamList,
      handle: ({ state }, [name]) => ({ items: find(state, name, 'see').teams }),
    },
    {
      method: 'POST',
      path: /^\/organisations\/([^/]+)\/teams$/,
      handle({ state, body }, [name]) {
        change(state, name).teams.push({ name: contract.teamRequest.parse(body).name, members: [] });
      },
    },
    {
      method: 'DELETE',
      path: /^\/organisations\/([^/]+)\/teams\/([^/]+)$/,
      handle({ state }, [name, team]) {
        const found = change(state, name);
        found.teams = found.teams.filter((one) => one.name !== team);
      },
    },
    ...(['PUT', 'DELETE'] as const).map((method) => ({
      method,
      path: /^\/organisations\/([^/]+)\/teams\/([^/]+)\/members\/([^/]+)$/,
      handle({ state }: { readonly state: MockState }, [name, teamName, who = '']: readonly string[]) {
        const team = change(state, name).teams.find((one) => one.name === teamName);
        if (team === undefined) return;
        team.members = team.members.filter((one) => one !== who);
        if (method === 'PUT') team.members.push(who);
      },
    })),
  ];
}

function grantRoutes(): readonly MockRoute[] {
  return [
    {
      method: 'GET',
      path: /^\/organisations\/([^/]+)\/grants$/,
      answer: contract.grantList,
      handle: ({ state }, [name]) => ({ items: find(state, name, 'see').grants }),
    },
    {
      method: 'POST',
      path: /^\/organisations\/([^/]+)\/grants$/,
      answer: contract.grantItem,
      handle({ state, body }, [name]) {
        const { grants } = change(state, name);
        const id = `grant-${grants.length + 1}`;
        grants.push({ id, ...contract.grantRequest.parse(body), grantedAt: daysAgo(state.now, 0) });
        return grants.at(-1);
      },
    },
    {
      method: 'DELETE',
      path: /^\/organisations\/([^/]+)\/grants\/([^/]+)$/,
      handle({ state }, [name, id]) {
        const found = change(state, name);
        found.grants = found.grants.filter((one) => one.id !== id);
      },
    },
  ];
}

function packageRoutes(): readonly MockRoute[] {
  const findOwned = (state: MockState, name: string | undefined) => {
    const owned = state.organisations.flatMap(({ packages }) => packages).find((one) => one.name === name);
    if (owned !== undefined) return owned;
    throw new GatehouseError('not-found', 'Cannot find the package: nobody owns one of this name here');
  };
  return [
    {
      method: 'GET',
      path: /^\/organisations\/([^/]+)\/packages$/,
      answer: contract.ownedList,
      handle: ({ state }, [name]) => ({ items: find(state, name, 'see').packages }),
    },
    {
      method: 'POST',
      path: /^\/organisations\/([^/]+)\/packages$/,
      handle({ state, body }, [name]) {
        requireMay(state, 'assign-packages', true);
        const asked = contract.assignRequest.parse(body);
        const since = daysAgo(state.now, 0);
        find(state, name, 'manage-settings').packages.push({
          ...asked,
          owner: `organisation:${name}`,
          since,
          may: [...OWNER_MAY],
        });
      },
    },
    {
      method: 'GET',
      path: /^\/owners\/npm\/([^/]+)$/,
      answer: contract.ownedItem,
      handle: ({ state }, [name]) => findOwned(state, name),
    },
    {
      method: 'GET',
      path: /^\/owners\/npm\/([^/]+)\/history$/,
      answer: journalPage,
      handle({ state, query }, [name]) {
        findOwned(state, name);
        const entries = state.organisations.flatMap(({ journal }) => journal);
        return page(
          query,
          entries.filter((entry) => entry.name === name),
        );
      },
    },
    {
      method: 'PUT',
      path: /^\/owners\/npm\/([^/]+)$/,
      handle({ state, body }, [name]) {
        requireMay(state, 'manage-organisations', true);
        findOwned(state, name).visibility = contract.visibilityRequest.parse(body).visibility;
      },
    },
    {
      method: 'POST',
      path: /^\/owners\/npm\/([^/]+)\/transfer$/,
      handle({ state, body }, [name]) {
        requireMay(state, 'manage-organisations', true);
        findOwned(state, name);
        contract.transferRequest.parse(body);
      },
    },
  ];
}

function makeOrganisation(state: MockState, name: string, displayName: string): MockOrganisation {
  const createdAt = daysAgo(state.now, 0);
  const made: MockOrganisation = {
    item: { name, displayName, createdAt, role: 'owner', may: [...OWNER_MAY] },
    members: [{ name: 'ada', role: 'owner', since: createdAt, isEnabled: true }],
    invitations: [],
    teams: [],
    grants: [],
    packages: [],
    journal: [],
  };
  state.organisations.push(made);
  return made;
}

function change(state: MockState, name: string | undefined): MockOrganisation {
  requireMay(state, 'manage-organisations', true);
  return find(state, name, 'manage-people');
}

function find(state: MockState, name: string | undefined, action: string): MockOrganisation {
  requireMay(state, 'read-organisations');
  const found = state.organisations.find(({ item }) => item.name === name);
  if (found === undefined) {
    throw new GatehouseError(
      'not-found',
      'Cannot find the organisation: there is none of this name that you belong to',
    );
  }
  const { may, role } = found.item;
  if (may.includes(action)) return found;
  throw new GatehouseError(
    'not-allowed',
    `Cannot ${action.replaceAll('-', ' ')} of ${name}: found the role ${role}, which may not`,
    { facts: { action, role: role ?? '' } },
  );
}
