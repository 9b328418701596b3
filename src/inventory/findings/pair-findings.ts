// What a look at a component changes: which findings are new, other than before, back, or gone.

import { isDeepStrictEqual } from 'node:util';

import type { Instant } from '../../kernel/clock.ts';
import type { Evidence } from '../../kernel/evidence.ts';
import { describeEvidence, type FindingFacts } from './describe-evidence.ts';
import type { KeptFinding, Resolution } from './finding-ports.ts';

/** `before` is absent for what is new. */
export interface FindingChange {
  readonly before?: KeptFinding;
  readonly after: KeptFinding;
}

export interface ComponentLook {
  readonly componentId: number;
  /** All that was ever kept against it. */
  readonly before: readonly KeptFinding[];
  /** What is known against it now. */
  readonly evidence: readonly Evidence[];
  readonly now: Instant;
  /** Why what is not known any more is gone. */
  readonly whyGone: (finding: KeptFinding) => Resolution;
}

/**
 * Only what differs. A record that has got another id to show keeps its finding by any id that they share; one that comes back
 * is the finding that it was. Two findings whose records turn out to be one become the one that was known first.
 */
export function pairFindings(look: ComponentLook): readonly FindingChange[] {
  const { componentId, before, evidence, now, whyGone } = look;
  const changes: FindingChange[] = [];
  const taken = new Set<KeptFinding>();
  const names = new Set(before.map(({ recordId }) => recordId));
  for (const facts of evidence.flatMap((one) => describeEvidence(one) ?? [])) {
    const same = before.filter((one) => !taken.has(one) && isSame(one, facts)).sort(byFirstSeen);
    const [first, ...others] = same;
    for (const one of same) taken.add(one);
    const after = keep(componentId, facts, first ?? { recordId: newName(facts, names), firstSeen: now });
    names.add(after.recordId);
    if (first === undefined) changes.push({ after });
    else if (!isUnchanged(first, after)) changes.push({ before: first, after });
    for (const other of others) changes.push(...end(other, 'merged', now));
  }
  for (const one of before) if (!taken.has(one)) changes.push(...end(one, whyGone(one), now));
  return changes;
}

/** Malware stands apart from the vulnerability that shares its ids; a record that was undecided may be decided since. */
function isSame(known: KeptFinding, facts: FindingFacts): boolean {
  const isApart = known.class !== undefined && (known.class === 'malware') !== (facts.class === 'malware');
  if (isApart) return false;
  return facts.ids.includes(known.recordId) || known.ids.some((id) => facts.ids.includes(id));
}

function byFirstSeen(a: KeptFinding, b: KeptFinding): number {
  const isOpen = (one: KeptFinding) => (one.goneAt === undefined ? 0 : 1);
  return isOpen(a) - isOpen(b) || a.firstSeen - b.firstSeen || (a.recordId < b.recordId ? -1 : 1);
}

/** By an id that no other finding of the component has: malware and a vulnerability may share one. */
function newName({ shownId, ids, class: sort }: FindingFacts, taken: ReadonlySet<string>): string {
  return [shownId, ...ids].find((id) => !taken.has(id)) ?? `${shownId}:${sort}`;
}

function keep(
  componentId: number,
  facts: FindingFacts,
  known: Pick<KeptFinding, 'recordId' | 'firstSeen' | 'fixedIn' | 'fixedAt'>,
): KeptFinding {
  const { recordId, firstSeen, fixedIn, fixedAt } = known;
  const isSameFix = fixedIn !== undefined && fixedIn === facts.fixedIn && fixedAt !== undefined;
  return { ...facts, componentId, recordId, firstSeen, ...(isSameFix ? { fixedAt } : {}) };
}

function end(finding: KeptFinding, goneWhy: Resolution, goneAt: Instant): readonly FindingChange[] {
  return finding.goneAt === undefined ? [{ before: finding, after: { ...finding, goneAt, goneWhy } }] : [];
}

/** When a record that leaves things open was looked at says nothing. */
function isUnchanged(before: KeptFinding, after: KeptFinding): boolean {
  return isDeepStrictEqual(comparable(before), comparable(after));
}

function comparable({ evidence, ...rest }: KeptFinding): unknown {
  if (evidence?.kind !== 'undecided-record') return { ...rest, evidence };
  return { ...rest, evidence: { ...evidence, observedAt: 0 } };
}
