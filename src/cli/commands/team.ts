// gatehouse team, grant: who may do what on which packages of an organisation.

import { grantItem, grantList, grantRole, teamList } from '../../http/api/organisation-contract.ts';
import { ECOSYSTEMS } from '../../kernel/ecosystem.ts';
import { command } from '../command.ts';
import { ORGANISATION_WORD, ROLE_WORD } from '../common-words.ts';
import { apiPath } from '../desk/desk.ts';
import { words } from '../terminal/painted.ts';
import { shortTime } from '../terminal/printer.ts';
import { UsageError } from '../usage-error.ts';

const TEAM_WORD = { name: 'TEAM', says: 'The name of the team' } as const;
const PERSON_WORD = { name: 'NAME', says: 'The name of a member' } as const;

const listTeams = command({
  name: 'team list',
  summary: 'List the teams of an organisation with their members',
  words: [ORGANISATION_WORD],
  hasJson: true,
  usesData: true,
  async run(context, { words: [organisation = ''] }) {
    const { out } = context;
    const path = apiPath('organisations', organisation, 'teams');
    const { items } = await (await context.openDesk()).ask({ path, answer: teamList });
    if (context.shared.isJson) out.json({ items });
    else if (items.length === 0) out.line(words`There are no teams.`);
    else {
      out.table(
        ['team', 'members'],
        items.map(({ name, members }) => [name, members.length === 0 ? '–' : members.join(', ')]),
      );
    }
    return 0;
  },
});

const createTeam = command({
  name: 'team create',
  summary: 'Make a team',
  words: [ORGANISATION_WORD, TEAM_WORD],
  usesData: true,
  async run(context, { words: [organisation = '', name = ''] }) {
    const path = apiPath('organisations', organisation, 'teams');
    await (await context.openDesk()).ask({ method: 'POST', path, body: { name } });
    context.out.line(words`${context.out.palette.good('Made')} the team ${name}`);
    return 0;
  },
});

const deleteTeam = command({
  name: 'team delete',
  summary: 'End a team, with what was granted to it',
  words: [ORGANISATION_WORD, TEAM_WORD],
  usesData: true,
  async run(context, { words: [organisation = '', team = ''] }) {
    const path = apiPath('organisations', organisation, 'teams', team);
    await (await context.openDesk()).ask({ method: 'DELETE', path });
    context.out.line(words`${context.out.palette.good('Deleted')} the team ${team}`);
    return 0;
  },
});

const teamMember = (name: 'team add' | 'team remove') =>
  command({
    name,
    summary: name === 'team add' ? 'Take a member into a team' : 'Take a member out of a team',
    words: [ORGANISATION_WORD, TEAM_WORD, PERSON_WORD],
    usesData: true,
    async run(context, { words: [organisation = '', team = '', member = ''] }) {
      const path = apiPath('organisations', organisation, 'teams', team, 'members', member);
      const method = name === 'team add' ? 'PUT' : 'DELETE';
      await (await context.openDesk()).ask({ method, path });
      context.out.line(words`${member} is ${name === 'team add' ? 'in' : 'not in'} ${team} now`);
      return 0;
    },
  });

const listGrants = command({
  name: 'grant list',
  summary: 'List what was granted to members and teams of an organisation',
  words: [ORGANISATION_WORD],
  hasJson: true,
  usesData: true,
  async run(context, { words: [organisation = ''] }) {
    const { out } = context;
    const path = apiPath('organisations', organisation, 'grants');
    const { items } = await (await context.openDesk()).ask({ path, answer: grantList });
    if (context.shared.isJson) out.json({ items });
    else if (items.length === 0) out.line(words`Nothing is granted.`);
    else {
      out.table(
        ['id', 'to', 'role', 'ecosystem', 'packages', 'since'],
        items.map(({ id, to, role, ecosystem, pattern, grantedAt }) => [
          id,
          `${to.kind} ${to.name}`,
          role,
          ecosystem,
          pattern,
          shortTime(grantedAt),
        ]),
      );
    }
    return 0;
  },
});

const give = command({
  name: 'grant give',
  summary: 'Grant a member or a team a role on packages of an organisation',
  words: [
    ORGANISATION_WORD,
    { ...ROLE_WORD, completes: grantRole.options },
    { name: 'ECOSYSTEM', says: `One of ${ECOSYSTEMS.join(', ')}`, completes: ECOSYSTEMS },
    { name: 'PATTERN', says: 'A name, or all names below a prefix: @acme/*' },
  ],
  flags: {
    member: { value: 'NAME', says: 'To this member' },
    team: { value: 'TEAM', says: 'To this team' },
  },
  hasJson: true,
  usesData: true,
  examples: ["gatehouse grant give acme publisher npm '@acme/*' --team core"],
  async run(context, { words: [organisation = '', role = '', ecosystem = '', pattern = ''], flags }) {
    const { member, team } = flags;
    if ((member === undefined) === (team === undefined)) {
      throw new UsageError('expected either --member or --team', { commandName: 'grant give' });
    }
    const to = member === undefined ? { kind: 'team', name: team } : { kind: 'account', name: member };
    const { out } = context;
    const given = await (
      await context.openDesk()
    ).ask({
      method: 'POST',
      path: apiPath('organisations', organisation, 'grants'),
      body: { to, role, ecosystem, pattern },
      answer: grantItem,
    });
    if (context.shared.isJson) out.json(given);
    else out.line(words`${given.to.name} is ${given.role} of ${given.ecosystem} ${given.pattern} now`);
    return 0;
  },
});

const end = command({
  name: 'grant end',
  summary: 'End a grant',
  words: [ORGANISATION_WORD, { name: 'ID', says: 'The id that gatehouse grant list shows' }],
  usesData: true,
  async run(context, { words: [organisation = '', id = ''] }) {
    const path = apiPath('organisations', organisation, 'grants', id);
    await (await context.openDesk()).ask({ method: 'DELETE', path });
    context.out.line(words`${context.out.palette.good('Ended')} ${id}`);
    return 0;
  },
});

export const teamCommands = [
  listTeams,
  createTeam,
  teamMember('team add'),
  teamMember('team remove'),
  deleteTeam,
  listGrants,
  give,
  end,
];
