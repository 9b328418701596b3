// What applications make of findings: puts them into the applications that have the component, and takes them out again.

import { setImmediate } from 'node:timers/promises';

import type { Instant } from '../../kernel/clock.ts';
import { countFindings, type HeldChange, type HeldFinding } from './count-findings.ts';
import { dueAtOf, urgencyOf } from './finding-deadline.ts';
import type { FindingDeadlines, HeldState, KeptFinding, Resolution } from './finding-ports.ts';
import type { FindingChange } from './pair-findings.ts';
import type { Application, InventoryWork, KnownComponent } from '../ports.ts';

/** What is to be done with a finding in an application. */
export type Step = 'open' | { readonly resolve: Resolution };

/** The state after a step; `known` is what the application made of the finding so far. */
export function stateAfter(
  finding: KeptFinding,
  applicationId: string,
  known: HeldState | undefined,
  step: Step,
  now: Instant,
  deadlines: FindingDeadlines,
): HeldState {
  const { componentId, recordId } = finding;
  const { resolvedAt, resolvedWhy, ...before } = known ?? {
    applicationId,
    componentId,
    recordId,
    firstSeen: now,
    lastSeen: now,
    state: 'open' as const,
    isOverdue: false,
    urgency: 0,
  };
  if (step !== 'open') {
    // What has long been resolved stays resolved as it was.
    const resolved = {
      resolvedAt: resolvedAt ?? now,
      resolvedWhy: resolvedWhy ?? step.resolve,
    };
    return { ...before, lastSeen: resolvedAt === undefined ? now : before.lastSeen, ...resolved };
  }
  return withClocks({ ...before, lastSeen: now }, finding, now, deadlines);
}

/** The state with its date and urgency as the finding is now. */
export function withClocks(
  before: HeldState,
  finding: KeptFinding,
  now: Instant,
  deadlines: FindingDeadlines,
): HeldState {
  const { dueAt: _, ...state } = before;
  const dueAt = dueAtOf(finding, state.firstSeen, deadlines);
  return {
    ...state,
    ...(dueAt === undefined ? {} : { dueAt }),
    isOverdue: dueAt !== undefined && dueAt <= now,
    urgency: urgencyOf(finding),
  };
}

/** Saves what became of findings in applications, and counts it. */
export async function saveHeld(
  stores: Pick<InventoryWork, 'findingStates' | 'findingTallies'>,
  changes: readonly HeldChange[],
  now: Instant,
): Promise<void> {
  await stores.findingStates.save(changes.map(({ after }) => after.state));
  await countFindings(stores.findingTallies, changes, now);
}

/** How many applications it began and ended in. */
export interface Spread {
  readonly change: FindingChange;
  readonly opened: number;
  readonly resolved: number;
}

/** Applications that are read at a time. */
const PAGE = 2_000;

/** Carries changes of findings into every application that has the component. */
export async function spreadFindings(
  stores: InventoryWork,
  changes: readonly FindingChange[],
  components: ReadonlyMap<number, KnownComponent>,
  now: Instant,
  deadlines: FindingDeadlines,
): Promise<readonly Spread[]> {
  const ids = [...new Set(changes.map(({ after }) => after.componentId))];
  const known = Map.groupBy(await stores.findingStates.ofComponents(ids), keyOf);
  const holders = await holdersOf(stores, changes, components);
  const names = [...known.values()].flatMap((states) => states.map(({ applicationId }) => applicationId));
  const owners = await ownersOf(stores, [...names, ...[...holders.values()].flat()]);
  const held: HeldChange[] = [];
  const spreads: Spread[] = [];
  for (const change of changes) {
    const states = known.get(keyOf(change.after)) ?? [];
    const own = spreadOne(change, states, holders.get(change.after.componentId) ?? [], now, deadlines);
    held.push(...own.map((one) => ({ ...one, owner: owners.get(one.after.state.applicationId) ?? '' })));
    spreads.push({
      change,
      opened: own.filter(({ before, after }) => isThere(after) && !isThere(before)).length,
      resolved: own.filter(({ before, after }) => isThere(before) && !isThere(after)).length,
    });
    await setImmediate();
  }
  await saveHeld(stores, held, now);
  return spreads;
}

function isThere(held: HeldFinding | undefined): boolean {
  return held !== undefined && held.state.resolvedAt === undefined;
}

function spreadOne(
  { before, after }: FindingChange,
  states: readonly HeldState[],
  holders: readonly string[],
  now: Instant,
  deadlines: FindingDeadlines,
): readonly Omit<HeldChange, 'owner'>[] {
  const { goneAt, goneWhy = 'not-matching' } = after;
  const heldBefore = (state: HeldState): { readonly before?: HeldFinding } =>
    before === undefined ? {} : { before: { finding: before, state } };
  if (goneAt !== undefined) {
    return states
      .filter(({ resolvedAt }) => resolvedAt === undefined)
      .map((state) => ({
        ...heldBefore(state),
        after: {
          finding: after,
          state: stateAfter(after, state.applicationId, state, { resolve: goneWhy }, now, deadlines),
        },
      }));
  }
  const byApplication = new Map(states.map((state) => [state.applicationId, state]));
  return holders.map((applicationId) => {
    const state = byApplication.get(applicationId);
    return {
      ...(state === undefined ? {} : heldBefore(state)),
      after: { finding: after, state: stateAfter(after, applicationId, state, 'open', now, deadlines) },
    };
  });
}

async function holdersOf(
  { components: store }: InventoryWork,
  changes: readonly FindingChange[],
  components: ReadonlyMap<number, KnownComponent>,
): Promise<ReadonlyMap<number, readonly string[]>> {
  const wanted = new Set(
    changes.flatMap(({ after }) => (after.goneAt === undefined ? [after.componentId] : [])),
  );
  const asked = [...wanted].flatMap((id) => components.get(id) ?? []);
  const holders = new Map<number, string[]>();
  let after: string | undefined;
  do {
    const page = await store.holders(asked, {
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    for (const { component, applicationId } of page) {
      const known = holders.get(component.id) ?? [];
      known.push(applicationId);
      holders.set(component.id, known);
    }
    after = page.at(-1)?.applicationId;
  } while (after !== undefined);
  return holders;
}

/** '' for applications that nobody owns. */
export async function ownersOf(
  { applications }: Pick<InventoryWork, 'applications'>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found: readonly Application[] = await applications.byId([...new Set(ids)]);
  return new Map(found.map(({ id, owner = '' }) => [id, owner]));
}

/** Under which a finding stands in maps. */
export function keyOf({ componentId, recordId }: Pick<KeptFinding, 'componentId' | 'recordId'>): string {
  return `${componentId} ${recordId}`;
}
