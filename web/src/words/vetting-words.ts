// The words for vetting, the same as in `gatehouse vet`.

import type { BehaviourItem, VettingItem } from '../../../src/http/api/vetting-contract.ts';

export type VettingStateName = VettingItem['state'];
export type DecisionName = Exclude<VettingStateName, 'open' | 'withdrawn'>;
export type AnswerName = BehaviourItem['answer'];

export const STATE_WORDS: Readonly<Record<VettingStateName, string>> = {
  open: 'waiting',
  approved: 'approved',
  'approved-with-conditions': 'approved with conditions',
  rejected: 'rejected',
  withdrawn: 'withdrawn',
};

export const DECISION_TITLES: Readonly<Record<DecisionName, string>> = {
  approved: 'Approve',
  'approved-with-conditions': 'Approve with conditions',
  rejected: 'Reject',
};

/** What choosing a decision means. */
export const DECISION_MEANINGS: Readonly<Record<DecisionName, string>> = {
  approved: 'It may be used until the end.',
  'approved-with-conditions': 'It may be used until the end, by whoever heeds the conditions.',
  rejected: 'It is not to be used until the end; the policy says what the gate makes of that.',
};

export const GROUP_TITLES: Readonly<Record<BehaviourItem['group'], string>> = {
  gate: 'At this gate',
  upkeep: 'Upkeep',
  releases: 'Releases',
  people: 'People',
  provenance: 'Where it comes from',
  installation: 'Installation',
  licence: 'Licence',
  advisories: 'Advisories',
  dependencies: 'What it brings along',
  use: 'Use here',
};

/** The address of a request's page. */
export function vettingHref(id: string): string {
  return `/vetting/${encodeURIComponent(id)}`;
}

/** The groups of a card in its order, each with its behaviours. */
export function groupBehaviours(
  behaviours: readonly BehaviourItem[],
): readonly (readonly [group: BehaviourItem['group'], behaviours: readonly BehaviourItem[]])[] {
  return [...Map.groupBy(behaviours, ({ group }) => group)];
}
