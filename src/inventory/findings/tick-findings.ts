// What only the clock changes: findings whose time is up, and acceptances that end.

import type { Instant } from '../../kernel/clock.ts';
import type { HeldChange } from './count-findings.ts';
import type { HeldState, KeptFinding } from './finding-ports.ts';
import { keyOf, ownersOf, saveHeld, withClocks } from './hold-findings.ts';
import type { InventoryWork } from '../ports.ts';
import type { RematchDeps } from './rematch-components.ts';

/** Findings that are written in one transaction. */
const PAGE = 500;

/** Marks what is overdue now, and opens what is no longer accepted. Twice does what once does. */
export async function tickFindings(
  deps: Pick<RematchDeps, 'clock' | 'unit' | 'stores' | 'deadlines'>,
): Promise<void> {
  const now = deps.clock.now();
  const isQuiet = async (): Promise<boolean> => {
    const { findingStates } = deps.stores;
    const [late] = await findingStates.becomingOverdue(now, 1);
    const [ended] = await findingStates.noLongerAccepted(now, 1);
    return late === undefined && ended === undefined;
  };
  while (!(await isQuiet())) {
    const changed = await deps.unit.transact(async (stores) => {
      const ended = await stores.findingStates.noLongerAccepted(now, PAGE);
      const late = await stores.findingStates.becomingOverdue(now, PAGE);
      const reopened = await reopen(deps, stores, ended);
      // One that was both is looked at again in the next round.
      const both = new Set(ended.map((state) => `${state.applicationId} ${keyOf(state)}`));
      const only = late.filter((state) => !both.has(`${state.applicationId} ${keyOf(state)}`));
      return reopened + (await restate(deps, stores, only, (state) => state)).length;
    });
    if (changed === 0) return;
  }
}

async function reopen(
  deps: Pick<RematchDeps, 'clock' | 'deadlines'>,
  stores: InventoryWork,
  states: readonly HeldState[],
): Promise<number> {
  const at = deps.clock.now();
  const changes = await restate(deps, stores, states, (state) => endAcceptance(state, at));
  const told = changes.filter(({ after: { state } }) => state.resolvedAt === undefined);
  const groups = Map.groupBy(told, ({ after: { finding } }) => keyOf(finding));
  for (const group of groups.values()) {
    const finding = group[0]?.after.finding;
    const subject = finding?.evidence?.subject;
    if (finding === undefined || subject === undefined) continue;
    const { ecosystem, name } = subject;
    const data = {
      record: finding.shownId,
      componentId: finding.componentId,
      state: 'open',
      reason: 'its acceptance has ended',
      applications: group.length,
    };
    stores.journal.record({ kind: 'finding-decided', actor: 'gatehouse', at, ecosystem, name, data });
  }
  return changes.length;
}

function endAcceptance(accepted: HeldState, at: Instant): HeldState {
  const { until: _, ...state } = accepted;
  const word = state.state === 'accepted' ? 'open' : state.state;
  return { ...state, state: word, decidedAt: at, author: 'gatehouse' };
}

async function restate(
  { clock, deadlines }: Pick<RematchDeps, 'clock' | 'deadlines'>,
  stores: InventoryWork,
  states: readonly HeldState[],
  change: (state: HeldState) => HeldState,
): Promise<readonly HeldChange[]> {
  if (states.length === 0) return [];
  const now = clock.now();
  const kept = await stores.findings.ofComponents([...new Set(states.map(({ componentId }) => componentId))]);
  const findings = new Map<string, KeptFinding>(kept.map((finding) => [keyOf(finding), finding]));
  const owners = await ownersOf(
    stores,
    states.map(({ applicationId }) => applicationId),
  );
  const changes = states.flatMap((state): readonly HeldChange[] => {
    const finding = findings.get(keyOf(state));
    if (finding === undefined) return [];
    const next = change(state);
    // What is resolved keeps the date that it had.
    const after = next.resolvedAt === undefined ? withClocks(next, finding, now, deadlines) : next;
    const owner = owners.get(state.applicationId) ?? '';
    return [{ before: { finding, state }, after: { finding, state: after }, owner }];
  });
  await saveHeld(stores, changes, now);
  return changes;
}
