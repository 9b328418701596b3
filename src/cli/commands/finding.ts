// gatehouse finding, gatehouse portfolio: what is known against what applications have, what people make of it, how many.

import { findingDecided, findingDetail, findingPage, portfolio } from '../../http/api/finding-contract.ts';
import { FINDING_CLASSES, FINDING_STATES, SEVERITIES } from '../../inventory/findings/finding-ports.ts';
import { command } from '../command.ts';
import { LIMIT_FLAG } from '../common-words.ts';
import { apiPath, askPages } from '../desk/desk.ts';
import { printFinding, printFindings, writeFindingsAsCsv } from '../finding/print-findings.ts';
import { printPortfolio } from '../finding/print-portfolio.ts';
import { parseLimit } from '../parse-limit.ts';
import { words } from '../terminal/painted.ts';
import { UsageError } from '../usage-error.ts';

const ENVIRONMENT_FLAG = { value: 'NAME', says: 'Of which environment, where it has several' } as const;
const ID_WORD = { name: 'ID', says: 'The id that gatehouse finding list shows' } as const;

const list = command({
  name: 'finding list',
  summary: 'List findings in applications, the most pressing first; else only what is open',
  flags: {
    app: { value: 'NAME', says: 'In this application alone' },
    environment: { value: 'NAME', says: 'In this environment alone' },
    owner: { value: 'TEAM', says: 'In applications of this owner' },
    severity: { value: 'WORDS', says: `Of ${SEVERITIES.join(', ')}; several with commas` },
    kind: { value: 'WORDS', says: `Of ${FINDING_CLASSES.join(', ')}` },
    kev: { says: 'Only what is known to be exploited' },
    overdue: { says: 'Only what is overdue' },
    state: { value: 'WORDS', says: `Of ${FINDING_STATES.join(', ')}, resolved` },
    package: { value: 'PURL', says: 'Against this package, or version of it' },
    record: { value: 'ID', says: 'Known by this id: CVE-2021-44228, GHSA-…' },
    csv: { says: 'Print comma-separated values' },
    limit: LIMIT_FLAG,
  },
  hasJson: true,
  usesData: true,
  examples: [
    'gatehouse finding list --owner payments --severity critical,high',
    'gatehouse finding list --overdue --csv > overdue.csv',
  ],
  async run(context, { flags }) {
    const { app, environment, owner, severity, kind, kev, overdue, state, record, csv, limit } = flags;
    const { out } = context;
    if (csv && context.shared.isJson) {
      throw new UsageError('--csv: found --json too, expected one of them', { commandName: 'finding list' });
    }
    const most = parseLimit(limit, 'finding list');
    const desk = await context.openDesk();
    const query = {
      application: app,
      environment,
      owner,
      severity,
      kind,
      state,
      package: flags.package,
      record,
      ...(kev ? { kev: 'true' } : {}),
      ...(overdue ? { overdue: 'true' } : {}),
    };
    const found = await askPages(desk, { path: '/findings', query, answer: findingPage }, most);
    if (context.shared.isJson) out.json(found);
    else if (csv) writeFindingsAsCsv(out, found.items);
    else printFindings(out, found);
    return 0;
  },
});

const show = command({
  name: 'finding show',
  summary: 'Say all that is known of a finding, and what each application makes of it',
  words: [ID_WORD],
  flags: {},
  hasJson: true,
  usesData: true,
  helps: { 'not-found': 'gatehouse finding list' },
  async run(context, { words: [id = ''] }) {
    const desk = await context.openDesk();
    const detail = await desk.ask({ path: apiPath('findings', id), answer: findingDetail });
    if (context.shared.isJson) context.out.json(detail);
    else printFinding(context.out, detail);
    return 0;
  },
});

const set = command({
  name: 'finding set',
  summary: 'Say what is made of a finding; that nothing is to be done about it takes a reviewer who signs in',
  words: [ID_WORD],
  flags: {
    state: { value: 'WORD', says: FINDING_STATES.join(', '), isRequired: true },
    reason: { value: 'TEXT', says: 'Why; all but open and in-triage take one' },
    until: { value: 'DATE', says: 'Of accepted: open again after this day, 2027-01-31' },
    app: { value: 'NAME', says: 'In this application' },
    environment: ENVIRONMENT_FLAG,
    everywhere: { says: 'In every application that has it' },
  },
  hasJson: true,
  usesData: true,
  examples: [
    'gatehouse finding set 12.CVE-2021-44228 --app shop --state in-triage',
    'gatehouse finding set 12.CVE-2021-44228 --everywhere --state accepted --until 2027-01-31 --reason "not reachable from outside"',
  ],
  helps: { 'not-found': 'gatehouse finding list' },
  async run(context, { words: [id = ''], flags }) {
    const { state, reason, until, app, environment, everywhere } = flags;
    if ((app === undefined) === !everywhere) {
      throw new UsageError('expected --app NAME or --everywhere', { commandName: 'finding set' });
    }
    const desk = await context.openDesk();
    const decided = await desk.ask({
      method: 'POST',
      path: `${apiPath('findings', id)}/state`,
      body: {
        state,
        ...(reason === undefined ? {} : { reason }),
        ...(until === undefined ? {} : { until }),
        ...(app === undefined ? { everywhere: true } : { application: app }),
        ...(environment === undefined ? {} : { environment }),
      },
      answer: findingDecided,
    });
    const { out } = context;
    if (context.shared.isJson) out.json(decided);
    else {
      const { applications } = decided;
      const where = applications === 1 ? '1 application' : `${applications} applications`;
      out.line(words`${out.palette.good('Set')} to ${state} in ${where}`);
    }
    return 0;
  },
});

const portfolioCommand = command({
  name: 'portfolio',
  summary: 'Say how all applications stand: what is open, how old it is, its trend, and whose it is',
  flags: { days: { value: 'NUMBER', says: 'How many days of trend (else 90)' } },
  hasJson: true,
  usesData: true,
  async run(context, { flags: { days } }) {
    const desk = await context.openDesk();
    const answer = await desk.ask({ path: '/portfolio', query: { days }, answer: portfolio });
    if (context.shared.isJson) context.out.json(answer);
    else printPortfolio(context.out, answer);
    return 0;
  },
});

export const findingCommands = [list, show, set, portfolioCommand];
