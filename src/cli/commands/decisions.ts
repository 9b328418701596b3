// gatehouse decisions, policy observed: what was kept out, and what rules in observe mode would have stopped.

import { decisionPage, type DecisionItem } from '../../http/api/decision-contract.ts';
import { ECOSYSTEMS } from '../../kernel/ecosystem.ts';
import { command } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { LIMIT_FLAG } from '../common-words.ts';
import { askPages } from '../desk/desk.ts';
import { parseLimit } from '../parse-limit.ts';
import { summarizeObserved, type ObservedReader, type ObservedRule } from '../summarize-observed.ts';
import { shortTime } from '../terminal/printer.ts';
import { words } from '../terminal/painted.ts';

/** Rows of the log that the report sums up. */
const REPORT_ROWS = 20_000;
const SHOWN_PURLS = 3;

export const decisionsCommand = command({
  name: 'decisions',
  summary: 'Say what was kept out, by which rule and from whom, newest first',
  flags: {
    rule: { value: 'ID', says: 'Only what this rule kept out' },
    ecosystem: { value: 'ECOSYSTEM', says: 'Only this ecosystem', completes: ECOSYSTEMS },
    text: { value: 'TEXT', says: 'Only packages with this in their name' },
    limit: LIMIT_FLAG,
  },
  hasJson: true,
  usesData: true,
  examples: ['gatehouse decisions', 'gatehouse decisions --rule young-version --json'],
  async run(context, { flags: { limit, ...filter } }) {
    const { out } = context;
    const desk = await context.openDesk();
    const query = { mode: 'enforced', ...filter };
    const { items, isCut } = await askPages(
      desk,
      { path: '/decisions', query, answer: decisionPage },
      parseLimit(limit, 'decisions'),
    );
    if (context.shared.isJson) {
      out.json({ items, isCut });
      return 0;
    }
    if (items.length === 0) {
      const isNarrowed = Object.values(filter).some((value) => value !== undefined);
      out.line(`Nothing ${isNarrowed ? 'of that kind ' : ''}was kept out, as far as is recorded.`);
      return 0;
    }
    out.table(
      ['last', 'times', 'verdict', 'package', 'rule', 'who', 'client'],
      items.map((item) => rowOf(context, item)),
    );
    if (isCut) out.line('… and more: ask with a higher --limit');
    return 0;
  },
});

export const observedCommand = command({
  name: 'policy observed',
  summary: 'Report what rules in observe mode would have stopped, for whom',
  details: [
    'Each rule with mode = "observe" is recorded as if it were enforced. Enforce it when the list is as you want it.',
  ],
  flags: { rule: { value: 'ID', says: 'Only this rule' } },
  hasJson: true,
  usesData: true,
  examples: ['gatehouse policy observed', 'gatehouse policy observed --rule no-copyleft'],
  async run(context, { flags: { rule } }) {
    const { out } = context;
    const desk = await context.openDesk();
    const query = { mode: 'observed', rule };
    const { items, isCut } = await askPages(
      desk,
      { path: '/decisions', query, answer: decisionPage },
      REPORT_ROWS,
    );
    const rules = summarizeObserved(items);
    if (context.shared.isJson) out.json({ rules, isCut });
    else printReport(context, rules, isCut);
    return 0;
  },
});

function rowOf({ out }: CommandContext, item: DecisionItem) {
  const { lastAt, count, action, purl, rule, reader, client } = item;
  return [shortTime(lastAt), String(count), out.palette.action(action), purl, rule, reader, client];
}

function printReport({ out }: CommandContext, rules: readonly ObservedRule[], isCut: boolean): void {
  const { palette } = out;
  if (rules.length === 0) {
    out.line('No rule in observe mode would have stopped anything, as far as is recorded.');
    return;
  }
  for (const { rule, requests, lastAt, readers } of rules) {
    const versions = new Set(readers.flatMap(({ purls }) => purls)).size;
    out.line(
      words`${palette.notice(rule)} would have stopped ${countOf(requests, 'request')} for ${countOf(versions, 'version')} by ${countOf(readers.length, 'reader')}, last ${shortTime(lastAt)} UTC:`,
    );
    out.table(
      ['who', 'times', 'what'],
      readers.map((one) => [one.reader, String(one.requests), nameSome(one)]),
    );
  }
  if (isCut) out.line(`The newest ${REPORT_ROWS} rows of the log were looked at.`);
  out.hint(
    words`Enforce a rule: set its mode to "enforce", then ${palette.code('gatehouse policy test FILE')}`,
  );
}

function nameSome({ purls }: ObservedReader): string {
  const more = purls.length - SHOWN_PURLS;
  return `${purls.slice(0, SHOWN_PURLS).join(' ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function countOf(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
