// What a view keeps out of an index, in one line for the place that the client shows to its user.

import type { PackageDecision, Reason, Verdict } from '../kernel/verdict.ts';
import { isOffered } from '../kernel/verdict.ts';
import { formatInstant } from '../kernel/clock.ts';
import type { VersionOrder } from './adapter-version.ts';

/** One version that is not offered. */
export interface HeldBack {
  readonly version: string;
  readonly verdict: Verdict;
}

/** Every version that is not offered, highest first. */
export function heldBack(decision: PackageDecision, order: VersionOrder): readonly HeldBack[] {
  return [...decision.versions]
    .filter(([, verdict]) => !isOffered(verdict))
    .map(([version, verdict]) => ({ version, verdict }))
    .sort((a, b) => order.compare(b.version, a.version));
}

/**
 * What deserves a word to somebody who only installs: versions newer than the newest offered one, and blocked ones.
 * Older hidden versions would be noise. ASCII, one line; undefined when there is nothing to say.
 */
export function describeHeldBack(
  name: string,
  decision: PackageDecision,
  order: VersionOrder,
  pageUrl: string,
): string | undefined {
  const held = heldBack(decision, order);
  const newestOffered = [...decision.versions]
    .filter(([, verdict]) => isOffered(verdict))
    .reduce<string | undefined>(
      (best, [version]) => (best === undefined || order.compare(version, best) > 0 ? version : best),
      undefined,
    );
  const worth = held.filter(
    ({ version, verdict }) =>
      verdict.action === 'block' || newestOffered === undefined || order.compare(version, newestOffered) > 0,
  );
  const first = worth[0];
  if (first === undefined) return undefined;
  const why = inBrackets(first.verdict.reasons[0]);
  const more = worth.length > 1 ? ` and ${worth.length - 1} more` : '';
  return toAscii(`Gatehouse keeps back ${name}@${first.version}${why}${more}; see ${pageUrl}`);
}

/** ` (rule: why until when)`, to stand behind what is kept back; '' without a reason. */
export function inBrackets(reason: Reason | undefined): string {
  if (reason === undefined) return '';
  const until = reason.until === undefined ? '' : ` until ${formatInstant(reason.until)}`;
  return ` (${reason.rule}: ${reason.summary}${until})`;
}

/** Versions that one line names, and lines that are written, at most. */
const MOST_NAMED = 10;
const MOST_LINES = 8;

/** One line for each reason, with the versions that it keeps back, in the order of `held`; last, where to go on. */
export function explainHeldBack(name: string, held: readonly HeldBack[], pageUrl: string): string {
  const byReason = new Map<string, string[]>();
  for (const { version, verdict } of held) {
    const [reason] = verdict.reasons;
    const ends = reason?.until === undefined ? '' : `; ends ${formatInstant(reason.until)}`;
    const verb = verdict.action === 'hide' || ends !== '' ? 'held back' : 'refused';
    const why = reason === undefined ? verb : `${verb} by rule ${reason.rule}: ${reason.summary}${ends}`;
    const versions = byReason.get(why);
    if (versions === undefined) byReason.set(why, [version]);
    else versions.push(version);
  }
  const lines = [...byReason].map(([why, versions]) => `${name}@${nameSome(versions)}: ${why}`);
  const more = lines.length > MOST_LINES ? [`and ${lines.length - MOST_LINES} other reasons`] : [];
  return toTamedLines([...lines.slice(0, MOST_LINES), ...more, `see ${pageUrl}`]);
}

function nameSome(versions: readonly string[]): string {
  const rest = versions.length - MOST_NAMED;
  return versions.slice(0, MOST_NAMED).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

/** Outside text stays within its line, and writes nothing but text on a terminal. */
function toTamedLines(lines: readonly string[]): string {
  return lines.map(toAscii).join('\n');
}

/** Header values carry ASCII only; anything else becomes `?`. */
export function toAscii(text: string): string {
  return text.replace(/[^\u0020-\u007e]/g, '?');
}
