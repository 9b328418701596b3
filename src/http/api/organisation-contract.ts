// The public JSON API: organisations, their people, and whose packages are.

import { z } from 'zod';

import { GRANT_ROLES, MEMBER_ROLES, VISIBILITIES } from '../../identity/organisations/organisation-ports.ts';
import { ORGANISATION_KINDS } from '../../journal/about-organisations.ts';
import { ecosystem, time } from './contract.ts';

/** For those who list what may stand there. */
export const memberRole = z.enum(MEMBER_ROLES);
export const grantRole = z.enum(GRANT_ROLES);
export const visibilityWord = z.enum(VISIBILITIES);
/** Of what stands in the journal of an organisation. */
export const organisationChange = z.enum(ORGANISATION_KINDS);

const name = z.string().min(1).max(200);

/** The part of an address that names an organisation. */
export const organisationParam = z.object({ organisation: name });

export const organisationItem = z.object({
  name: z.string(),
  displayName: z.string(),
  createdAt: time,
  /** What the caller is in it; absent for an operator. */
  role: memberRole.optional(),
  /** What the caller may do: `manage-people`, `transfer`, … */
  may: z.array(z.string()),
});
/** `GET /api/v1/organisations`: the caller's own. */
export const organisationList = z.object({ items: z.array(organisationItem) });
/** `POST /api/v1/organisations` */
export const organisationRequest = z.strictObject({ name, displayName: z.string().max(400).optional() });
/** `PATCH /api/v1/organisations/:organisation` */
export const displayNameRequest = z.strictObject({ displayName: z.string().max(400) });

export const memberItem = z.object({
  name: z.string(),
  role: memberRole,
  since: time,
  isEnabled: z.boolean(),
});
export const memberList = z.object({ items: z.array(memberItem) });
export const memberParam = organisationParam.extend({ member: name });
export const memberRoleRequest = z.strictObject({ role: memberRole });

export const invitationItem = z.object({
  id: z.string(),
  organisation: z.string(),
  /** Who is invited: the name of an account, or an address. */
  name: z.string(),
  role: memberRole,
  invitedBy: z.string(),
  expiresAt: time,
});
export const invitationList = z.object({ items: z.array(invitationItem) });
/** `name`: of an account, or an address. */
export const invitationRequest = z.strictObject({ name, role: memberRole });
export const invitationParam = organisationParam.extend({ id: name });
/** `POST /api/v1/invitations/:id/accept` answers what was joined. */
export const joinedOrganisation = z.object({ organisation: z.string() });

export const teamItem = z.object({ name: z.string(), members: z.array(z.string()) });
export const teamList = z.object({ items: z.array(teamItem) });
export const teamRequest = z.strictObject({ name });
export const teamParam = organisationParam.extend({ team: name });
export const teamMemberParam = teamParam.extend({ member: name });

const grantee = z.object({ kind: z.enum(['account', 'team']), name });
export const grantItem = z.object({
  id: z.string(),
  to: grantee,
  role: grantRole,
  ecosystem,
  pattern: z.string(),
  grantedAt: time,
});
export const grantList = z.object({ items: z.array(grantItem) });
/** `pattern`: a name, or a prefix that ends in `*`. */
export const grantRequest = z.strictObject({
  to: z.strictObject({ kind: z.enum(['account', 'team']), name }),
  role: grantRole,
  ecosystem,
  pattern: z.string().min(1).max(600),
});

export const ownedItem = z.object({
  ecosystem,
  name: z.string(),
  /** `organisation:acme`, `account:ada` */
  owner: z.string(),
  visibility: visibilityWord,
  since: time,
  may: z.array(z.string()),
});
export const ownedList = z.object({ items: z.array(ownedItem) });
/** `POST /api/v1/organisations/:organisation/packages` */
export const assignRequest = z.strictObject({
  ecosystem,
  name: z.string().min(1).max(600),
  visibility: visibilityWord,
});
export const ownedParam = z.object({ ecosystem, name: z.string().min(1).max(600) });
export const visibilityRequest = z.strictObject({ visibility: visibilityWord });
/** `POST /api/v1/owners/:ecosystem/:name/transfer` */
export const transferRequest = z.strictObject({
  to: z.strictObject({ kind: z.enum(['organisation', 'account']), name }),
});
/** `POST /api/v1/transfers`: what stands in the letter. */
export const transferAcceptance = z.strictObject({ secret: z.string().max(200) });
export const transferredPackage = z.object({ ecosystem, name: z.string() });

export type OrganisationChange = z.infer<typeof organisationChange>;
export type OrganisationItem = z.infer<typeof organisationItem>;
export type MemberItem = z.infer<typeof memberItem>;
export type InvitationItem = z.infer<typeof invitationItem>;
export type TeamItem = z.infer<typeof teamItem>;
export type GrantItem = z.infer<typeof grantItem>;
export type OwnedItem = z.infer<typeof ownedItem>;
