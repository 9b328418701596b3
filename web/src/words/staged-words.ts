// Staged versions in words: where they stand, and why they wait.

import type { StagedItem } from '../../../src/http/api/staged-contract.ts';

export const STAGED_STATES = {
  open: 'waiting',
  approved: 'published',
  rejected: 'rejected',
  expired: 'expired',
} as const satisfies Readonly<Record<StagedItem['state'], string>>;

/** Why a version was not published at once. Kinds of terms that are new here are shown as they are. */
const BECAUSE: Readonly<Record<string, string>> = {
  'approval-required': 'every version of it is approved by a second person',
  'credential-only-stages': 'who sent it may only put versions up for approval',
  'high-impact': 'the package is high-impact',
  'owners-changed': 'whose it is, or who publishes it, changed lately',
  'account-recovered': 'the account of who sent it was recovered lately',
  'dormant-account': 'the account of who sent it was not used for long',
  'dormant-package': 'nothing of it was published for long',
};

export function describeBecause(because: readonly string[]): string {
  if (because.length === 0) return 'it was asked for';
  return because.map((one) => BECAUSE[one] ?? one).join('; ');
}

export function stagedHref(id: string): string {
  return `/staged/${encodeURIComponent(id)}`;
}

export function stagedPath(id: string, ...parts: readonly string[]): string {
  return ['/staged', encodeURIComponent(id), ...parts].join('/');
}
