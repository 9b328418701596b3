// Verdicts in words: one line for a package manager's error, several for a person who asks why.

import { formatInstant } from '../kernel/clock.ts';
import { subjectName } from '../kernel/evidence.ts';
import type { PackageName } from '../kernel/package-ref.ts';
import type { Action, EvidenceNote, Reason, Verdict } from '../kernel/verdict.ts';
import { tameWholeText } from './outside-text.ts';

/** What is explained. */
export interface ExplainedVerdict {
  readonly name: PackageName;
  /** Absent: the verdict is about the name. */
  readonly version?: string;
  readonly verdict: Verdict;
  /** The page here that tells more and takes requests for a waiver. */
  readonly pageUrl: string;
}

/**
 * One line without control characters: what, which rule, why, until when, where to go on.
 * `left-pad@1.3.1 is held back by rule young-version: published …; ends 2026-11-25T10:00:00Z; see http://…`
 */
export function describeRefusal({ name, version, verdict, pageUrl }: ExplainedVerdict): string {
  const subject = subjectName(name, version);
  const [first, ...others] = verdict.reasons.filter(({ action }) => action === verdict.action);
  if (first === undefined) return tameWholeText(`${subject} ${STANDINGS[verdict.action]}; see ${pageUrl}`);
  const verb = first.until === undefined ? STANDINGS[verdict.action] : 'is held back';
  const ends = first.until === undefined ? '' : `; ends ${formatInstant(first.until)}`;
  const rules = [...new Set(others.map(({ rule }) => rule))].filter((rule) => rule !== first.rule);
  const more = rules.length === 0 ? '' : `; also held by ${rules.join(', ')}`;
  return tameWholeText(
    `${subject} ${verb} by rule ${first.rule}: ${first.summary}${ends}${more}; see ${pageUrl}`,
  );
}

/**
 * Several lines without control characters other than the line breaks between them: the verdict, each reason with its
 * evidence, then what rules in observe mode would have done.
 */
export function explainVerdict({ name, version, verdict, pageUrl }: ExplainedVerdict): string {
  return [
    `${subjectName(name, version)} ${STANDINGS[verdict.action]}`,
    ...verdict.reasons.flatMap((reason) => explainReason(reason, reason.action)),
    ...verdict.observed.flatMap((reason) => explainReason(reason, `would ${reason.action}`)),
    `see ${pageUrl}`,
  ]
    .map(tameWholeText)
    .join('\n');
}

const STANDINGS: Readonly<Record<Action, string>> = {
  allow: 'is let through',
  warn: 'is let through with a warning',
  hide: 'is held back',
  block: 'is refused',
};

function explainReason(reason: Reason, action: string): readonly string[] {
  const ends = reason.until === undefined ? [] : [`    ends ${formatInstant(reason.until)}`];
  const sources = reason.evidence.map((note) => `    evidence: ${describeNote(note)}`);
  return [`  ${action} by rule ${reason.rule}: ${reason.summary}`, ...ends, ...sources];
}

function describeNote({ kind, source, id, url }: EvidenceNote): string {
  return `${kind} from ${source}${id === undefined ? '' : `, ${id}`}${url === undefined ? '' : `, ${url}`}`;
}
