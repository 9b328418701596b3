// gatehouse quarantine, quarantines: holding something back.

import { waiverItem, waiverPage } from '../../http/api/governance-contract.ts';
import { command } from '../command.ts';
import { LIMIT_FLAG, PURL_WORD, REASON_FLAG } from '../common-words.ts';
import { apiPath, askPages } from '../desk/desk.ts';
import { parseLimit } from '../parse-limit.ts';
import { printStated, printStatements } from '../print-statements.ts';

const quarantine = command({
  name: 'quarantine',
  summary: 'Hold a package or version back at once, in every view',
  words: [PURL_WORD],
  flags: {
    reason: REASON_FLAG,
    lasts: { value: 'TIME', says: 'For how long: 12h, 30d (else until it is lifted)', isSpan: true },
  },
  hasJson: true,
  usesData: true,
  examples: ['gatehouse quarantine pkg:pypi/example@2.0.1 --reason "odd network traffic, ticket 1234"'],
  async run(context, { words: [purl = ''], flags }) {
    const { reason, lasts } = flags;
    const desk = await context.openDesk();
    const made = await desk.ask({
      method: 'POST',
      path: '/quarantines',
      body: { purl, reason, ...(lasts === undefined ? {} : { lasts }) },
      answer: waiverItem,
    });
    return printStated(context, made, 'Held back', `gatehouse who ${made.purl}`);
  },
});

const list = command({
  name: 'quarantines',
  summary: 'List what people hold back',
  flags: { limit: LIMIT_FLAG },
  hasJson: true,
  usesData: true,
  async run(context, { flags }) {
    const desk = await context.openDesk();
    const limit = parseLimit(flags.limit, 'quarantines');
    const found = await askPages(desk, { path: '/quarantines', answer: waiverPage }, limit);
    return printStatements(context, desk, found, 'Nothing is in quarantine.');
  },
});

const lift = command({
  name: 'quarantines lift',
  summary: 'Let something out of quarantine; takes a reviewer who signs in',
  words: [{ name: 'ID', says: 'The id that gatehouse quarantines shows' }],
  hasJson: true,
  usesData: true,
  helps: { 'not-found': 'gatehouse quarantines' },
  async run(context, { words: [id = ''] }) {
    const desk = await context.openDesk();
    const ended = await desk.ask({ method: 'DELETE', path: apiPath('quarantines', id), answer: waiverItem });
    return printStated(context, ended, 'Lifted');
  },
});

export const quarantineCommands = [quarantine, list, lift];
