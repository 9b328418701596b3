// Who people are at the providers that they sign in by.

import type { Kysely } from 'kysely';

import type { SsoIdentity, SsoStore } from '../identity/sso/sso-ports.ts';
import { given } from '../kernel/given.ts';
import type { SsoIdentityTable } from './schema-identity.ts';
import type { Schema } from './schema.ts';

/** The store within `database`, which may be a transaction. */
export function createSsoStore(database: Kysely<Schema>): SsoStore {
  const all = () => database.selectFrom('sso_identity').selectAll();
  return {
    async find(issuer, subject) {
      const row = await all().where('issuer', '=', issuer).where('subject', '=', subject).executeTakeFirst();
      return row === undefined ? undefined : fromRow(row);
    },
    async ofAccount(accountId) {
      const own = all().where('account_id', '=', accountId);
      return (await own.orderBy('linked_at').orderBy('id').execute()).map(fromRow);
    },
    async save(identity) {
      const { id, ...rest } = toRow(identity);
      await database
        .insertInto('sso_identity')
        .values({ id, ...rest })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
        .execute();
    },
    async remove(id) {
      await database.deleteFrom('sso_identity').where('id', '=', id).execute();
    },
    async forgetBegun(before) {
      await database
        .deleteFrom('one_time_link')
        .where('purpose', '=', 'sso-sign-in')
        .where('expires_at', '<=', before)
        .execute();
    },
  };
}

function toRow({ id, issuer, subject, accountId, linkedAt, usedAt }: SsoIdentity): SsoIdentityTable {
  return { id, issuer, subject, account_id: accountId, linked_at: linkedAt, used_at: usedAt ?? null };
}

function fromRow(row: SsoIdentityTable): SsoIdentity {
  return {
    id: row.id,
    issuer: row.issuer,
    subject: row.subject,
    accountId: row.account_id,
    linkedAt: row.linked_at,
    ...given('usedAt', row.used_at),
  };
}
