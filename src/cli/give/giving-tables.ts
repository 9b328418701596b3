// Giving back for others than people at a terminal: CSV for spreadsheets, Markdown for whoever pays.

import type { GiftItem, GivingLineItem, GivingPlanAnswer } from '../../http/api/giving-contract.ts';
import { PARTS } from '../../inventory/giving/weights.ts';
import { escapeControl } from '../../kernel/errors.ts';
import { describeMoney } from '../../kernel/money.ts';
import { csvLine, type CsvCell } from '../csv-line.ts';
import { payeeOf, percent, warnOf } from './giving-words.ts';

const LINE_HEAD = [
  'rank',
  'payee',
  'packages',
  'score',
  'share',
  ...PARTS.flatMap((part) => [part, `${part}_of_1`]),
  'link',
  'link_since',
  'link_changed',
  'link_instead_of',
  'repository',
];

function lineCells(line: GivingLineItem): readonly CsvCell[] {
  const [link] = line.links;
  return [
    line.rank,
    line.title.purl,
    line.packageCount,
    line.score.toFixed(6),
    line.share.toFixed(6),
    ...PARTS.flatMap((part) => [line.parts[part].count, line.parts[part].of1.toFixed(6)]),
    link?.url,
    link?.since.slice(0, 10),
    link?.changedAt?.slice(0, 10),
    link?.insteadOf,
    line.repository,
  ];
}

/** One line a payee; each currency that was given in the last twelve months in a cell, with the minutes beside. */
export function givingCsv(lines: readonly GivingLineItem[]): string {
  const rows = lines.map((line) => [
    ...lineCells(line),
    line.given.money.map(({ amount, currency }) => `${amount} ${currency}`).join(' + '),
    line.given.minutes,
  ]);
  return [[...LINE_HEAD, 'given_money', 'given_minutes'], ...rows].map(csvLine).join('');
}

/** Shares, and after them those whom money cannot reach, with an amount of 0 and what to do instead. */
export function planCsv({ shares, unfunded, budget }: GivingPlanAnswer): string {
  const head = ['amount', 'currency', ...LINE_HEAD, 'instead'];
  const rows = [
    ...shares.map((line) => [line.money.amount, line.money.currency, ...lineCells(line), '']),
    ...unfunded.map((line) => ['0', budget.currency, ...lineCells(line), line.instead]),
  ];
  return [head, ...rows].map(csvLine).join('');
}

export function giftsCsv(items: readonly GiftItem[]): string {
  const head = ['id', 'day', 'kind', 'amount', 'currency', 'minutes', 'target', 'note', 'evidence'];
  const rows = items.map((item) => [
    item.id,
    item.day,
    item.kind,
    item.money?.amount,
    item.money?.currency,
    item.minutes,
    item.target,
    item.note,
    item.evidence,
    item.recordedBy,
    item.recordedAt,
    item.withdrawnAt,
    item.withdrawnBecause,
  ]);
  return [[...head, 'recorded_by', 'recorded_at', 'withdrawn_at', 'withdrawn_because'], ...rows]
    .map(csvLine)
    .join('');
}

/** For the finance department: who gets how much, where, and on what it rests. */
export function planMarkdown(plan: GivingPlanAnswer): string {
  const { budget, minimum, shares, left, dropped, asOf } = plan;
  const rows = shares.map((line) => {
    const [link] = line.links;
    const to = [link === undefined ? '' : `<${link.url}>`, warnOf(link)].filter((one) => one !== undefined);
    const packages = line.packages.slice(0, 5).join(', ');
    const more = line.packageCount > 5 ? ` and ${line.packageCount - 5} more` : '';
    return row([
      payeeOf(line),
      describeMoney(line.money),
      percent(line.share),
      to.join('; '),
      `${packages}${more}`,
    ]);
  });
  const weights = PARTS.map((part) => `${part} ${Number(plan.weights[part].toFixed(3))}`).join(', ');
  return [
    `# ${describeMoney(budget)} for what we depend on`,
    '',
    `As of ${asOf?.slice(0, 10) ?? 'now'}. Nobody gets less than ${describeMoney(minimum)}.`,
    ...(dropped > 0 ? [`${dropped} more would have got less, and got nothing.`] : []),
    ...(left.minor > 0 ? [`${describeMoney(left)} is left.`] : []),
    '',
    ...(rows.length === 0
      ? []
      : [
          row(['Payee', 'Amount', 'Share of score', 'Paid at', 'For']),
          '| --- | ---: | ---: | --- | --- |',
          ...rows,
          row(['Sum', describeMoney({ ...budget, minor: budget.minor - left.minor }), '', '', '']),
          '',
        ]),
    ...unfundedMarkdown(plan),
    `Score: the weighted mean of five counts, each beside the highest (${weights}). Funding links are what the packages themselves publish, or what people here looked up: whoever pays confirms each.`,
    '',
  ].join('\n');
}

function unfundedMarkdown({ unfunded, unfundedCount, unfundedShare }: GivingPlanAnswer): readonly string[] {
  if (unfunded.length === 0) return [];
  return [
    `## ${unfundedCount} whom money cannot reach (${percent(unfundedShare)} of all scores)`,
    '',
    row(['Payee', 'Share of score', 'Instead']),
    '| --- | ---: | --- |',
    ...unfunded.map((line) => row([payeeOf(line), percent(line.share), line.instead])),
    '',
  ];
}

function row(cells: readonly string[]): string {
  return `| ${cells.map(cell).join(' | ')} |`;
}

/** Words of outsiders end no cell, begin no element, and make no link of their own. */
function cell(text: string): string {
  const isAddress = /^<https?:\/\/[^\s<>|]+>/.exec(text)?.[0] ?? '';
  const rest = escapeControl(text.slice(isAddress.length)).replaceAll(/[\\|`*_{}[\]<>#!~]/g, String.raw`\$&`);
  return `${isAddress}${rest}`;
}
