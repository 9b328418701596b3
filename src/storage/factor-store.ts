// Second factors, recovery codes and known devices.

import type { Kysely } from 'kysely';

import type {
  DeviceStore,
  Factor,
  FactorStore,
  PasskeyFactor,
  RecoveryCodeStore,
} from '../identity/factors/factor-ports.ts';
import { given } from '../kernel/given.ts';
import type { FactorTable } from './schema-identity.ts';
import type { Schema } from './schema.ts';

/** The factors within `database`, which may be a transaction. */
export function createFactorStore(database: Kysely<Schema>): FactorStore {
  const all = () => database.selectFrom('factor').selectAll();
  return {
    async factorsOf(accountId) {
      const rows = all().where('account_id', '=', accountId).orderBy('created_at').orderBy('id');
      return (await rows.execute()).map(factorFromRow);
    },
    async findPasskey(credentialId) {
      const row = await all().where('credential_id', '=', credentialId).executeTakeFirst();
      return row === undefined ? undefined : (factorFromRow(row) as PasskeyFactor);
    },
    async saveFactor(factor) {
      const { id, ...rest } = factorToRow(factor);
      await database
        .insertInto('factor')
        .values({ id, ...rest })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
        .execute();
    },
    async removeFactor(id) {
      await database.deleteFrom('factor').where('id', '=', id).execute();
    },
    async useFactor(id, counter, at) {
      const changed = await database
        .updateTable('factor')
        .set({ counter, last_used_at: at })
        .where('id', '=', id)
        .where((eb) =>
          counter === 0
            ? eb.and([eb('counter', '=', 0), eb('kind', '=', 'passkey')])
            : eb('counter', '<', counter),
        )
        .executeTakeFirst();
      return changed.numUpdatedRows > 0n;
    },
    async removeFactorsOf(accountId) {
      for (const table of ['factor', 'recovery_code', 'known_device'] as const)
        await database.deleteFrom(table).where('account_id', '=', accountId).execute();
    },
  };
}

export function createRecoveryCodeStore(database: Kysely<Schema>): RecoveryCodeStore {
  return {
    async countCodes(accountId) {
      const rows = database.selectFrom('recovery_code').select('hash').where('account_id', '=', accountId);
      return (await rows.execute()).length;
    },
    async replaceCodes(accountId, hashes) {
      await database.deleteFrom('recovery_code').where('account_id', '=', accountId).execute();
      const rows = hashes.map((hash) => ({ account_id: accountId, hash }));
      if (rows.length > 0) await database.insertInto('recovery_code').values(rows).execute();
    },
    async takeCode(accountId, hash) {
      const taken = await database
        .deleteFrom('recovery_code')
        .where('account_id', '=', accountId)
        .where('hash', '=', hash)
        .executeTakeFirst();
      return taken.numDeletedRows > 0n;
    },
  };
}

export function createDeviceStore(database: Kysely<Schema>): DeviceStore {
  return {
    async isKnown(accountId, hash, now) {
      const row = await database
        .selectFrom('known_device')
        .select('hash')
        .where('account_id', '=', accountId)
        .where('hash', '=', hash)
        .where('expires_at', '>', now)
        .executeTakeFirst();
      return row !== undefined;
    },
    async saveDevice(accountId, hash, expiresAt) {
      await database
        .insertInto('known_device')
        .values({ account_id: accountId, hash, expires_at: expiresAt })
        .onConflict((conflict) =>
          conflict.columns(['account_id', 'hash']).doUpdateSet({ expires_at: expiresAt }),
        )
        .execute();
    },
  };
}

type Details = { readonly sealedSecret: string } | Pick<PasskeyFactor, 'publicKey' | 'transports'>;

function factorToRow(factor: Factor): FactorTable {
  const details: Details =
    factor.kind === 'totp'
      ? { sealedSecret: factor.sealedSecret }
      : { publicKey: factor.publicKey, transports: factor.transports };
  return {
    id: factor.id,
    account_id: factor.accountId,
    kind: factor.kind,
    name: factor.name,
    created_at: factor.createdAt,
    last_used_at: factor.lastUsedAt ?? null,
    counter: factor.counter,
    credential_id: factor.kind === 'passkey' ? factor.credentialId : null,
    details: JSON.stringify(details),
  };
}

function factorFromRow(row: FactorTable): Factor {
  return {
    kind: row.kind,
    id: row.id,
    accountId: row.account_id,
    name: row.name,
    createdAt: row.created_at,
    ...given('lastUsedAt', row.last_used_at),
    counter: row.counter,
    ...given('credentialId', row.credential_id),
    ...(JSON.parse(row.details) as Details),
  } as Factor;
}
