// gatehouse people: who has an account.

import { addedPerson, personList, personRequest, type PersonItem } from '../../http/api/identity-contract.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { command } from '../command.ts';
import { describeEmail } from '../describe-email.ts';
import { words } from '../terminal/painted.ts';
import { shortTime } from '../terminal/printer.ts';

const list = command({
  name: 'people list',
  summary: 'List everyone who has an account (an administrator)',
  hasJson: true,
  usesData: true,
  async run(context) {
    const { out } = context;
    const { items } = await (await context.openDesk()).ask({ path: '/people', answer: personList });
    if (context.shared.isJson) out.json({ items });
    else if (items.length === 0) out.line(words`Nobody has an account yet.`);
    else {
      out.table(
        ['name', 'role', 'since', 'address', 'state'],
        items.map(({ name, role, createdAt, email, hasPassword, disabledAt, deletedAt }) => [
          name,
          role,
          shortTime(createdAt),
          describeEmail(email),
          stateOf({ deletedAt, disabledAt, hasPassword }),
        ]),
      );
    }
    return 0;
  },
});

const add = command({
  name: 'people add',
  summary: 'Add a person (an administrator): prints the link by which they choose a password, or sends it',
  details: [
    'With --email the link goes to that address by letter and is shown to nobody else: following it shows that the person reads what comes there.',
  ],
  words: [{ name: 'NAME', says: 'What they will sign in with' }],
  flags: {
    role: {
      value: 'ROLE',
      says: 'What they may do (else reader)',
      completes: personRequest.shape.role.options,
    },
    email: { value: 'ADDRESS', says: 'Where the link goes' },
  },
  hasJson: true,
  usesData: true,
  examples: ['gatehouse people add bob --role reviewer --email bob@example.com'],
  helps: { conflict: 'gatehouse people list' },
  async run(context, { words: [name = ''], flags: { role = 'reader', email } }) {
    const { out, err } = context;
    const added = await (
      await context.openDesk()
    ).ask({
      method: 'POST',
      path: '/people',
      body: { name, role, ...(email === undefined ? {} : { email }) },
      answer: addedPerson,
    });
    if (context.shared.isJson) out.json(added);
    else if (added.link === undefined) {
      out.line(
        words`${out.palette.good('Added')} ${added.person.name}: a letter with the link goes to ${email ?? ''}`,
      );
    } else {
      out.raw(`${added.link}\n`);
      if (err.isTerminal)
        err.line(words`Give ${added.person.name} this link yourself: it works once, and is not shown again.`);
    }
    return 0;
  },
});

const recover = command({
  name: 'people recover',
  summary:
    'Take the second factors off an account whose person lost them (an administrator with a second factor)',
  details: [
    'Make sure first, by other means than a letter, that it is the person who asks. Their sessions end, they are told at their address, and they sign in by password alone until they enrol another factor.',
  ],
  words: [{ name: 'NAME', says: 'Whose factors go' }],
  usesData: true,
  examples: ['gatehouse people recover bob'],
  helps: { 'not-found': 'gatehouse people list' },
  async run(context, { words: [name = ''] }) {
    const desk = await context.openDesk();
    const { items } = await desk.ask({ path: '/people', answer: personList });
    const person = items.find((one) => one.name === name.toLowerCase());
    if (person === undefined) {
      throw new GatehouseError('not-found', `Cannot take off factors: found nobody called ${name}`);
    }
    await desk.ask({ method: 'POST', path: `/people/${encodeURIComponent(person.id)}/recover` });
    context.out.line(words`${person.name} has no second factor any more, and is signed in nowhere.`);
    return 0;
  },
});

export const peopleCommands = [list, add, recover];

function stateOf({
  deletedAt,
  disabledAt,
  hasPassword,
}: Pick<PersonItem, 'deletedAt' | 'disabledAt' | 'hasPassword'>): string {
  if (deletedAt !== undefined) return 'deleted by its person';
  if (disabledAt !== undefined) return 'disabled';
  return hasPassword ? 'may sign in' : 'has no password yet';
}
