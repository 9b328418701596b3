// Organisations, who belongs to them, and who is invited.

import type { Kysely } from 'kysely';

import type {
  Invitation,
  InvitationStore,
  Membership,
  Organisation,
  OrganisationStore,
  OrganisationStores,
} from '../identity/organisations/organisation-ports.ts';
import { given } from '../kernel/given.ts';
import { createGrantStore, createOwnershipStore, createTeamStore } from './grant-store.ts';
import type { InvitationTable, MembershipTable, OrganisationTable } from './schema-identity.ts';
import type { Schema } from './schema.ts';
import { createTakeoverStores } from './takeover-store.ts';

/** The stores within `database`, which may be a transaction. */
export function createOrganisationStores(database: Kysely<Schema>): OrganisationStores {
  return {
    organisations: createOrganisationStore(database),
    invitations: createInvitationStore(database),
    teams: createTeamStore(database),
    grants: createGrantStore(database),
    ownership: createOwnershipStore(database),
    ...createTakeoverStores(database),
  };
}

function createOrganisationStore(database: Kysely<Schema>): OrganisationStore {
  const one = async (column: 'id' | 'name', value: string) => {
    const row = await database
      .selectFrom('organisation')
      .selectAll()
      .where(column, '=', value)
      .executeTakeFirst();
    return row === undefined ? undefined : organisationFromRow(row);
  };
  const memberships = () => database.selectFrom('membership').selectAll();
  return {
    find: (id) => one('id', id),
    findByName: (name) => one('name', name),
    async save({ id, name, displayName, createdAt, deletedAt }) {
      const rest = {
        name,
        display_name: displayName,
        created_at: createdAt,
        deleted_at: deletedAt ?? null,
      };
      await database
        .insertInto('organisation')
        .values({ id, ...rest })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
        .execute();
    },
    async members(organisationId) {
      const rows = memberships().where('organisation_id', '=', organisationId);
      return (await rows.orderBy('account_id').execute()).map(membershipFromRow);
    },
    async membershipsOf(accountId) {
      const rows = memberships().where('account_id', '=', accountId);
      return (await rows.orderBy('organisation_id').execute()).map(membershipFromRow);
    },
    async findMember(organisationId, accountId) {
      const row = await memberships()
        .where('organisation_id', '=', organisationId)
        .where('account_id', '=', accountId)
        .executeTakeFirst();
      return row === undefined ? undefined : membershipFromRow(row);
    },
    async saveMember({ organisationId, accountId, role, since, before }) {
      const rest = {
        role,
        since,
        role_before: before?.role ?? null,
        role_before_until: before?.until ?? null,
      };
      await database
        .insertInto('membership')
        .values({ organisation_id: organisationId, account_id: accountId, ...rest })
        .onConflict((conflict) => conflict.columns(['organisation_id', 'account_id']).doUpdateSet(rest))
        .execute();
    },
    async removeMember(organisationId, accountId) {
      await database
        .deleteFrom('membership')
        .where('organisation_id', '=', organisationId)
        .where('account_id', '=', accountId)
        .execute();
    },
  };
}

function createInvitationStore(database: Kysely<Schema>): InvitationStore {
  const open = (now: number) =>
    database.selectFrom('invitation').selectAll().where('expires_at', '>', now).orderBy('created_at');
  return {
    async toOrganisation(organisationId, now) {
      const rows = open(now).where('organisation_id', '=', organisationId);
      return (await rows.orderBy('id').execute()).map(invitationFromRow);
    },
    async toAccount(accountId, now) {
      const rows = open(now).where('account_id', '=', accountId);
      return (await rows.orderBy('id').execute()).map(invitationFromRow);
    },
    async find(id) {
      const row = await database.selectFrom('invitation').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? undefined : invitationFromRow(row);
    },
    async save({ id, organisationId, accountId, role, invitedBy, createdAt, expiresAt }) {
      await database
        .deleteFrom('invitation')
        .where('organisation_id', '=', organisationId)
        .where((eb) => eb.or([eb('account_id', '=', accountId), eb('expires_at', '<=', createdAt)]))
        .execute();
      await database
        .insertInto('invitation')
        .values({
          id,
          organisation_id: organisationId,
          account_id: accountId,
          role,
          invited_by: invitedBy,
          created_at: createdAt,
          expires_at: expiresAt,
        })
        .execute();
    },
    async take(id) {
      const row = await database
        .deleteFrom('invitation')
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst();
      return row === undefined ? undefined : invitationFromRow(row);
    },
    async endAll(organisationId) {
      await database.deleteFrom('invitation').where('organisation_id', '=', organisationId).execute();
    },
  };
}

function organisationFromRow(row: OrganisationTable): Organisation {
  return {
    id: row.id,
    name: row.name,
    displayName: row.display_name,
    createdAt: row.created_at,
    ...given('deletedAt', row.deleted_at),
  };
}

function membershipFromRow(row: MembershipTable): Membership {
  const { role_before: before, role_before_until: until } = row;
  return {
    organisationId: row.organisation_id,
    accountId: row.account_id,
    role: row.role as Membership['role'],
    since: row.since,
    ...(before === null || until === null ? {} : { before: { role: before as Membership['role'], until } }),
  };
}

function invitationFromRow(row: InvitationTable): Invitation {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    accountId: row.account_id,
    role: row.role as Invitation['role'],
    invitedBy: row.invited_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  };
}
