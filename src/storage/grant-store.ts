// Teams of organisations, what is granted to whom, and whose a package is.

import type { Kysely } from 'kysely';

import type {
  Grant,
  GrantStore,
  OwnedPackage,
  OwnershipStore,
  TeamStore,
} from '../identity/organisations/organisation-ports.ts';
import { given } from '../kernel/given.ts';
import { asPackageName } from '../kernel/package-ref.ts';
import type { ObjectGrantTable, OwnedPackageTable } from './schema-identity.ts';
import type { Schema } from './schema.ts';

export function createTeamStore(database: Kysely<Schema>): TeamStore {
  const teamsOf = (organisationId: string) =>
    database.selectFrom('team').select('id').where('organisation_id', '=', organisationId);
  return {
    async teams(organisationId) {
      const rows = await database
        .selectFrom('team')
        .selectAll()
        .where('organisation_id', '=', organisationId)
        .orderBy('name')
        .execute();
      return rows.map(({ id, organisation_id, name }) => ({ id, organisationId: organisation_id, name }));
    },
    async save({ id, organisationId, name }) {
      await database.insertInto('team').values({ id, organisation_id: organisationId, name }).execute();
    },
    async remove(teamId) {
      await database.deleteFrom('team_member').where('team_id', '=', teamId).execute();
      await database
        .deleteFrom('object_grant')
        .where('holder_kind', '=', 'team')
        .where('holder_id', '=', teamId)
        .execute();
      await database.deleteFrom('team').where('id', '=', teamId).execute();
    },
    async members(organisationId) {
      const rows = await database
        .selectFrom('team_member')
        .selectAll()
        .where('team_id', 'in', teamsOf(organisationId))
        .orderBy('team_id')
        .orderBy('account_id')
        .execute();
      return rows.map(({ team_id, account_id, since }) => ({
        teamId: team_id,
        accountId: account_id,
        ...given('since', since),
      }));
    },
    async addMember({ teamId, accountId, since }) {
      await database
        .insertInto('team_member')
        .values({ team_id: teamId, account_id: accountId, since: since ?? null })
        .onConflict((conflict) => conflict.columns(['team_id', 'account_id']).doNothing())
        .execute();
    },
    async removeMember({ teamId, accountId }) {
      await database
        .deleteFrom('team_member')
        .where('team_id', '=', teamId)
        .where('account_id', '=', accountId)
        .execute();
    },
    async removeFromAll(organisationId, accountId) {
      await database
        .deleteFrom('team_member')
        .where('account_id', '=', accountId)
        .where('team_id', 'in', teamsOf(organisationId))
        .execute();
    },
  };
}

export function createGrantStore(database: Kysely<Schema>): GrantStore {
  return {
    async of(organisationId) {
      const rows = await database
        .selectFrom('object_grant')
        .selectAll()
        .where('organisation_id', '=', organisationId)
        .orderBy('granted_at')
        .orderBy('id')
        .execute();
      return rows.map(grantFromRow);
    },
    async save({ id, organisationId, to, role, ecosystem, pattern, grantedAt }) {
      await database
        .insertInto('object_grant')
        .values({
          id,
          organisation_id: organisationId,
          holder_kind: to.kind,
          holder_id: to.id,
          role,
          ecosystem,
          pattern,
          granted_at: grantedAt,
        })
        .execute();
    },
    async remove(id) {
      await database.deleteFrom('object_grant').where('id', '=', id).execute();
    },
    async endForAccount(organisationId, accountId) {
      await database
        .deleteFrom('object_grant')
        .where('organisation_id', '=', organisationId)
        .where('holder_kind', '=', 'account')
        .where('holder_id', '=', accountId)
        .execute();
    },
    async endForPackage(organisationId, { ecosystem, pattern }) {
      await database
        .deleteFrom('object_grant')
        .where('organisation_id', '=', organisationId)
        .where('ecosystem', '=', ecosystem)
        .where('pattern', '=', pattern)
        .execute();
    },
  };
}

export function createOwnershipStore(database: Kysely<Schema>): OwnershipStore {
  const all = () => database.selectFrom('owned_package').selectAll();
  return {
    async find(ecosystem, name) {
      const row = await all().where('ecosystem', '=', ecosystem).where('name', '=', name).executeTakeFirst();
      return row === undefined ? undefined : ownedFromRow(row);
    },
    async of({ kind, id }) {
      const rows = all().where('owner_kind', '=', kind).where('owner_id', '=', id);
      return (await rows.orderBy('ecosystem').orderBy('name').execute()).map(ownedFromRow);
    },
    async hidden() {
      return (await all().where('visibility', '!=', 'public').execute()).map(ownedFromRow);
    },
    async save({ ecosystem, name, owner, visibility, since, asksProof, from }) {
      const rest = {
        owner_kind: owner.kind,
        owner_id: owner.id,
        visibility,
        since,
        from_kind: from?.kind ?? null,
        from_id: from?.id ?? null,
        asks_proof: asksProof === true ? 1 : null,
      };
      await database
        .insertInto('owned_package')
        .values({ ecosystem, name, ...rest })
        .onConflict((conflict) => conflict.columns(['ecosystem', 'name']).doUpdateSet(rest))
        .execute();
    },
  };
}

function grantFromRow(row: ObjectGrantTable): Grant {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    to: { kind: row.holder_kind as Grant['to']['kind'], id: row.holder_id },
    role: row.role as Grant['role'],
    ecosystem: row.ecosystem as Grant['ecosystem'],
    pattern: row.pattern,
    grantedAt: row.granted_at,
  };
}

function ownedFromRow(row: OwnedPackageTable): OwnedPackage {
  const { from_kind: fromKind, from_id: fromId } = row;
  return {
    ecosystem: row.ecosystem as OwnedPackage['ecosystem'],
    name: asPackageName(row.name),
    owner: { kind: row.owner_kind as OwnedPackage['owner']['kind'], id: row.owner_id },
    visibility: row.visibility as OwnedPackage['visibility'],
    since: row.since,
    ...(row.asks_proof === 1 ? { asksProof: true } : {}),
    ...(fromKind === null || fromId === null
      ? {}
      : { from: { kind: fromKind as OwnedPackage['owner']['kind'], id: fromId } }),
  };
}
