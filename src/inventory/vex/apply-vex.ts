// What VEX statements say of an application's findings becomes their state, so that it counts in lists and numbers too.

import type { Instant } from '../../kernel/clock.ts';
import { given } from '../../kernel/given.ts';
import { reasonOf } from '../../formats/vex/vex-statement.ts';
import { findClearing, type VexAsked } from './clear-by-vex.ts';
import type { HeldChange, HeldFinding } from '../findings/count-findings.ts';
import type { HeldState } from '../findings/finding-ports.ts';
import { keyOf, saveHeld } from '../findings/hold-findings.ts';
import type { Application, InventoryDeps, InventoryWork, SnapshotFile } from '../ports.ts';
import type { FoundVex } from './vex-index.ts';

/** Before the id of the document in the author of a state. What people said is theirs, and stays. */
const VEX_AUTHOR = 'vex:';
/** Of what a bill says of its own components. */
const OWN_BILL = 'bill';

/** Within a unit of work; answers how many findings have another state now. */
export async function applyVex(
  deps: Pick<InventoryDeps, 'adapters' | 'vex'>,
  stores: Pick<InventoryWork, 'findings' | 'findingStates' | 'findingTallies'>,
  application: Application,
  files: readonly SnapshotFile[],
  now: Instant,
): Promise<number> {
  const states = (await stores.findingStates.ofApplication(application.id)).filter(mayBeSaid);
  const isSilent = deps.vex.all().length === 0 && files.every(({ vex }) => vex === undefined);
  if (states.length === 0 || (isSilent && !states.some(isByVex))) return 0;
  const held = await findingsOf(stores, states);
  const asked = held.map(({ asked }) => asked);
  const index = deps.vex.index();
  const said = findClearing({ rules: deps.adapters, index, files, application }, asked);
  const changes = held.flatMap(({ before }, at): readonly HeldChange[] => {
    const state = stateBy(deps, before.state, said[at], now);
    if (state === before.state) return [];
    return [{ before, after: { ...before, state }, owner: application.owner ?? '' }];
  });
  await saveHeld(stores, changes, now);
  return changes.length;
}

function isByVex({ author }: HeldState): boolean {
  return author?.startsWith(VEX_AUTHOR) === true;
}

function mayBeSaid(state: HeldState): boolean {
  return (
    state.resolvedAt === undefined &&
    (state.state === 'open' || state.state === 'in-triage' || isByVex(state))
  );
}

interface AskedFinding {
  readonly before: HeldFinding;
  readonly asked: VexAsked;
}

/** Of vulnerabilities alone: records of malware and what people hold back cannot be cleared. */
async function findingsOf(
  { findings }: Pick<InventoryWork, 'findings'>,
  states: readonly HeldState[],
): Promise<readonly AskedFinding[]> {
  const kept = await findings.ofComponents([...new Set(states.map(({ componentId }) => componentId))]);
  const byKey = new Map(kept.map((finding) => [keyOf(finding), finding]));
  return states.flatMap((state) => {
    const finding = byKey.get(keyOf(state));
    const { evidence } = finding ?? {};
    if (finding === undefined || evidence?.kind !== 'advisory') return [];
    const { ecosystem, name } = evidence.subject;
    const version = evidence.details.affected[0]?.version ?? '';
    const asked = { ref: { ecosystem, name }, version, ids: finding.ids };
    return [{ before: { finding, state }, asked }];
  });
}

/** The state itself where nothing changes. */
function stateBy(
  { vex }: Pick<InventoryDeps, 'vex'>,
  state: HeldState,
  said: FoundVex | undefined,
  now: Instant,
): HeldState {
  if (said === undefined) {
    if (!isByVex(state)) return state;
    const { reason: _, author: _author, decidedAt: _at, ...plain } = state;
    return { ...plain, state: 'open' };
  }
  const author = `${VEX_AUTHOR}${vex.idOf(said.document) ?? OWN_BILL}`;
  const reason = reasonOf(said.statement);
  if (state.state === 'not-affected' && state.author === author && state.reason === reason) return state;
  const { reason: _, ...before } = state;
  return { ...before, state: 'not-affected', author, decidedAt: now, ...given('reason', reason) };
}
