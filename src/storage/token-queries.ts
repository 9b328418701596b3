// Tokens as the identity store keeps them.

import type { Kysely } from 'kysely';

import type { IdentityStore, Token } from '../identity/ports.ts';
import { given } from '../kernel/given.ts';
import type { TokenTable } from './schema-identity.ts';
import type { Schema } from './schema.ts';

/** The part of the identity store that is about tokens. */
export function tokenQueries(
  database: Kysely<Schema>,
): Pick<IdentityStore, 'tokens' | 'tokensOf' | 'findToken' | 'findTokenById' | 'saveToken' | 'touchTokens'> {
  const all = () => database.selectFrom('token').selectAll();
  const first = (row: TokenTable | undefined) => (row === undefined ? undefined : tokenFromRow(row));
  return {
    async tokens() {
      return (await all().orderBy('created_at').orderBy('id').execute()).map(tokenFromRow);
    },
    async tokensOf(accountId) {
      const own = all().where('account_id', '=', accountId);
      return (await own.orderBy('created_at').orderBy('id').execute()).map(tokenFromRow);
    },
    findToken: async (hash) => first(await all().where('hash', '=', hash).executeTakeFirst()),
    findTokenById: async (id) => first(await all().where('id', '=', id).executeTakeFirst()),
    async saveToken(token) {
      const { id, ...rest } = tokenToRow(token);
      await database
        .insertInto('token')
        .values({ id, ...rest })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
        .execute();
    },
    async touchTokens(uses) {
      for (const { id, at, network } of uses) {
        await database
          .updateTable('token')
          .set({ last_used_at: at, last_used_network: network })
          .where('id', '=', id)
          .where((eb) => eb.or([eb('last_used_at', 'is', null), eb('last_used_at', '<', at)]))
          .execute();
      }
    },
  };
}

function tokenToRow(token: Token): TokenTable {
  return {
    id: token.id,
    name: token.name,
    hash: token.hash,
    account_id: token.accountId,
    scope: token.scope,
    view_name: token.view ?? null,
    created_at: token.createdAt,
    expires_at: token.expiresAt ?? null,
    revoked_at: token.revokedAt ?? null,
    last_used_at: token.lastUsedAt ?? null,
    last_used_network: token.lastUsedNetwork ?? null,
    actions: jsonOf(token.actions),
    packages: jsonOf(token.packages),
    networks: jsonOf(token.networks),
    asks_proof: token.asksProof === true ? 1 : null,
  };
}

function tokenFromRow(row: TokenTable): Token {
  return {
    id: row.id,
    name: row.name,
    hash: row.hash,
    accountId: row.account_id,
    scope: row.scope as Token['scope'],
    ...given('view', row.view_name),
    createdAt: row.created_at,
    ...given('expiresAt', row.expires_at),
    ...given('revokedAt', row.revoked_at),
    ...given('lastUsedAt', row.last_used_at),
    ...given('lastUsedNetwork', row.last_used_network),
    ...given('actions', listOf(row.actions) as Token['actions']),
    ...given('packages', listOf(row.packages) as Token['packages']),
    ...given('networks', listOf(row.networks) as Token['networks']),
    ...(row.asks_proof === 1 ? { asksProof: true } : {}),
  };
}

function jsonOf(list: readonly unknown[] | undefined): string | null {
  return list === undefined ? null : JSON.stringify(list);
}

/** What `jsonOf` wrote. */
function listOf(text: string | null): unknown {
  return text === null ? undefined : JSON.parse(text);
}
