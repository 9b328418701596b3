// What organisations need from storage: who belongs to one, in which teams, who may do what on which packages, whose a package is.

import type { Ecosystem } from '../../kernel/ecosystem.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { PackageName } from '../../kernel/package-ref.ts';

import type { TakeoverStores } from '../takeover/takeover-ports.ts';

/** What somebody may be for a package, a namespace or a whole organisation; what each may do stands in object-rights.ts. */
export const OBJECT_ROLES = ['owner', 'maintainer', 'publisher', 'reviewer', 'auditor'] as const;

export type ObjectRole = (typeof OBJECT_ROLES)[number];

/** What somebody may be in an organisation; a plain `member` gets all else by grants. */
export const MEMBER_ROLES = [...OBJECT_ROLES, 'member'] as const;

export type MemberRole = (typeof MEMBER_ROLES)[number];

/** Roles that are granted on packages and namespaces: nobody becomes an owner of people so. */
export const GRANT_ROLES = ['maintainer', 'publisher', 'reviewer', 'auditor'] as const;

export type GrantRole = (typeof GRANT_ROLES)[number];

export const VISIBILITIES = ['public', 'internal', 'private'] as const;

export type Visibility = (typeof VISIBILITIES)[number];

export interface Organisation {
  readonly id: string;
  /** Canonical; of one organisation for ever, also when that is gone. */
  readonly name: string;
  readonly displayName: string;
  readonly createdAt: Instant;
  readonly deletedAt?: Instant;
}

export interface Membership {
  readonly organisationId: string;
  readonly accountId: string;
  readonly role: MemberRole;
  readonly since: Instant;
  /** Where it was another role before: which, and until when. */
  readonly before?: { readonly role: MemberRole; readonly until: Instant };
}

/** Nobody belongs to an organisation before they accepted. */
export interface Invitation {
  readonly id: string;
  readonly organisationId: string;
  /** The account that is invited, or `address:bo@example.com`: whoever shows to read that (invitee.ts). */
  readonly accountId: string;
  readonly role: MemberRole;
  /** As the journal names who it was. */
  readonly invitedBy: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

export interface Team {
  readonly id: string;
  readonly organisationId: string;
  readonly name: string;
}

export interface TeamMember {
  readonly teamId: string;
  readonly accountId: string;
  /** Absent: since before that was written down. */
  readonly since?: Instant;
}

/** Who holds a grant. */
export interface Grantee {
  readonly kind: 'account' | 'team';
  readonly id: string;
}

/** One package by its name, or all of the organisation's whose names match a pattern. */
export interface GrantObject {
  readonly ecosystem: Ecosystem;
  /** A canonical name, or a prefix that ends in `*`. */
  readonly pattern: string;
}

export interface Grant extends GrantObject {
  readonly id: string;
  readonly organisationId: string;
  readonly to: Grantee;
  readonly role: GrantRole;
  readonly grantedAt: Instant;
}

export interface Owner {
  readonly kind: 'organisation' | 'account';
  readonly id: string;
}

export interface OwnedPackage {
  readonly ecosystem: Ecosystem;
  readonly name: PackageName;
  readonly owner: Owner;
  readonly visibility: Visibility;
  readonly since: Instant;
  /** Whether each change of it takes a one-time proof of whoever makes it, but for a trusted publisher. */
  readonly asksProof?: true;
  /** Whose it was before, where it was handed over, at `since`. */
  readonly from?: Owner;
}

export interface OrganisationStore {
  find(id: string): Promise<Organisation | undefined>;
  /** By canonical name, deleted ones too. */
  findByName(name: string): Promise<Organisation | undefined>;
  save(organisation: Organisation): Promise<void>;
  members(organisationId: string): Promise<readonly Membership[]>;
  membershipsOf(accountId: string): Promise<readonly Membership[]>;
  findMember(organisationId: string, accountId: string): Promise<Membership | undefined>;
  saveMember(membership: Membership): Promise<void>;
  removeMember(organisationId: string, accountId: string): Promise<void>;
}

export interface InvitationStore {
  /** Those that are not over, oldest first. */
  toOrganisation(organisationId: string, now: Instant): Promise<readonly Invitation[]>;
  toAccount(accountId: string, now: Instant): Promise<readonly Invitation[]>;
  find(id: string): Promise<Invitation | undefined>;
  /** In place of an earlier one to the same account. */
  save(invitation: Invitation): Promise<void>;
  /** Removes and answers it; a second call finds none. */
  take(id: string): Promise<Invitation | undefined>;
  endAll(organisationId: string): Promise<void>;
}

export interface TeamStore {
  teams(organisationId: string): Promise<readonly Team[]>;
  save(team: Team): Promise<void>;
  /** With its members and what was granted to it. */
  remove(teamId: string): Promise<void>;
  members(organisationId: string): Promise<readonly TeamMember[]>;
  addMember(member: TeamMember): Promise<void>;
  removeMember(member: Pick<TeamMember, 'teamId' | 'accountId'>): Promise<void>;
  /** Out of every team of the organisation. */
  removeFromAll(organisationId: string, accountId: string): Promise<void>;
}

export interface GrantStore {
  /** Oldest first. */
  of(organisationId: string): Promise<readonly Grant[]>;
  save(grant: Grant): Promise<void>;
  remove(id: string): Promise<void>;
  endForAccount(organisationId: string, accountId: string): Promise<void>;
  /** Those on exactly that package. */
  endForPackage(organisationId: string, ref: GrantObject): Promise<void>;
}

export interface OwnershipStore {
  find(ecosystem: Ecosystem, name: PackageName): Promise<OwnedPackage | undefined>;
  /** By ecosystem and name. */
  of(owner: Owner): Promise<readonly OwnedPackage[]>;
  /** All that not everybody may know. */
  hidden(): Promise<readonly OwnedPackage[]>;
  save(owned: OwnedPackage): Promise<void>;
}

/** With what defends packages: whoever changes whose one is asks whether it is frozen. */
export interface OrganisationStores extends TakeoverStores {
  readonly organisations: OrganisationStore;
  readonly invitations: InvitationStore;
  readonly teams: TeamStore;
  readonly grants: GrantStore;
  readonly ownership: OwnershipStore;
}
