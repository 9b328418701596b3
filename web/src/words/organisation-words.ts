// Organisations in words: what roles may do, and where their pages are.

import type { GrantItem, MemberItem } from '../../../src/http/api/organisation-contract.ts';

export type MemberRole = MemberItem['role'];
export type GrantRole = GrantItem['role'];

/** What each may do on everything that the organisation owns. */
export const MEMBER_ROLES = {
  owner: 'Decides about people, settings and transfers. Does not publish by that.',
  maintainer: 'Publishes, approves, yanks and unpublishes, and changes settings.',
  publisher: 'Publishes, yanks and deprecates.',
  reviewer: 'Approves what others stage.',
  auditor: 'Sees all packages, and reads the journal.',
  member: 'Knows who belongs to it. All else comes by grants.',
} as const satisfies Readonly<Record<MemberRole, string>>;

/** What each may do on what a grant names. */
export const GRANT_ROLES = {
  maintainer: MEMBER_ROLES.maintainer,
  publisher: MEMBER_ROLES.publisher,
  reviewer: MEMBER_ROLES.reviewer,
  auditor: 'Sees the packages, and who may do what on them.',
} as const satisfies Readonly<Record<GrantRole, string>>;

export const VISIBILITIES = {
  public: 'Anybody who may read here.',
  internal: 'Any account.',
  private: 'Those with a role on it; for others there is no such package.',
} as const;

export type Visibility = keyof typeof VISIBILITIES;

/** The names of a record as the options of a choice. */
export function optionsOf(words: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.keys(words).map((word) => [word, word] as const);
}

export function organisationHref(name: string, tab?: string): string {
  return `/organisations/${encodeURIComponent(name)}${tab === undefined ? '' : `?tab=${tab}`}`;
}

/** Below `/api/v1`. */
export function organisationPath(name: string, ...parts: readonly string[]): string {
  return ['/organisations', name, ...parts]
    .map((part, index) => (index === 0 ? part : encodeURIComponent(part)))
    .join('/');
}
