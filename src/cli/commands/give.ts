// gatehouse give: what is depended on most, a plan for a budget, and the record of what was given.

import { writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';

import {
  giftItem,
  giftPage,
  givingPage,
  givingPlan,
  packageFunding,
  statedFunding,
  type GivingAnswer,
  type GivingLineItem,
} from '../../http/api/giving-contract.ts';
import { GIFT_KINDS } from '../../inventory/giving/giving-ports.ts';
import { readActorNames } from '../actor-names.ts';
import { command } from '../command.ts';
import { LIMIT_FLAG, PURL_WORD, REASON_FLAG } from '../common-words.ts';
import { apiPath, askPages, type Desk } from '../desk/desk.ts';
import { giftsCsv, givingCsv, planCsv, planMarkdown } from '../give/giving-tables.ts';
import { describeGiven } from '../give/giving-words.ts';
import { printFunding, printGifts, printGiving, printPlan } from '../give/print-giving.ts';
import { parseLimit } from '../parse-limit.ts';
import { readGivenText } from '../read-given-text.ts';
import { words } from '../terminal/painted.ts';
import { UsageError } from '../usage-error.ts';

const WEIGHTS_FLAG = {
  value: 'WEIGHTS',
  says: 'What counts how much: "direct=2,dependents=1" (else all five alike)',
} as const;
const FORMATS = ['text', 'csv'] as const;
const PLAN_FORMATS = ['text', 'csv', 'markdown'] as const;
const PAGE = 200;

const formatFlag = (completes: readonly string[]) => ({
  value: 'FORMAT',
  says: 'How to print it (else text)',
  completes,
});

function parseFormat(format: string, formats: readonly string[], commandName: string): string {
  if (formats.includes(format)) return format;
  throw new UsageError(`--format: found ${JSON.stringify(format)}, expected ${formats.join(', ')}`, {
    commandName,
  });
}

const list = command({
  name: 'give list',
  summary: 'Say what applications depend on most, where money is taken for it, and what was given',
  details: [
    'Packages of one repository, or with the same payee, are one line. The score is the weighted mean of five counts, each from 0 to 1 beside the highest: applications that have it, that have it for more than development, that ask for it themselves, packages that need it, and the criticality of those applications (by the tags critical and criticality, and by environments that are called production).',
  ],
  flags: { weights: WEIGHTS_FLAG, format: formatFlag(FORMATS), limit: LIMIT_FLAG },
  hasJson: true,
  usesData: true,
  examples: ['gatehouse give list', 'gatehouse give list --weights direct=2,dependents=1 --format csv'],
  async run(context, { flags: { weights, format = 'text', limit } }) {
    const { out, shared } = context;
    const how = parseFormat(format, FORMATS, 'give list');
    const most = parseLimit(limit, 'give list');
    const desk = await context.openDesk();
    const { answer, items, isCut } = await askLines(desk, weights, most);
    if (shared.isJson) out.json({ ...answer, items, isCut });
    else if (how === 'csv') out.raw(givingCsv(items));
    else printGiving(out, { ...answer, items: [...items] }, isCut);
    return 0;
  },
});

/** The head of the first page, with the lines of as many as are asked for. */
async function askLines(
  desk: Desk,
  weights: string | undefined,
  most: number,
): Promise<{
  readonly answer: GivingAnswer;
  readonly items: readonly GivingLineItem[];
  readonly isCut: boolean;
}> {
  const ask = (after: string | undefined, got: number) =>
    desk.ask({
      path: '/giving',
      query: { weights, after, limit: Math.min(PAGE, most - got) },
      answer: givingPage,
    });
  const { next: firstNext, ...answer } = await ask(undefined, 0);
  const items = [...answer.items];
  let next = firstNext;
  while (next !== undefined && items.length < most) {
    const page: GivingAnswer = await ask(next, items.length);
    items.push(...page.items);
    next = page.next;
  }
  return { answer, items, isCut: next !== undefined };
}

const plan = command({
  name: 'give plan',
  summary: 'Share out a budget by score among those whose payee is known, to the cent',
  details: [
    'Whoever would get less than the minimum gets nothing, and the others share it. To whom no funding link is known is told with what to do instead. The same question has the same answer until something is counted anew.',
  ],
  flags: {
    budget: { value: 'AMOUNT', says: 'How much: 12000 or 12000.50', isRequired: true },
    currency: { value: 'CODE', says: 'Of which currency, by ISO 4217', isRequired: true },
    minimum: { value: 'AMOUNT', says: 'Nobody gets less (else 50)' },
    weights: WEIGHTS_FLAG,
    format: formatFlag(PLAN_FORMATS),
    output: { value: 'FILE', says: 'Write it there instead of printing it', completes: 'file' },
  },
  hasJson: true,
  usesData: true,
  examples: [
    'gatehouse give plan --budget 12000 --currency EUR',
    'gatehouse give plan --budget 12000 --currency EUR --minimum 100 --format markdown --output plan.md',
  ],
  async run(context, { flags: { format = 'text', output, budget, currency, minimum, weights } }) {
    const { out, shared, machine } = context;
    const how = parseFormat(format, PLAN_FORMATS, 'give plan');
    if (output !== undefined && how === 'text')
      throw new UsageError('--output: found the format text, expected csv or markdown', {
        commandName: 'give plan',
      });
    const desk = await context.openDesk();
    const query = { budget, currency, minimum, weights };
    const found = await desk.ask({ path: '/giving/plan', query, answer: givingPlan });
    const text = how === 'csv' ? planCsv(found) : planMarkdown(found);
    if (output !== undefined) writeFileSync(resolve(machine.cwd, output), text);
    else if (shared.isJson) out.json(found);
    else if (how === 'text') printPlan(out, found);
    else out.raw(text);
    return 0;
  },
});

const record = command({
  name: 'give record',
  summary: 'Record what was given, money or hours; takes a reviewer',
  details: [
    'To a package, to an address at which money is taken, or to somebody by name; a name counts in the sums, but for no package.',
  ],
  words: [{ name: 'TO', says: 'A package-URL, an address, or a name' }],
  flags: {
    kind: { value: 'KIND', says: 'What it was (else money, or with --hours code)', completes: GIFT_KINDS },
    amount: { value: 'AMOUNT', says: 'How much money: 1200 or 1200.50' },
    currency: { value: 'CODE', says: 'Of which currency, by ISO 4217' },
    hours: { value: 'HOURS', says: 'How much time instead: 16 or 1.5' },
    day: { value: 'DAY', says: 'When: 2026-11-29 (else today)' },
    note: { value: 'TEXT', says: 'What for' },
    evidence: { value: 'URL', says: 'Where it can be seen: an invoice, a pull request' },
  },
  hasJson: true,
  usesData: true,
  examples: [
    'gatehouse give record pkg:npm/left-pad --amount 1200 --currency EUR',
    'gatehouse give record pkg:cargo/serde --hours 16 --kind review --evidence https://code.example/pull/7',
  ],
  async run(context, { words: [target = ''], flags }) {
    const { out, shared } = context;
    const { hours, kind = hours === undefined ? 'money' : 'code' } = flags;
    const { amount, currency, day, note, evidence } = flags;
    const minutes = hours === undefined ? undefined : parseHours(hours);
    const desk = await context.openDesk();
    const body = { target, kind, amount, currency, minutes, day, note, evidence };
    const item = await desk.ask({ method: 'POST', path: '/giving/records', body, answer: giftItem });
    if (shared.isJson) out.json(item);
    else {
      const { palette } = out;
      out.line(
        words`${palette.good('Recorded')} ${describeGiven(item)} for ${palette.strong(item.target)} on ${item.day} ${palette.faint(item.id)}`,
      );
      if (item.line === undefined) out.line('No package here goes by it: it counts in the sums alone.');
    }
    return 0;
  },
});

function parseHours(text: string): number {
  if (/^\d{1,4}(?:\.\d{1,2})?$/.test(text)) return Math.round(Number(text) * 60);
  throw new UsageError(`--hours: found ${JSON.stringify(text)}, expected hours such as 16 or 1.5`, {
    commandName: 'give record',
  });
}

const records = command({
  name: 'give records',
  summary: 'List what was given, newest first',
  words: [{ name: 'TO', says: 'To one package, address or name alone', isOptional: true }],
  flags: { format: formatFlag(FORMATS), limit: LIMIT_FLAG },
  hasJson: true,
  usesData: true,
  async run(context, { words: [target], flags: { format = 'text', limit } }) {
    const { out, shared } = context;
    const how = parseFormat(format, FORMATS, 'give records');
    const most = parseLimit(limit, 'give records');
    const desk = await context.openDesk();
    const question = { path: '/giving/records', query: { target }, answer: giftPage };
    const found = await askPages(desk, question, most);
    if (shared.isJson) out.json(found);
    else if (how === 'csv') out.raw(giftsCsv(found.items));
    else if (found.items.length === 0)
      out.line(
        words`Nothing was recorded. To record: ${out.palette.code('gatehouse give record PURL --amount 100 --currency EUR')}`,
      );
    else
      printGifts(
        out,
        found.items,
        await readActorNames(
          desk,
          found.items.map(({ recordedBy }) => recordedBy),
        ),
      );
    if (!shared.isJson && how === 'text' && found.isCut) out.line('… and more: ask with a higher --limit');
    return 0;
  },
});

const withdraw = command({
  name: 'give withdraw',
  summary: 'Take a record back that was wrong: it stays in the list, and counts no more; takes a reviewer',
  words: [{ name: 'ID', says: 'The id that gatehouse give records shows' }],
  flags: { reason: REASON_FLAG },
  hasJson: true,
  usesData: true,
  helps: { 'not-found': 'gatehouse give records' },
  async run(context, { words: [id = ''], flags: { reason } }) {
    const { out, shared } = context;
    const desk = await context.openDesk();
    const path = `/giving/records${apiPath(id)}`;
    const item = await desk.ask({ method: 'DELETE', path, query: { reason }, answer: giftItem });
    if (shared.isJson) out.json(item);
    else
      out.line(
        words`${out.palette.good('Withdrawn')} ${describeGiven(item)} for ${item.target} ${out.palette.faint(item.id)}`,
      );
    return 0;
  },
});

const funding = command({
  name: 'give funding',
  summary: 'Show where money is taken for a package and since when, or say it; saying it takes a reviewer',
  details: [
    'Links come from the documents of the package that this gate keeps. A FUNDING.yml or funding.json lies in its repository, which the gate does not fetch: look at it, and give it with --file. What a person stated comes before what documents say.',
  ],
  words: [PURL_WORD],
  flags: {
    file: { value: 'FILE', says: 'Its FUNDING.yml or funding.json', completes: 'file' },
    link: { value: 'URL', says: 'An address at which money is taken', isMany: true },
    remove: { value: 'ID', says: 'Take back what somebody said' },
  },
  hasJson: true,
  usesData: true,
  examples: [
    'gatehouse give funding pkg:npm/left-pad',
    'gatehouse give funding pkg:cargo/serde --file FUNDING.yml',
  ],
  async run(context, { words: [purl = ''], flags: { file, link, remove } }) {
    const { out, shared, machine } = context;
    const text = file === undefined ? {} : { text: readGivenText(machine.cwd, file), file: basename(file) };
    const desk = await context.openDesk();
    const { palette } = out;
    if (remove !== undefined) {
      const path = `/giving/funding${apiPath(remove)}`;
      const gone = await desk.ask({ method: 'DELETE', path, answer: statedFunding });
      if (shared.isJson) out.json(gone);
      else
        out.line(
          words`${palette.good('Taken back')} what was said of ${gone.purl} ${palette.faint(gone.id)}`,
        );
      return 0;
    }
    if (file !== undefined || link.length > 0) {
      const body = { purl, ...text, links: link };
      const said = await desk.ask({ method: 'POST', path: '/giving/funding', body, answer: statedFunding });
      if (shared.isJson) {
        out.json(said);
        return 0;
      }
      out.line(words`${palette.good('Kept')} for ${palette.strong(said.purl)} ${palette.faint(said.id)}`);
      for (const { url } of said.links) out.line(words`  ${url}`, 2);
      for (const one of said.passedOver ?? []) out.line(palette.notice(`  not used: ${one}`), 2);
      return 0;
    }
    const item = await desk.ask({ path: '/giving/funding', query: { purl }, answer: packageFunding });
    if (shared.isJson) out.json(item);
    else
      printFunding(
        out,
        item,
        await readActorNames(
          desk,
          item.stated.map(({ author }) => author),
        ),
      );
    return 0;
  },
});

export const giveCommands = [list, plan, record, records, withdraw, funding];
