// Giving back for people: what is depended on most with all parts of its score, a plan, and what was given.

import type {
  GiftItem,
  GivingAnswer,
  GivingLineItem,
  GivingPlanAnswer,
  PackageFundingItem,
  WeightsItem,
} from '../../http/api/giving-contract.ts';
import { describeMoney } from '../../kernel/money.ts';
import type { NameActor } from '../actor-names.ts';
import { count } from '../scan/print-report.ts';
import { words } from '../terminal/painted.ts';
import { shortTime, type Printer } from '../terminal/printer.ts';
import { describeGiven, describeSum, payeeOf, percent, warnOf } from './giving-words.ts';

export function printGiving(out: Printer, answer: GivingAnswer, isCut: boolean): void {
  const { applications, packages, lines, coverage, items } = answer;
  if (answer.asOf === undefined || applications === 0) {
    out.line('Nothing is counted yet: what applications have is counted a moment after it was pushed.');
    out.line(words`To push an application: ${out.palette.code('gatehouse app push . --name NAME')}`);
    return;
  }
  const used = `${count(packages, 'package')} in ${count(applications, 'application')}`;
  out.line(words`${out.palette.strong(used)}, ${count(lines, 'payee')}, as of ${shortTime(answer.asOf)}`);
  out.line(
    `Given in the last 12 months: ${describeSum(answer.given)}; coverage ${percent(coverage.given)} of all scores; a funding link is known for ${percent(coverage.withLink)}`,
  );
  out.line();
  out.table(
    ['payee', 'score', 'apps', 'prod', 'direct', 'needed', 'crit', 'funding, given'],
    items.map((line) => [payeeOf(line), line.score.toFixed(3), ...counts(line), describeFunding(line)]),
  );
  if (isCut) out.line('… and more: ask with a higher --limit');
  printLegend(out, answer.weights);
  printUntold(out, answer);
}

function counts({ parts }: GivingLineItem): readonly string[] {
  const { applications, production, direct, dependents, criticality } = parts;
  return [applications, production, direct, dependents, criticality].map(({ count: one }) => String(one));
}

/** The link to take, what was given, and what to look at. */
function describeFunding(line: GivingLineItem): string {
  const [link] = line.links;
  const claims =
    line.unproven.length === 0 ? '' : `; named by a lesser package alone: ${line.unproven[0]?.url}`;
  const warning = warnOf(link);
  return [
    link === undefined ? `no funding link known${claims}` : link.url,
    ...(line.given.gifts === 0 ? [] : [`given ${describeSum(line.given)}`]),
    ...(warning === undefined ? [] : [warning]),
  ].join('; ');
}

function printLegend(out: Printer, weights: WeightsItem): void {
  const told = Object.entries(weights).map(([part, weight]) => `${part} ${Number(weight.toFixed(3))}`);
  out.line();
  out.line(
    out.palette.faint(`Score: mean of the parts, each beside the highest, weighted ${told.join(', ')}.`),
  );
  out.line(
    out.palette.faint(
      'apps: have it; prod: for more than development; direct: ask for it themselves; needed: by so many packages; crit: sum of the criticality of those applications. --weights weighs otherwise. See docs/giving-back.md',
    ),
  );
}

function printUntold(out: Printer, { untold, unread, kept, lines }: GivingAnswer): void {
  if (untold > 0) {
    out.line(
      out.palette.notice(
        `Of ${count(untold, 'package')} no document at hand says whether money is taken: it is known once they come through this gate, or somebody looks:`,
      ),
    );
    out.line(words`  ${out.palette.code('gatehouse give funding PURL --file FUNDING.yml')}`);
  }
  if (unread > 0)
    out.line(out.palette.bad(`The snapshots of ${count(unread, 'application')} cannot be read.`));
  if (kept < lines) out.line(`The last ${lines - kept} by score are not kept.`);
}

export function printPlan(out: Printer, plan: GivingPlanAnswer): void {
  const { budget, minimum, shares, left, dropped } = plan;
  const what = words`${out.palette.strong(describeMoney(budget))} among ${count(shares.length, 'payee')}`;
  if (shares.length === 0)
    out.line(`Nobody can be given ${describeMoney(minimum)} of ${describeMoney(budget)}.`);
  else out.line(words`${what}, nobody less than ${describeMoney(minimum)}`);
  if (left.minor > 0) out.line(out.palette.notice(`${describeMoney(left)} is left.`));
  if (shares.length > 0) {
    out.line();
    out.table(
      ['amount', 'score', 'to'],
      shares.map((line) => [describeMoney(line.money), line.score.toFixed(3), describeShare(line)]),
    );
  }
  if (dropped > 0) out.line(`${count(dropped, 'payee')} would have got less than the minimum.`);
  printUnfunded(out, plan);
  printLegend(out, plan.weights);
}

/** Who, where, and what they got before. */
function describeShare(line: GivingLineItem): string {
  const [link] = line.links;
  const warning = warnOf(link);
  return [
    payeeOf(line),
    ...(link === undefined ? [] : [link.url]),
    ...(line.given.gifts === 0 ? [] : [`given ${describeSum(line.given)}`]),
    ...(warning === undefined ? [] : [warning]),
  ].join('; ');
}

const MOST_UNFUNDED = 15;

function printUnfunded(out: Printer, { unfunded, unfundedCount, unfundedShare }: GivingPlanAnswer): void {
  if (unfundedCount === 0) return;
  out.line();
  out.line(
    words`${out.palette.strong(count(unfundedCount, 'payee'))} money cannot reach, ${percent(unfundedShare)} of all scores:`,
  );
  const shown = unfunded.slice(0, MOST_UNFUNDED);
  out.table(
    ['payee', 'score', 'instead'],
    shown.map((line) => [payeeOf(line), line.score.toFixed(3), line.instead]),
  );
  if (unfundedCount > shown.length) out.line(`… and ${unfundedCount - shown.length} more`);
}

export function printGifts(out: Printer, items: readonly GiftItem[], nameOf: NameActor): void {
  out.table(
    ['id', 'day', 'kind', 'given', 'by', 'to'],
    items.map((item) => [
      item.id,
      item.day,
      item.kind,
      describeGiven(item),
      nameOf(item.recordedBy),
      [
        item.target,
        ...(item.note === undefined ? [] : [item.note]),
        ...(item.evidence === undefined ? [] : [item.evidence]),
        ...(item.withdrawnBecause === undefined ? [] : [`withdrawn: ${item.withdrawnBecause}`]),
      ].join('; '),
    ]),
  );
}

export function printFunding(out: Printer, item: PackageFundingItem, nameOf: NameActor): void {
  const { palette } = out;
  out.line(palette.strong(item.purl));
  if (item.repository !== undefined) out.line(words`repository ${item.repository}`);
  const rows = [
    ...item.stated.flatMap(({ id, links, author, at }) =>
      links.map(({ url }) => [`${nameOf(author)} (${id})`, at.slice(0, 10), url]),
    ),
    ...item.links.map(({ url, source, since, goneAt }) => [
      source,
      since.slice(0, 10),
      goneAt === undefined ? url : `${url} (gone since ${goneAt.slice(0, 10)})`,
    ]),
  ];
  if (rows.length > 0) out.table(['says', 'since', 'link'], rows);
  else if (item.knownSince === undefined)
    out.line('No document of it is at hand, and nobody stated anything.');
  else out.line('Its documents name no place at which money is taken.');
  out.hint(words`To say where: ${palette.code(`gatehouse give funding ${item.purl} --file FUNDING.yml`)}`);
}
