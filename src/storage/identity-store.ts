// People, sessions, tokens and links.

import type { Kysely } from 'kysely';

import type {
  Account,
  EmailAddress,
  IdentityStore,
  OneTimeLink,
  Role,
  Session,
  SignInProof,
} from '../identity/ports.ts';
import { given } from '../kernel/given.ts';
import type { AccountTable, OneTimeLinkTable, SessionTable } from './schema-identity.ts';
import type { Schema } from './schema.ts';
import { tokenQueries } from './token-queries.ts';

/** The identity store within `database`, which may be a transaction. */
export function createIdentityStore(database: Kysely<Schema>): IdentityStore {
  return {
    ...accountQueries(database),
    ...sessionQueries(database),
    ...tokenQueries(database),
    ...linkQueries(database),
  };
}

function accountQueries(
  database: Kysely<Schema>,
): Pick<
  IdentityStore,
  'accounts' | 'findAccount' | 'findAccountByName' | 'accountsWithEmail' | 'accountsWithRole' | 'saveAccount'
> {
  const all = () => database.selectFrom('account').selectAll();
  const first = (row: AccountTable | undefined) => (row === undefined ? undefined : accountFromRow(row));
  return {
    async accounts() {
      return (await all().orderBy('name').execute()).map(accountFromRow);
    },
    findAccount: async (id) => first(await all().where('id', '=', id).executeTakeFirst()),
    findAccountByName: async (name) => first(await all().where('name', '=', name).executeTakeFirst()),
    async accountsWithEmail(address) {
      return (await all().where('email_key', '=', emailKey(address)).orderBy('name').execute()).map(
        accountFromRow,
      );
    },
    async accountsWithRole(role) {
      return (await all().where('role', '=', role).orderBy('name').execute()).map(accountFromRow);
    },
    async saveAccount(account) {
      const { id, ...rest } = accountToRow(account);
      await database
        .insertInto('account')
        .values({ id, ...rest })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
        .execute();
    },
  };
}

function sessionQueries(
  database: Kysely<Schema>,
): Pick<IdentityStore, 'sessionsOf' | 'findSession' | 'saveSession' | 'endSession' | 'endSessionsOf'> {
  return {
    async sessionsOf(accountId, now) {
      const rows = await database
        .selectFrom('session')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('expires_at', '>', now)
        .orderBy('created_at', 'desc')
        .orderBy('id_hash')
        .execute();
      return rows.map(sessionFromRow);
    },
    async findSession(idHash) {
      const row = await database
        .selectFrom('session')
        .selectAll()
        .where('id_hash', '=', idHash)
        .executeTakeFirst();
      return row === undefined ? undefined : sessionFromRow(row);
    },
    async saveSession(session) {
      // Nobody else cleans up: what was over when this session began goes.
      await database.deleteFrom('session').where('expires_at', '<=', session.createdAt).execute();
      const { id_hash, ...rest } = sessionToRow(session);
      await database
        .insertInto('session')
        .values({ id_hash, ...rest })
        .onConflict((conflict) => conflict.column('id_hash').doUpdateSet(rest))
        .execute();
    },
    async endSession(idHash) {
      await database.deleteFrom('session').where('id_hash', '=', idHash).execute();
    },
    async endSessionsOf(accountId, except) {
      const all = database.deleteFrom('session').where('account_id', '=', accountId);
      await (except === undefined ? all : all.where('id_hash', '!=', except)).execute();
    },
  };
}

function linkQueries(
  database: Kysely<Schema>,
): Pick<IdentityStore, 'saveLink' | 'findLink' | 'forgetLinksOverBefore' | 'endLinksOf' | 'takeLink'> {
  return {
    async findLink(hash) {
      const row = await database
        .selectFrom('one_time_link')
        .selectAll()
        .where('hash', '=', hash)
        .executeTakeFirst();
      return row === undefined ? undefined : linkFromRow(row);
    },
    async forgetLinksOverBefore(now) {
      await database.deleteFrom('one_time_link').where('expires_at', '<', now).execute();
    },
    async endLinksOf(accountId, purpose) {
      const all = database.deleteFrom('one_time_link').where('account_id', '=', accountId);
      await (purpose === undefined ? all : all.where('purpose', '=', purpose)).execute();
    },
    async saveLink({ hash, purpose, accountId, expiresAt, details }) {
      await database
        .insertInto('one_time_link')
        .values({
          hash,
          purpose,
          account_id: accountId ?? null,
          expires_at: expiresAt,
          details: details === undefined ? null : JSON.stringify(details),
        })
        .execute();
    },
    async takeLink(hash) {
      const row = await database
        .deleteFrom('one_time_link')
        .where('hash', '=', hash)
        .returningAll()
        .executeTakeFirst();
      return row === undefined ? undefined : linkFromRow(row);
    },
  };
}

function accountToRow(account: Account): AccountTable {
  return {
    id: account.id,
    name: account.name,
    role: account.role,
    password_hash: account.passwordHash ?? null,
    password_leaked_at: account.passwordLeakedAt ?? null,
    created_at: account.createdAt,
    disabled_at: account.disabledAt ?? null,
    deleted_at: account.deletedAt ?? null,
    email: account.email?.address ?? null,
    email_key: account.email === undefined ? null : emailKey(account.email.address),
    email_verified_at: account.email?.verifiedAt ?? null,
    email_lapsed_at: account.email?.lapsedAt ?? null,
    email_checked_at: account.email?.checkedAt ?? null,
    strongest_factor: account.strongestFactor ?? null,
  };
}

function accountFromRow(row: AccountTable): Account {
  return {
    id: row.id,
    name: row.name,
    role: row.role as Role,
    ...given('passwordHash', row.password_hash),
    ...given('passwordLeakedAt', row.password_leaked_at),
    createdAt: row.created_at,
    ...given('disabledAt', row.disabled_at),
    ...given('deletedAt', row.deleted_at),
    ...given('email', emailFromRow(row)),
    ...given('strongestFactor', row.strongest_factor as Account['strongestFactor'] | null),
  };
}

function emailFromRow(row: AccountTable): EmailAddress | undefined {
  if (row.email === null) return undefined;
  return {
    address: row.email,
    ...given('verifiedAt', row.email_verified_at),
    ...given('lapsedAt', row.email_lapsed_at),
    ...given('checkedAt', row.email_checked_at),
  };
}

/** One mailbox may be written in several cases; who tells two apart that differ in case alone has chosen badly. */
function emailKey(address: string): string {
  return address.toLowerCase();
}

function sessionToRow(session: Session): SessionTable {
  return {
    id_hash: session.idHash,
    account_id: session.accountId,
    created_at: session.createdAt,
    expires_at: session.expiresAt,
    confirmed_at: session.confirmedAt,
    proof: session.proof,
    network: session.network ?? null,
    agent: session.agent ?? null,
  };
}

function sessionFromRow(row: SessionTable): Session {
  return {
    idHash: row.id_hash,
    accountId: row.account_id,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    confirmedAt: row.confirmed_at,
    proof: row.proof as SignInProof,
    ...given('network', row.network),
    ...given('agent', row.agent),
  };
}

function linkFromRow(row: OneTimeLinkTable): OneTimeLink {
  return {
    hash: row.hash,
    purpose: row.purpose as OneTimeLink['purpose'],
    ...given('accountId', row.account_id),
    expiresAt: row.expires_at,
    ...(row.details === null ? {} : { details: JSON.parse(row.details) as OneTimeLink['details'] & object }),
  };
}
