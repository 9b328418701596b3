// What became of a kept plan: which of the findings that it fixes are gone from the application by now.

import { asPackageName } from '../../kernel/package-ref.ts';
import { componentKeyOf } from '../component-key.ts';
import type { HeldFinding } from '../findings/count-findings.ts';
import { keyOf } from '../findings/hold-findings.ts';
import type { Application, ComponentKey, InventoryStores } from '../ports.ts';
import type { KeptFixPlan, PlannedFlaw, PlannedStep } from './kept-plan.ts';

/**
 * What became of a finding. `closed`: the application has it no more; `moved`: it has another version with the finding;
 * `withdrawn`: nothing is said against the version any more; `set-aside`: it is said not to matter; `unknown`: the
 * application never had it, as far as is known here.
 */
export const FLAW_FATES = ['open', 'closed', 'moved', 'withdrawn', 'set-aside', 'unknown'] as const;
export type FlawFate = (typeof FLAW_FATES)[number];

/** `done`: nothing of what it fixes is left; `partly`: something is. */
export const STEP_FATES = ['open', 'partly', 'done'] as const;
export type StepFate = (typeof STEP_FATES)[number];

export interface FollowedFlaw {
  readonly fate: FlawFate;
  /** As it is kept. */
  readonly held?: HeldFinding;
}

export type FollowFlaw = (
  ecosystem: ComponentKey['ecosystem'],
  flaw: Pick<PlannedFlaw, 'name' | 'version' | 'record'>,
) => FollowedFlaw;

/** Looks all of them up at once. */
export async function followPlan(
  stores: Pick<InventoryStores, 'components' | 'findings' | 'findingStates'>,
  application: Application,
  plan: KeptFixPlan,
): Promise<FollowFlaw> {
  const keys = new Map<string, ComponentKey>();
  for (const { ecosystem, steps, unfixed } of plan.files) {
    for (const { name, version } of [...steps.flatMap(({ fixed }) => fixed), ...unfixed]) {
      const key = { ecosystem, name: asPackageName(name), version };
      keys.set(componentKeyOf(key), key);
    }
  }
  const ids = await stores.components.idsOf([...keys.values()]);
  const componentIds = [...ids.values()];
  const [kept, states] = await Promise.all([
    stores.findings.ofComponents(componentIds),
    stores.findingStates.ofApplication(application.id, componentIds),
  ]);
  const stateOf = new Map(states.map((state) => [keyOf(state), state]));
  const held = new Map<string, HeldFinding>();
  for (const finding of kept) {
    const state = stateOf.get(keyOf(finding));
    if (state === undefined) continue;
    for (const id of new Set([finding.shownId, ...finding.ids])) {
      held.set(`${finding.componentId}\n${id}`, { finding, state });
    }
  }
  return (ecosystem, { name, version, record }) => {
    const id = ids.get(componentKeyOf({ ecosystem, name: asPackageName(name), version }));
    const found = held.get(`${id ?? ''}\n${record}`);
    return found === undefined ? { fate: 'unknown' } : { fate: fateOf(found), held: found };
  };
}

function fateOf({ state: { resolvedAt, resolvedWhy, state } }: HeldFinding): FlawFate {
  if (resolvedAt === undefined) {
    return state === 'not-affected' || state === 'false-positive' ? 'set-aside' : 'open';
  }
  if (resolvedWhy === 'moved') return 'moved';
  return resolvedWhy === 'fixed' || resolvedWhy === 'component-gone' ? 'closed' : 'withdrawn';
}

/** What became of a step, by what became of each finding that it fixes. */
export function stepFateOf(fates: readonly FlawFate[]): StepFate {
  const left = fates.filter((fate) => fate === 'open' || fate === 'moved' || fate === 'unknown');
  if (left.length === 0) return 'done';
  return left.length < fates.length ? 'partly' : 'open';
}

/** What became of each finding of a step. */
export function followStep(
  follow: FollowFlaw,
  ecosystem: ComponentKey['ecosystem'],
  { fixed }: PlannedStep,
): readonly (FollowedFlaw & { readonly flaw: PlannedFlaw })[] {
  return fixed.map((flaw) => ({ flaw, ...follow(ecosystem, flaw) }));
}
