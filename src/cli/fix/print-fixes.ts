// A plan of fixes for people: what to do first, what it changes, what stays and why.

import { ratingOf } from '../../formats/cvss-rating.ts';
import { inFolder } from '../../formats/shell-words.ts';
import type { Upgrade } from '../../ecosystems/adapter-fix.ts';
import type { Flaw, Move, Patch, Unfixed } from '../../inventory/fix/fix-plan.ts';
import { count } from '../scan/print-report.ts';
import { words } from '../terminal/painted.ts';
import type { Printer } from '../terminal/printer.ts';
import type { LockFix } from './fix-report.ts';

const MOST_RECORDS = 4;
const MOST_MOVES = 6;
const MOST_TRIED = 3;
/** Characters of what a client said; all of it is in the JSON form. */
const MOST_WORDS = 320;
/** The highest score there is; above it stands malware. */
const HIGHEST_SCORE = 10;

export function printFix(out: Printer, fix: LockFix, isApplied: boolean): void {
  const { plan, path, client } = fix;
  const { before, patches, unfixed, whole } = plan;
  out.line(
    words`${out.palette.strong(path)} ${client}, ${count(before.holdings.length, 'component')}, ${count(before.flaws.length, 'finding')}`,
  );
  if (fix.notTried !== undefined)
    out.line(words`  ${out.palette.notice('Nothing is verified:')} ${fix.notTried}`, 4);
  if (patches.length > 0) {
    out.line(
      words`  ${out.palette.strong('Upgrade')} (${patches.length}), as ${client} resolved it in a copy`,
    );
    for (const patch of patches) printPatch(out, patch);
  }
  if (unfixed.length > 0) {
    out.line(words`  ${out.palette.strong('Stays')} (${unfixed.length})`);
    for (const one of unfixed) printUnfixed(out, one);
  }
  if (whole !== undefined) {
    const after = whole.after.flaws.length;
    const left = after === 0 ? out.palette.good('none left') : `${after} left`;
    const outcome = isApplied ? ', written' : '';
    out.line(
      words`  Together: ${count(whole.fixed.length, 'finding')} fixed, ${left}; ${count(whole.moves.length, 'package')} moved, ${count(fix.changes.length, 'file')} changed${outcome}`,
    );
  }
  if (fix.suggestions.length > 0) {
    out.line('  What would move the rest, not verified:');
    for (const command of inFolder(fix.base, fix.suggestions))
      out.line(words`    ${out.palette.code(command)}`);
  }
}

function printPatch(out: Printer, { upgrades: all, fixed, moves, bump }: Patch): void {
  // What the manifest moves, the lock file follows.
  const upgrades = all.filter(
    ({ name, way }) => way !== 'lock' || all.every((one) => one.name !== name || one.way === 'lock'),
  );
  for (const upgrade of upgrades.slice(0, 3)) {
    const move = moves.find(({ name }) => name === upgrade.name);
    out.line(
      words`    ${out.palette.good(headOf(upgrade, move))} ${out.palette.faint(WAYS[upgrade.way])}`,
      8,
    );
  }
  if (upgrades.length > 3)
    out.line(out.palette.faint(`      and ${upgrades.length - 3} more on the way to it`));
  out.line(words`      ${bump}; fixes ${listFlaws(fixed)}`, 8);
  const names = new Set(upgrades.slice(0, 3).map(({ name }) => name));
  const others = moves.filter(({ name }) => !names.has(name));
  if (others.length > 0) {
    const told = others.slice(0, MOST_MOVES).map(describeMove);
    const more = others.length > MOST_MOVES ? [`${others.length - MOST_MOVES} more`] : [];
    out.line(out.palette.faint(`      moves as well: ${[...told, ...more].join(', ')}`), 8);
  }
}

const WAYS: Readonly<Record<Upgrade['way'], string>> = {
  lock: 'in the lock file alone',
  require: 'in the manifest too',
  override: 'by a rule of the manifest over what asks for it',
};

function headOf({ name, from, to }: Upgrade, move: Move | undefined): string {
  if (move !== undefined) return describeMove(move);
  return `${name} ${from}${to === undefined ? '' : ` to ${to}`}`;
}

function describeMove({ name, from, to, kept }: Move): string {
  if (from.length === 0) return `${name} ${to.join(', ')} comes in`;
  if (to.length === 0 && kept.length > 0) return `${name} ${from.join(', ')} gives way to ${kept.join(', ')}`;
  if (to.length === 0) return `${name} ${from.join(', ')} goes`;
  return `${name} ${from.join(', ')} to ${to.join(', ')}`;
}

function printUnfixed(out: Printer, { name, version, flaws, because, tried }: Unfixed): void {
  out.line(words`    ${out.palette.bad(`${name}@${version}`)} ${listFlaws(flaws)}`, 8);
  out.line(words`      ${because}`, 8);
  for (const one of tried.slice(0, MOST_TRIED)) {
    out.line(out.palette.faint(words`      tried: ${shorten(one.replaceAll(/\s+/g, ' '))}`), 8);
  }
}

function shorten(text: string): string {
  if (text.length <= MOST_WORDS) return text;
  return `${text.slice(0, text.lastIndexOf(' ', MOST_WORDS))} …`;
}

/** Each record once, also where it is against several packages that move together. */
function listFlaws(flaws: readonly Flaw[]): string {
  const gravest = new Map<string, Flaw>();
  for (const flaw of [...flaws].sort((a, b) => b.gravity - a.gravity))
    if (!gravest.has(flaw.record)) gravest.set(flaw.record, flaw);
  const records = [...gravest.values()];
  const told = records.slice(0, MOST_RECORDS).map(({ record, gravity }) => `${record}${rated(gravity)}`);
  const more = records.length > MOST_RECORDS ? [`${records.length - MOST_RECORDS} more`] : [];
  return [...told, ...more].join(', ');
}

function rated(gravity: number): string {
  if (gravity <= 0) return '';
  if (gravity <= HIGHEST_SCORE) return ` (${ratingOf(gravity)})`;
  return gravity <= HIGHEST_SCORE + 100 ? ' (known to be exploited)' : '';
}
