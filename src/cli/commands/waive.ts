// gatehouse waive, waivers: letting something through for a time.

import { waiverItem, waiverPage, type WaiverItem } from '../../http/api/governance-contract.ts';
import { command } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { LIMIT_FLAG, PURL_WORD, REASON_FLAG } from '../common-words.ts';
import { apiPath, askPages } from '../desk/desk.ts';
import { parseLimit } from '../parse-limit.ts';
import { printStated, printStatements } from '../print-statements.ts';
import { words } from '../terminal/painted.ts';

const waive = command({
  name: 'waive',
  summary: 'Let a package or version through for a time; takes a reviewer who signs in',
  details: [
    'What malware records, changed digests, reserved names, quarantines and deny lists keep out cannot be waived.',
    'Exits 1 when the package or version, or a single version of the package, is kept out all the same.',
  ],
  words: [PURL_WORD],
  flags: {
    reason: REASON_FLAG,
    lasts: {
      value: 'TIME',
      says: 'For how long: 12h, 30d, 2w; at most 90 days',
      isRequired: true,
      isSpan: true,
    },
    rule: { value: 'RULE', says: 'Silence this rule alone (can be repeated)', isMany: true },
  },
  hasJson: true,
  usesData: true,
  examples: [
    'gatehouse waive pkg:npm/left-pad@1.3.1 --reason "we read the change" --lasts 3d --rule young-version',
  ],
  async run(context, { words: [purl = ''], flags }) {
    const { reason, lasts, rule } = flags;
    const desk = await context.openDesk();
    const made = await desk.ask({
      method: 'POST',
      path: '/waivers',
      body: { purl, reason, lasts, ...(rule.length === 0 ? {} : { rules: [...rule] }) },
      answer: waiverItem,
    });
    const exitCode = printStated(context, made, 'Waived', `gatehouse waivers withdraw ${made.id}`);
    const remaining = made.remaining ?? [];
    if (remaining.length === 0) return exitCode;
    if (!context.shared.isJson) printRemaining(context, remaining);
    return 1;
  },
});

type Remaining = NonNullable<WaiverItem['remaining']>;

/** What the waiver does not change: without it, "Waived" would read as "let through". */
function printRemaining(context: CommandContext, remaining: Remaining): void {
  const whole = remaining.filter(({ versions }) => versions === undefined);
  const single = remaining.filter(({ versions }) => versions !== undefined);
  printReasons(context, 'It is still kept out:', whole);
  printReasons(context, 'Single versions are still kept out:', single);
}

function printReasons({ out }: CommandContext, title: string, reasons: Remaining): void {
  const { palette } = out;
  if (reasons.length > 0) out.line(words`${palette.notice('!')} ${title}`);
  for (const reason of reasons) {
    const { action, rule, summary, view, isWaivable } = reason;
    const why = isWaivable ? 'this waiver does not cover it' : 'no waiver silences this rule';
    out.line(
      words`  ${palette.action(action)} by rule ${palette.strong(rule)} (view ${view}): ${nameVersions(reason)}${summary}; ${why}`,
    );
  }
}

const SHOWN_VERSIONS = 5;

function nameVersions({ versions = [], versionCount = versions.length }: Remaining[number]): string {
  if (versions.length === 0) return '';
  const shown = versions.slice(0, SHOWN_VERSIONS);
  const more = versionCount - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}: `;
}

const list = command({
  name: 'waivers',
  summary: 'List what people let through',
  flags: { limit: LIMIT_FLAG },
  hasJson: true,
  usesData: true,
  async run(context, { flags }) {
    const desk = await context.openDesk();
    const limit = parseLimit(flags.limit, 'waivers');
    const found = await askPages(desk, { path: '/waivers', answer: waiverPage }, limit);
    return printStatements(context, desk, found, 'Nothing is waived.');
  },
});

const withdraw = command({
  name: 'waivers withdraw',
  summary: 'Take a waiver back; takes a reviewer who signs in',
  words: [{ name: 'ID', says: 'The id that gatehouse waivers shows' }],
  hasJson: true,
  usesData: true,
  helps: { 'not-found': 'gatehouse waivers' },
  async run(context, { words: [id = ''] }) {
    const desk = await context.openDesk();
    const ended = await desk.ask({ method: 'DELETE', path: apiPath('waivers', id), answer: waiverItem });
    return printStated(context, ended, 'Withdrawn');
  },
});

export const waiveCommands = [waive, list, withdraw];
