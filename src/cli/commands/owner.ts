// gatehouse owner, transfer: whose packages are, who may know them, and how they go to others.

import { journalPage } from '../../http/api/decision-contract.ts';
import {
  ownedItem,
  ownedList,
  transferredPackage,
  visibilityWord,
} from '../../http/api/organisation-contract.ts';
import { formatInstant } from '../../kernel/clock.ts';
import { command } from '../command.ts';
import { ECOSYSTEM_WORD, LIMIT_FLAG, ORGANISATION_WORD, PACKAGE_WORD } from '../common-words.ts';
import { apiPath, askPages } from '../desk/desk.ts';
import { parseLimit } from '../parse-limit.ts';
import { words } from '../terminal/painted.ts';
import { shortTime } from '../terminal/printer.ts';
import { UsageError } from '../usage-error.ts';

const VISIBILITY_WORD = {
  name: 'VISIBILITY',
  says: 'public: whoever may read here; internal: any account; private: those with a role on it',
  completes: visibilityWord.options,
} as const;

const list = command({
  name: 'owner list',
  summary: 'List the packages of an organisation that you may know',
  words: [ORGANISATION_WORD],
  hasJson: true,
  usesData: true,
  async run(context, { words: [organisation = ''] }) {
    const { out } = context;
    const path = apiPath('organisations', organisation, 'packages');
    const { items } = await (await context.openDesk()).ask({ path, answer: ownedList });
    if (context.shared.isJson) out.json({ items });
    else if (items.length === 0) out.line(words`It owns no package that you may know.`);
    else {
      out.table(
        ['ecosystem', 'package', 'visibility', 'since'],
        items.map((one) => [one.ecosystem, one.name, one.visibility, shortTime(one.since)]),
      );
    }
    return 0;
  },
});

const show = command({
  name: 'owner show',
  summary: 'Show whose a package is, and what you may do on it',
  words: [ECOSYSTEM_WORD, PACKAGE_WORD],
  hasJson: true,
  usesData: true,
  async run(context, { words: [ecosystem = '', name = ''] }) {
    const { out } = context;
    const path = apiPath('owners', ecosystem, name);
    const found = await (await context.openDesk()).ask({ path, answer: ownedItem });
    if (context.shared.isJson) out.json(found);
    else {
      out.line(words`${out.palette.strong(found.name)} belongs to ${found.owner}; it is ${found.visibility}`);
      out.line(
        words`You may: ${found.may.length === 0 ? 'read' : found.may.join(', ').replaceAll('-', ' ')}`,
      );
    }
    return 0;
  },
});

const history = command({
  name: 'owner history',
  summary: 'Show whose a package was, who came to publish it and left, and what froze it, newest first',
  words: [ECOSYSTEM_WORD, PACKAGE_WORD],
  flags: { limit: LIMIT_FLAG },
  hasJson: true,
  usesData: true,
  async run(context, { words: [ecosystem = '', name = ''], flags: { limit } }) {
    const { out } = context;
    const desk = await context.openDesk();
    const { items, isCut } = await askPages(
      desk,
      { path: apiPath('owners', ecosystem, name, 'history'), answer: journalPage },
      parseLimit(limit, 'owner history'),
    );
    if (context.shared.isJson) out.json({ items, isCut });
    else {
      out.table(
        ['when', 'what', 'by', 'about'],
        items.map(({ at, kind, actor, data }) => [
          shortTime(at),
          kind.replaceAll('-', ' '),
          actor.replace(/^account:/, ''),
          aboutOf(data),
        ]),
      );
    }
    if (isCut) out.line('… and more: ask with a higher --limit');
    return 0;
  },
});

/** `to organisation:acme, role publisher` */
function aboutOf(data: Readonly<Record<string, unknown>>): string {
  return Object.entries(data)
    .filter(([, value]) => value !== '')
    .map(([key, value]) => {
      const shown = key === 'until' ? formatInstant(Number(value)) : String(value);
      return `${key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)} ${shown}`;
    })
    .join(', ');
}

const assign = command({
  name: 'owner assign',
  summary: "Write down that a package is an organisation's (a reviewer who settles things in it)",
  words: [ORGANISATION_WORD, ECOSYSTEM_WORD, PACKAGE_WORD, VISIBILITY_WORD],
  usesData: true,
  async run(context, { words: [organisation = '', ecosystem = '', name = '', visibility = ''] }) {
    const path = apiPath('organisations', organisation, 'packages');
    await (await context.openDesk()).ask({ method: 'POST', path, body: { ecosystem, name, visibility } });
    context.out.line(words`${name} belongs to ${organisation} now; it is ${visibility}`);
    return 0;
  },
});

const visibility = command({
  name: 'owner visibility',
  summary: 'Make a package public, internal or private',
  words: [ECOSYSTEM_WORD, PACKAGE_WORD, VISIBILITY_WORD],
  usesData: true,
  async run(context, { words: [ecosystem = '', name = '', wanted = ''] }) {
    const path = apiPath('owners', ecosystem, name);
    await (await context.openDesk()).ask({ method: 'PUT', path, body: { visibility: wanted } });
    context.out.line(words`${name} is ${wanted} now`);
    return 0;
  },
});

const offer = command({
  name: 'transfer offer',
  summary: 'Offer a package to an organisation or a person; a letter goes to those who may accept',
  words: [ECOSYSTEM_WORD, PACKAGE_WORD],
  flags: {
    organisation: { value: 'NAME', says: 'To this organisation' },
    person: { value: 'NAME', says: 'To this person' },
  },
  usesData: true,
  examples: ["gatehouse transfer offer npm '@acme/tide' --organisation other"],
  async run(context, { words: [ecosystem = '', name = ''], flags: { organisation, person } }) {
    if ((organisation === undefined) === (person === undefined)) {
      throw new UsageError('expected either --organisation or --person', { commandName: 'transfer offer' });
    }
    const to =
      organisation === undefined
        ? { kind: 'account', name: person }
        : { kind: 'organisation', name: organisation };
    const path = apiPath('owners', ecosystem, name, 'transfer');
    await (await context.openDesk()).ask({ method: 'POST', path, body: { to } });
    context.out.line(
      words`${context.out.palette.good('Offered')} ${name}: it stays where it is until they accept.`,
    );
    return 0;
  },
});

const accept = command({
  name: 'transfer accept',
  summary: 'Accept a package that is offered to you, by what stands in the letter. Takes a second factor',
  words: [{ name: 'SECRET', says: 'What the letter says' }],
  hasJson: true,
  usesData: true,
  async run(context, { words: [secret = ''] }) {
    const { out } = context;
    const taken = await (
      await context.openDesk()
    ).ask({ method: 'POST', path: '/transfers', body: { secret }, answer: transferredPackage });
    if (context.shared.isJson) out.json(taken);
    else out.line(words`${taken.ecosystem} ${taken.name} is yours now`);
    return 0;
  },
});

export const ownerCommands = [list, show, history, assign, visibility, offer, accept];
