// The words for what is known against applications, the same as in `gatehouse scan`.

import type { HeldFields, KeptFindingItem } from '../../../src/http/api/finding-contract.ts';

export type SeverityName = KeptFindingItem['severity'];
export type FindingKind = KeptFindingItem['kind'];
export type StateName = HeldFields['state'];

/** The most severe first. */
export const SEVERITY_NAMES = [
  'critical',
  'high',
  'medium',
  'low',
  'none',
  'unknown',
] as const satisfies readonly SeverityName[];

export const KIND_TITLES: Readonly<Record<FindingKind, string>> = {
  malware: 'Malware',
  quarantine: 'Quarantine',
  vulnerability: 'Vulnerability',
  undecided: 'Undecided',
  informational: 'Informational',
};

export const STATE_TITLES: Readonly<Record<StateName, string>> = {
  open: 'Open',
  'in-triage': 'In triage',
  accepted: 'Accepted',
  'not-affected': 'Not affected',
  'false-positive': 'False positive',
};

/** What choosing a state means. */
export const STATE_MEANINGS: Readonly<Record<StateName, string>> = {
  open: 'Counts, and its time runs.',
  'in-triage': 'Somebody looks at it; it counts, and its time runs.',
  accepted: 'The risk is taken until a date; then it is open again.',
  'not-affected': 'The application cannot be harmed by it.',
  'false-positive': 'The record does not mean this component.',
};

export const STATE_NAMES = Object.keys(STATE_TITLES) as StateName[];

/** Whether a person has to say why. */
export function needsReason(state: StateName): boolean {
  return state !== 'open' && state !== 'in-triage';
}

export const RESOLUTION_WORDS: Readonly<Record<NonNullable<HeldFields['resolvedWhy']>, string>> = {
  fixed: 'fixed: another version is there',
  'component-gone': 'the component is gone',
  moved: 'the component moved to another version, which has it too',
  withdrawn: 'the record was taken back',
  'not-matching': 'the record leaves it out now',
  merged: 'its record is part of another finding',
  ours: 'the name is reserved here',
};

/** The address of a finding's page. */
export function findingHref(id: string): string {
  return `/findings/${encodeURIComponent(id)}`;
}

/** The address of an application's page. */
export function applicationHref(name: string, environment: string, tab?: string): string {
  const query = new URLSearchParams({ environment, ...(tab === undefined ? {} : { tab }) });
  return `/applications/${encodeURIComponent(name)}?${query.toString()}`;
}
