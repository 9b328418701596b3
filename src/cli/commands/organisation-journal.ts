// gatehouse organisation journal: what happened in an organisation.

import { journalPage, type JournalItem } from '../../http/api/decision-contract.ts';
import { organisationChange } from '../../http/api/organisation-contract.ts';
import { readActorNames } from '../actor-names.ts';
import { command } from '../command.ts';
import { LIMIT_FLAG, ORGANISATION_WORD } from '../common-words.ts';
import { apiPath, askPages } from '../desk/desk.ts';
import { parseLimit } from '../parse-limit.ts';
import { shortTime } from '../terminal/printer.ts';

const NAME = 'organisation journal';

export const organisationJournalCommand = command({
  name: NAME,
  summary: 'Show what happened in an organisation and to its packages, newest first (owners and auditors)',
  words: [ORGANISATION_WORD],
  flags: {
    kind: { value: 'KIND', says: 'Only this kind of change', completes: organisationChange.options },
    limit: LIMIT_FLAG,
  },
  hasJson: true,
  usesData: true,
  examples: ['gatehouse organisation journal acme --kind grant-given'],
  helps: { 'not-found': 'gatehouse organisation list' },
  async run(context, { words: [name = ''], flags: { kind, limit } }) {
    const { out } = context;
    const desk = await context.openDesk();
    const { items, isCut } = await askPages(
      desk,
      { path: apiPath('organisations', name, 'journal'), query: { kind }, answer: journalPage },
      parseLimit(limit, NAME),
    );
    if (context.shared.isJson) {
      out.json({ items, isCut });
      return 0;
    }
    if (items.length === 0) out.line('Nothing of that kind happened.');
    else {
      const nameOf = await readActorNames(
        desk,
        items.map(({ actor }) => actor),
      );
      out.table(
        ['when', 'what', 'by', 'about'],
        items.map((item) => [
          shortTime(item.at),
          item.kind.replaceAll('-', ' '),
          nameOf(item.actor),
          aboutOf(item),
        ]),
      );
    }
    if (isCut) out.line('… and more: ask with a higher --limit');
    return 0;
  },
});

/** Ids are for machines, and the organisation is the one that was asked for. */
const LEFT_OUT: ReadonlySet<string> = new Set(['organisation', 'organisationId', 'accountId', 'grantId']);

/** `npm @acme/tide, to team:core, role publisher` */
function aboutOf({ ecosystem, name, data }: JournalItem): string {
  const facts = Object.entries(data)
    .filter(([key]) => !LEFT_OUT.has(key))
    .map(
      ([key, value]) =>
        `${key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)} ${String(value)}`,
    );
  const subject = [ecosystem, name].filter((part) => part !== undefined).join(' ');
  return [...(subject === '' ? [] : [subject]), ...facts].join(', ');
}
