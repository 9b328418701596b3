// gatehouse organisation, member, invitation: organisations, who belongs to them, who is invited.

import {
  invitationItem,
  invitationList,
  joinedOrganisation,
  memberList,
  memberRole,
  organisationItem,
  organisationList,
} from '../../http/api/organisation-contract.ts';
import { command } from '../command.ts';
import { ORGANISATION_WORD, ROLE_WORD } from '../common-words.ts';
import { apiPath } from '../desk/desk.ts';
import { words } from '../terminal/painted.ts';
import { shortTime } from '../terminal/printer.ts';

const PERSON_WORD = { name: 'NAME', says: 'The name of their account' } as const;
const INVITED_WORD = { name: 'NAME', says: 'The name of their account, or their address' } as const;
const MEMBER_ROLE_WORD = { ...ROLE_WORD, completes: memberRole.options };
const INVITATION_WORD = { name: 'ID', says: 'The id that gatehouse invitation list shows' } as const;

const list = command({
  name: 'organisation list',
  summary: 'List the organisations that you belong to',
  hasJson: true,
  usesData: true,
  async run(context) {
    const { out } = context;
    const desk = await context.openDesk();
    const { items } = await desk.ask({ path: '/organisations', answer: organisationList });
    if (context.shared.isJson) out.json({ items });
    else if (items.length === 0) {
      out.line(
        words`You belong to none. To make one: ${out.palette.code('gatehouse organisation create NAME')}`,
      );
    } else {
      out.table(
        ['name', 'shown as', 'your role', 'since'],
        items.map(({ name, displayName, role, createdAt }) => [
          name,
          displayName,
          role ?? '–',
          shortTime(createdAt),
        ]),
      );
    }
    return 0;
  },
});

const show = command({
  name: 'organisation show',
  summary: 'Show an organisation, its members, and what you may do in it',
  words: [ORGANISATION_WORD],
  hasJson: true,
  usesData: true,
  helps: { 'not-found': 'gatehouse organisation list' },
  async run(context, { words: [name = ''] }) {
    const { out } = context;
    const desk = await context.openDesk();
    const path = apiPath('organisations', name);
    const found = await desk.ask({ path, answer: organisationItem });
    const { items } = await desk.ask({ path: `${path}/members`, answer: memberList });
    if (context.shared.isJson) out.json({ ...found, members: items });
    else {
      out.line(words`${out.palette.strong(found.name)}  ${found.displayName}`);
      out.line(words`You may: ${found.may.join(', ').replaceAll('-', ' ')}`);
      out.table(
        ['member', 'role', 'since'],
        items.map(({ name, role, since, isEnabled }) => [
          isEnabled ? name : out.palette.faint(`${name} (disabled)`),
          role,
          shortTime(since),
        ]),
      );
    }
    return 0;
  },
});

const create = command({
  name: 'organisation create',
  summary: 'Make an organisation; you own it. Takes a second factor',
  details: ['A name is given once: not again after the organisation was deleted.'],
  words: [{ name: 'NAME', says: 'Lower-case letters, digits and dashes' }],
  flags: { shown: { value: 'TEXT', says: 'The name that people read (else the name)' } },
  hasJson: true,
  usesData: true,
  examples: ['gatehouse organisation create acme --shown "Acme Ltd"'],
  async run(context, { words: [name = ''], flags: { shown } }) {
    const { out } = context;
    const made = await (
      await context.openDesk()
    ).ask({
      method: 'POST',
      path: '/organisations',
      body: { name, ...(shown === undefined ? {} : { displayName: shown }) },
      answer: organisationItem,
    });
    if (context.shared.isJson) out.json(made);
    else {
      out.line(words`${out.palette.good('Made')} ${made.name}: you own it.`);
      out.hint(words`Next: gatehouse member add ${made.name} NAME publisher`);
    }
    return 0;
  },
});

const rename = command({
  name: 'organisation rename',
  summary: 'Change the name that people read; the name in commands stays',
  words: [ORGANISATION_WORD, { name: 'TEXT', says: 'The name that people read' }],
  usesData: true,
  async run(context, { words: [name = '', displayName = ''] }) {
    const path = apiPath('organisations', name);
    await (await context.openDesk()).ask({ method: 'PATCH', path, body: { displayName } });
    context.out.line(words`${name} is shown as ${displayName}`);
    return 0;
  },
});

const remove = command({
  name: 'organisation delete',
  summary: 'End an organisation that owns no package; its name is never given again',
  words: [ORGANISATION_WORD],
  usesData: true,
  async run(context, { words: [name = ''] }) {
    await (await context.openDesk()).ask({ method: 'DELETE', path: apiPath('organisations', name) });
    context.out.line(words`${context.out.palette.good('Deleted')} ${name}`);
    return 0;
  },
});

