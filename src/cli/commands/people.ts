// gatehouse people: who has an account. gatehouse account: one's own.

import { emailRequest, ownAccount } from '../../http/api/account-contract.ts';
import { addedPerson, personList, personRequest, type EmailItem } from '../../http/api/identity-contract.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { command } from '../command.ts';
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
        items.map(({ name, role, createdAt, email, hasPassword, disabledAt }) => [
          name,
          role,
          shortTime(createdAt),
          describeEmail(email),
          disabledAt !== undefined ? 'disabled' : hasPassword ? 'may sign in' : 'has no password yet',
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

const show = command({
  name: 'account show',
  summary: 'Show your own account',
  hasJson: true,
  usesData: true,
  async run(context) {
    const { out } = context;
    const account = await (await context.openDesk()).ask({ path: '/account', answer: ownAccount });
    if (context.shared.isJson) out.json(account);
    else {
      out.line(
        words`${out.palette.strong(account.name)}, ${account.role} since ${shortTime(account.createdAt)}`,
      );
      out.line(words`Address: ${describeEmail(account.email)}`);
    }
    return 0;
  },
});

const email = command({
  name: 'account email',
  summary:
    'Give an address for letters about your account: it is yours once you follow the link that goes there',
  words: [{ name: 'ADDRESS', says: 'Where you read letters' }],
  usesData: true,
  examples: ['gatehouse account email ada@example.com'],
  async run(context, { words: [address = ''] }) {
    const body = emailRequest.parse({ email: address });
    await (await context.openDesk()).ask({ method: 'POST', path: '/account/email', body });
    context.out.line(words`A letter goes to ${address}: open the link in it within 24 hours.`);
    return 0;
  },
});

export const peopleCommands = [list, add, recover, show, email];

function describeEmail(item: EmailItem | undefined): string {
  if (item === undefined) return '–';
  if (item.lapsedAt !== undefined) return `${item.address} (lapsed)`;
  return item.verifiedAt === undefined ? `${item.address} (not verified)` : item.address;
}
