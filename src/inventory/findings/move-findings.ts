// What a push does to an application's findings: those of what came begin, those of what went end.

import type { Instant } from '../../kernel/clock.ts';
import { packageKey } from '../../kernel/package-ref.ts';
import type { HeldChange } from './count-findings.ts';
import type { FindingDeadlines, HeldState, KeptFinding, Resolution } from './finding-ports.ts';
import { keyOf, saveHeld, stateAfter } from './hold-findings.ts';
import type { InventoryWork } from '../ports.ts';

export interface Move {
  readonly applicationId: string;
  /** '' for nobody. */
  readonly owner: string;
  /** Components that came and went. */
  readonly added: readonly number[];
  readonly removed: readonly number[];
  /** Packages of which it has a version now, by `packageKey`. */
  readonly packages: ReadonlySet<string>;
  readonly now: Instant;
  readonly deadlines: FindingDeadlines;
}

/** Answers how many began and ended; one that goes on in another version of its package did neither. */
export async function moveFindings(
  stores: Pick<InventoryWork, 'findings' | 'findingStates' | 'findingTallies'>,
  move: Move,
): Promise<{ readonly opened: number; readonly resolved: number }> {
  const touched = [...move.added, ...move.removed];
  const findings = await stores.findings.ofComponents(touched);
  const states = await stores.findingStates.ofApplication(move.applicationId, touched);
  const known = new Map(states.map((state) => [keyOf(state), state]));
  const gone = new Set(move.removed);
  const leaving = findings.filter((one) => gone.has(one.componentId) && isThere(known.get(keyOf(one))));
  const arriving = findings.filter((one) => !gone.has(one.componentId) && one.goneAt === undefined);
  const moved = new Set<KeptFinding>();
  const changes: HeldChange[] = [];
  let opened = 0;
  for (const finding of arriving) {
    const before = leaving.find((other) => isSameFlaw(finding, other));
    if (before === undefined) opened += 1;
    else moved.add(before);
    const old = before === undefined ? undefined : known.get(keyOf(before));
    changes.push(arrive(move, finding, known.get(keyOf(finding)), old));
  }
  for (const finding of leaving) {
    const why = moved.has(finding) ? 'moved' : whyGone(move, finding);
    changes.push(leave(move, finding, known.get(keyOf(finding)), why));
  }
  await saveHeld(stores, changes, move.now);
  return { opened, resolved: leaving.length - moved.size };
}

function isThere(state: HeldState | undefined): boolean {
  return state !== undefined && state.resolvedAt === undefined;
}

/** The same record, or one that shares an id with it, against another version of the package. */
function isSameFlaw(one: KeptFinding, other: KeptFinding): boolean {
  const [package1, package2] = [packageOf(one), packageOf(other)];
  return (
    package1 !== undefined &&
    package1 === package2 &&
    one.class === other.class &&
    one.ids.some((id) => other.ids.includes(id))
  );
}

function packageOf({ evidence }: KeptFinding): string | undefined {
  return evidence === undefined ? undefined : packageKey(evidence.subject);
}

/** What was accepted, or is looked into, stays so when only the version is another; that a version is not meant does not. */
function arrive(
  { applicationId, owner, now, deadlines }: Move,
  finding: KeptFinding,
  known: HeldState | undefined,
  old: HeldState | undefined,
): HeldChange {
  const keeps = old?.state === 'accepted' || old?.state === 'in-triage';
  const { componentId, recordId } = finding;
  const from =
    old === undefined
      ? known
      : {
          ...(keeps || known === undefined ? withoutWord(old, keeps) : known),
          componentId,
          recordId,
          firstSeen: Math.min(old.firstSeen, known?.firstSeen ?? old.firstSeen),
        };
  const state = stateAfter(finding, applicationId, from, 'open', now, deadlines);
  return {
    ...(known === undefined ? {} : { before: { finding, state: known } }),
    after: { finding, state },
    owner,
  };
}

function withoutWord(state: HeldState, keeps: boolean): HeldState {
  if (keeps) return state;
  const { reason: _, author: _author, decidedAt: _at, until: _until, ...plain } = state;
  return { ...plain, state: 'open' };
}

function leave(
  { applicationId, owner, now, deadlines }: Move,
  finding: KeptFinding,
  known: HeldState | undefined,
  why: Resolution,
): HeldChange {
  const state = stateAfter(finding, applicationId, known, { resolve: why }, now, deadlines);
  return {
    ...(known === undefined ? {} : { before: { finding, state: known } }),
    after: { finding, state },
    owner,
  };
}

function whyGone({ packages }: Move, finding: KeptFinding): Resolution {
  const name = packageOf(finding);
  return name !== undefined && packages.has(name) ? 'fixed' : 'component-gone';
}
