// Organisations: one of one's own, one where one may little, one that asks one to join.

import type { JournalItem } from '../../../src/http/api/decision-contract.ts';
import type {
  GrantItem,
  InvitationItem,
  MemberItem,
  OrganisationItem,
  OwnedItem,
  TeamItem,
} from '../../../src/http/api/organisation-contract.ts';
import { daysAgo } from './days-ago.ts';

/** Lists are mutable on purpose: calls change them. */
export interface MockOrganisation {
  item: OrganisationItem;
  members: MemberItem[];
  invitations: InvitationItem[];
  teams: TeamItem[];
  grants: GrantItem[];
  packages: OwnedItem[];
  journal: JournalItem[];
}

export const OWNER_MAY = ['see', 'manage-settings', 'manage-people', 'transfer', 'delete', 'read-journal'];

export function makeOrganisations(now: number): MockOrganisation[] {
  return [makeAcme(now), makeTideWorks(now)];
}

/** Those to `ada`. */
export function makeOwnInvitations(now: number): InvitationItem[] {
  return [
    {
      id: 'invitation-harbour',
      organisation: 'harbour',
      name: 'ada',
      role: 'reviewer',
      invitedBy: 'account:grace',
      expiresAt: daysAgo(now, -5),
    },
  ];
}

function makeAcme(now: number): MockOrganisation {
  const member = (name: string, role: MemberItem['role'], days: number, isEnabled = true): MemberItem => ({
    name,
    role,
    since: daysAgo(now, days),
    isEnabled,
  });
  const invitation = (id: string, name: string, role: MemberItem['role'], days: number): InvitationItem => ({
    id,
    organisation: 'acme',
    name,
    role,
    invitedBy: 'account:ada',
    expiresAt: daysAgo(now, -days),
  });
  return {
    item: {
      name: 'acme',
      displayName: 'Acme Ltd',
      createdAt: daysAgo(now, 200),
      role: 'owner',
      may: [...OWNER_MAY],
    },
    members: [
      member('ada', 'owner', 200),
      member('former', 'member', 190, false),
      member('grace', 'maintainer', 90),
      member('linus', 'auditor', 2),
      member('somebody-with-a-name-as-long-as-a-name-may-be-and-then-some-more', 'member', 1),
    ],
    invitations: [
      invitation('invitation-1', 'margaret', 'publisher', 6),
      invitation('invitation-2', 'barbara', 'owner', 0.5),
    ],
    teams: [
      { name: 'core', members: ['ada', 'grace'] },
      { name: 'documentation-and-everything-that-goes-with-it', members: [] },
    ],
    grants: [
      grant(now, 'grant-1', 'team', 'core', '@acme/*', 40),
      grant(now, 'grant-2', 'account', 'linus', '@acme/the-package-with-the-longest-name-of-all-of-them', 2),
    ],
    packages: [
      owned(now, '@acme/billing', 'private', 150, OWNER_MAY),
      owned(now, '@acme/the-package-with-the-longest-name-of-all-of-them', 'internal', 30, OWNER_MAY),
      owned(now, '@acme/tide', 'public', 3, OWNER_MAY),
    ],
    journal: makeEntries(now),
  };
}

function makeTideWorks(now: number): MockOrganisation {
  return {
    item: {
      name: 'tide-works',
      displayName: 'tide-works',
      createdAt: daysAgo(now, 60),
      role: 'publisher',
      may: ['see', 'publish', 'stage', 'yank', 'deprecate'],
    },
    members: [
      { name: 'ada', role: 'publisher', since: daysAgo(now, 50), isEnabled: true },
      { name: 'grace', role: 'owner', since: daysAgo(now, 60), isEnabled: true },
    ],
    invitations: [],
    teams: [],
    grants: [],
    packages: [],
    journal: [],
  };
}

function grant(
  now: number,
  id: string,
  kind: 'account' | 'team',
  name: string,
  pattern: string,
  days: number,
): GrantItem {
  const grantedAt = daysAgo(now, days);
  return { id, to: { kind, name }, role: 'publisher', ecosystem: 'npm', pattern, grantedAt };
}

function owned(
  now: number,
  name: string,
  visibility: OwnedItem['visibility'],
  days: number,
  may: string[],
): OwnedItem {
  return { ecosystem: 'npm', name, owner: 'organisation:acme', visibility, since: daysAgo(now, days), may };
}

function makeEntries(now: number): JournalItem[] {
  const about = { organisationId: 'o-1', organisation: 'acme' };
  const rows: readonly Pick<JournalItem, 'kind' | 'data' | 'ecosystem' | 'name'>[] = [
    { kind: 'member-invited', data: { ...about, accountId: 'a-9', name: 'margaret', role: 'publisher' } },
    {
      kind: 'grant-given',
      ecosystem: 'npm',
      data: { ...about, grantId: 'grant-1', to: 'team:core', role: 'publisher', pattern: '@acme/*' },
    },
    {
      kind: 'package-assigned',
      ecosystem: 'npm',
      name: '@acme/billing',
      data: { owner: 'organisation:acme', visibility: 'private' },
    },
  ];
  return Array.from({ length: 60 }, (_, index) => ({
    ...rows[index % rows.length]!,
    actor: 'account:ada',
    sequence: 9_000 - index * 7,
    at: daysAgo(now, 0.1 + index * 3),
  }));
}