const leave = command({
  name: 'organisation leave',
  summary: 'Leave an organisation, as long as it keeps an owner',
  words: [ORGANISATION_WORD],
  usesData: true,
  async run(context, { words: [name = ''] }) {
    const path = apiPath('organisations', name, 'leave');
    await (await context.openDesk()).ask({ method: 'POST', path });
    context.out.line(words`You belong to ${name} no more`);
    return 0;
  },
});

const addMember = command({
  name: 'member add',
  summary: 'Invite a person: they belong to the organisation once they accept, within seven days',
  words: [ORGANISATION_WORD, INVITED_WORD, MEMBER_ROLE_WORD],
  hasJson: true,
  usesData: true,
  examples: ['gatehouse member add acme bo publisher', 'gatehouse member add acme bo@example.com member'],
  async run(context, { words: [organisation = '', name = '', role = ''] }) {
    const { out } = context;
    const invited = await (
      await context.openDesk()
    ).ask({
      method: 'POST',
      path: apiPath('organisations', organisation, 'invitations'),
      body: { name, role },
      answer: invitationItem,
    });
    if (context.shared.isJson) out.json(invited);
    else {
      out.line(
        words`${out.palette.good('Invited')} ${invited.name} until ${shortTime(invited.expiresAt)} UTC.`,
      );
      out.hint(words`They run: gatehouse invitation accept ${invited.id}`);
    }
    return 0;
  },
});

const changeRole = command({
  name: 'member role',
  summary: 'Give a member another role',
  words: [ORGANISATION_WORD, PERSON_WORD, MEMBER_ROLE_WORD],
  usesData: true,
  async run(context, { words: [organisation = '', name = '', role = ''] }) {
    const path = apiPath('organisations', organisation, 'members', name);
    await (await context.openDesk()).ask({ method: 'PUT', path, body: { role } });
    context.out.line(words`${name} is ${role} of ${organisation} now`);
    return 0;
  },
});

const removeMember = command({
  name: 'member remove',
  summary: 'Remove a member, with their teams and grants',
  words: [ORGANISATION_WORD, PERSON_WORD],
  usesData: true,
  async run(context, { words: [organisation = '', name = ''] }) {
    const path = apiPath('organisations', organisation, 'members', name);
    await (await context.openDesk()).ask({ method: 'DELETE', path });
    context.out.line(words`${name} belongs to ${organisation} no more`);
    return 0;
  },
});

const listInvitations = command({
  name: 'invitation list',
  summary: 'List invitations to you, or those of an organisation that wait for an answer (an owner)',
  words: [{ ...ORGANISATION_WORD, isOptional: true }],
  hasJson: true,
  usesData: true,
  async run(context, { words: [organisation] }) {
    const { out } = context;
    const path =
      organisation === undefined ? '/invitations' : apiPath('organisations', organisation, 'invitations');
    const { items } = await (await context.openDesk()).ask({ path, answer: invitationList });
    if (context.shared.isJson) out.json({ items });
    else if (items.length === 0) out.line(words`No invitation waits for an answer.`);
    else {
      out.table(
        ['id', 'organisation', 'invited', 'role', 'by', 'ends'],
        items.map((one) => [
          one.id,
          one.organisation,
          one.name,
          one.role,
          one.invitedBy,
          shortTime(one.expiresAt),
        ]),
      );
    }
    return 0;
  },
});

const accept = command({
  name: 'invitation accept',
  summary: 'Join an organisation that invited you. Takes a second factor',
  words: [INVITATION_WORD],
  usesData: true,
  helps: { 'not-found': 'gatehouse invitation list' },
  async run(context, { words: [id = ''] }) {
    const path = apiPath('invitations', id, 'accept');
    const { organisation } = await (
      await context.openDesk()
    ).ask({ method: 'POST', path, answer: joinedOrganisation });
    context.out.line(words`You belong to ${organisation} now`);
    return 0;
  },
});

const decline = command({
  name: 'invitation decline',
  summary: 'Say no to an invitation',
  words: [INVITATION_WORD],
  usesData: true,
  helps: { 'not-found': 'gatehouse invitation list' },
  async run(context, { words: [id = ''] }) {
    await (await context.openDesk()).ask({ method: 'DELETE', path: apiPath('invitations', id) });
    context.out.line(words`Declined`);
    return 0;
  },
});

const withdraw = command({
  name: 'invitation withdraw',
  summary: 'Take back an invitation of your organisation',
  words: [ORGANISATION_WORD, INVITATION_WORD],
  usesData: true,
  async run(context, { words: [organisation = '', id = ''] }) {
    const path = apiPath('organisations', organisation, 'invitations', id);
    await (await context.openDesk()).ask({ method: 'DELETE', path });
    context.out.line(words`Taken back`);
    return 0;
  },
});

export const organisationCommands = [
  list,
  show,
  create,
  rename,
  leave,
  remove,
  addMember,
  changeRole,
  removeMember,
  listInvitations,
  accept,
  decline,
  withdraw,
];
