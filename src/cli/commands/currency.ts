// gatehouse currency: how far applications are behind, and for how long they have been vulnerable.

import { applicationCurrencyPage, currency } from '../../http/api/currency-contract.ts';
import { command } from '../command.ts';
import { LIMIT_FLAG } from '../common-words.ts';
import { currencyCsv, eachCsv } from '../currency/currency-csv.ts';
import { printCurrency, printEach } from '../currency/print-currency.ts';
import { askPages } from '../desk/desk.ts';
import { parseLimit } from '../parse-limit.ts';
import { UsageError } from '../usage-error.ts';

const FORMATS = ['text', 'csv'] as const;

export const currencyCommand = command({
  name: 'currency',
  summary:
    'Say how far applications are behind and for how long they are vulnerable, beside the OSSRA report',
  details: [
    'Of one application, or of all together: the share with high risk (by both definitions), number and ages of unpatched vulnerabilities, versions behind, libyears, components without a release, licence conflicts, time to remediate. What each figure means: docs/currency.md.',
    'What this gate has never loaded is unknown, and never current.',
  ],
  words: [{ name: 'APPLICATION', says: 'One alone, and its components furthest behind', isOptional: true }],
  flags: {
    environment: { value: 'NAME', says: 'Of which environment' },
    each: { says: 'A line for each application' },
    format: { value: 'FORMAT', says: 'text or csv (else text)', completes: FORMATS },
    limit: LIMIT_FLAG,
  },
  hasJson: true,
  usesData: true,
  examples: ['gatehouse currency', 'gatehouse currency shop', 'gatehouse currency --each --format csv'],
  helps: { 'not-found': 'gatehouse app list' },
  async run(context, { words: [application], flags: { environment, each, format = 'text', limit } }) {
    const { out, shared } = context;
    if (!(FORMATS as readonly string[]).includes(format))
      throw new UsageError(`--format: found ${JSON.stringify(format)}, expected text or csv`, {
        commandName: 'currency',
      });
    if (each && application !== undefined)
      throw new UsageError('--each: found an APPLICATION beside it, expected either', {
        commandName: 'currency',
      });
    const desk = await context.openDesk();
    if (each) {
      const most = parseLimit(limit, 'currency');
      const question = {
        path: '/currency/applications',
        query: { environment },
        answer: applicationCurrencyPage,
      };
      const found = await askPages(desk, question, most);
      if (shared.isJson) out.json(found);
      else if (format === 'csv') out.raw(eachCsv(found.items));
      else {
        printEach(out, found.items);
        if (found.isCut) out.line('… and more: ask with a higher --limit');
      }
      return 0;
    }
    const answer = await desk.ask({
      path: '/currency',
      query: { application, environment },
      answer: currency,
    });
    if (shared.isJson) out.json(answer);
    else if (format === 'csv') out.raw(currencyCsv(answer));
    else printCurrency(out, answer);
    return 0;
  },
});
