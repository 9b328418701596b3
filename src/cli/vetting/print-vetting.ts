// Vetting cards and requests for people.

import type {
  BehaviourItem,
  VettingCard,
  VettingDetail,
  VettingItem,
} from '../../http/api/vetting-contract.ts';
import { padEnd, plain, words, type Painted } from '../terminal/painted.ts';
import type { Palette } from '../terminal/palette.ts';
import { shortTime, type Printer } from '../terminal/printer.ts';

const TITLES: Readonly<Record<BehaviourItem['group'], string>> = {
  gate: 'Here',
  upkeep: 'Upkeep',
  releases: 'Releases',
  people: 'People',
  provenance: 'Provenance',
  installation: 'Installation',
  licence: 'Licence',
  advisories: 'Advisories',
  dependencies: 'Dependencies',
  use: 'Use',
};

/** Evidence that is shown below an answer; all of it with --json. */
const SHOWN = 3;
const ANSWER_WIDTH = 9;

export function printCard(out: Printer, card: VettingCard): void {
  const { palette } = out;
  const { about, answers } = card;
  out.line(
    words`${palette.strong(card.purl)} ${palette.action(card.verdict.action)} ${palette.faint(`(view ${card.view})`)}`,
  );
  if (about.description.state === 'told') out.line(words`${about.description.value ?? ''}`);
  if (about.homepage.state === 'told') out.line(words`${palette.faint(about.homepage.value ?? '')}`);
  if (card.staleBecause !== undefined) {
    out.line(words`${palette.notice('!')} As it was ${shortTime(card.checkedAt)} UTC: ${card.staleBecause}`);
  }
  let group: BehaviourItem['group'] | undefined;
  for (const behaviour of card.behaviours) {
    if (behaviour.group !== group) {
      group = behaviour.group;
      out.line();
      out.line(palette.strong(TITLES[group]));
    }
    printBehaviour(out, behaviour);
  }
  out.line();
  const { yes, partly, no, unknown } = answers;
  out.line(`${yes} yes, ${partly} partly, ${no} no, ${unknown} unknown: what weighs is for you to say`);
}

function printBehaviour(
  out: Printer,
  { question, answer, isNeutral, words: says, evidence }: BehaviourItem,
): void {
  const { palette } = out;
  out.line(
    words`  ${padEnd(answerOf(palette, answer, isNeutral), ANSWER_WIDTH)}${question}`,
    2 + ANSWER_WIDTH,
  );
  const margin = ' '.repeat(2 + ANSWER_WIDTH);
  out.line(words`${margin}${says}`, margin.length);
  for (const { summary, source, at, url } of evidence.slice(0, SHOWN)) {
    const when = at === undefined ? '' : ` ${at.slice(0, 10)}`;
    const where = url === undefined ? '' : ` ${url}`;
    out.line(palette.faint(words`${margin}- ${summary} (${source}${when})${where}`), margin.length + 2);
  }
  const more = evidence.length - SHOWN;
  if (more > 0) out.line(palette.faint(`${margin}- and ${more} more: --json`));
}

function answerOf(palette: Palette, answer: BehaviourItem['answer'], isNeutral: boolean): Painted {
  if (answer === 'unknown') return palette.faint('unknown');
  if (isNeutral) return plain(answer);
  if (answer === 'yes') return palette.good(answer);
  return answer === 'partly' ? palette.notice(answer) : palette.bad(answer);
}

export function printRequests(
  out: Printer,
  { items, isCut }: { readonly items: readonly VettingItem[]; readonly isCut: boolean },
): void {
  if (items.length === 0) {
    out.line(
      words`Nothing was asked for. To ask: ${out.palette.code('gatehouse vet request PURL --reason TEXT')}`,
    );
    return;
  }
  out.table(
    ['id', 'package', 'state', 'until', 'asked by', 'decided by', 'why'],
    items.map((item) => [
      item.id,
      item.purl,
      stateOf(item),
      item.outcome === undefined ? '–' : item.outcome.until.slice(0, 10),
      item.author,
      item.outcome?.author ?? '–',
      item.reason,
    ]),
  );
  if (isCut) out.line('… and more: ask with a higher --limit');
}

function stateOf({ state, outcome, withdrawnAt }: VettingItem): string {
  if (outcome === undefined || outcome.isInForce) return state;
  return withdrawnAt === undefined ? `${state}, ended` : `${state}, taken back`;
}

export function printRequest(out: Printer, found: VettingDetail): void {
  const { palette } = out;
  const { outcome, card } = found;
  out.line(words`${palette.strong(found.purl)} ${stateOf(found)} ${palette.faint(found.id)}`);
  const versions = found.versions === undefined ? '' : `, versions ${found.versions.join(', ')}`;
  const wanted = found.application === undefined ? '' : ` for ${found.application}`;
  out.line(
    words`Asked by ${found.author} ${shortTime(found.createdAt)} UTC${wanted}${versions}: ${found.reason}`,
  );
  if (outcome !== undefined) {
    const own = outcome.isOwn ? ', who had asked for it' : '';
    out.line(
      words`${outcome.decision.replaceAll('-', ' ')} by ${outcome.author}${own} ${shortTime(outcome.at)} UTC until ${outcome.until.slice(0, 10)}: ${outcome.reason}`,
    );
    if (outcome.conditions !== undefined)
      out.line(words`${palette.notice('To heed:')} ${outcome.conditions}`);
  }
  if (found.withdrawnAt !== undefined) out.line(words`Taken back ${shortTime(found.withdrawnAt)} UTC`);
  if (card === undefined) {
    out.hint(words`Next: gatehouse vet ${found.purl}`);
    return;
  }
  out.line();
  out.line(palette.strong(`The card as it was ${shortTime(card.madeAt)} UTC`));
  printCard(out, card);
}
