// Who publishes by an issuer's word, their tokens, and the identities that were used up.

import type { Kysely } from 'kysely';

import type {
  InstanceStore,
  PendingPackage,
  Publisher,
  PublisherStore,
  PublisherTokenStore,
  TrustedOnlyStore,
  TrustedPublishingStores,
  UsedIdentityStore,
} from '../identity/trusted-publishing/trusted-publishing-ports.ts';
import type { PublisherToken } from '../identity/tokens/publisher-token.ts';
import { given } from '../kernel/given.ts';
import type { PublisherTable, PublisherTokenTable } from './schema-identity.ts';
import type { Schema } from './schema.ts';

/** The stores within `database`, which may be a transaction. */
export function createTrustedPublishingStores(database: Kysely<Schema>): TrustedPublishingStores {
  return {
    publishers: createPublisherStore(database),
    publisherTokens: createPublisherTokenStore(database),
    usedIdentities: createUsedIdentityStore(database),
    trustedOnly: createTrustedOnlyStore(database),
    instance: createInstanceStore(database),
  };
}

/** A statement takes no more values than some. */
const PATTERNS_AT_ONCE = 1_000;

function createPublisherStore(database: Kysely<Schema>): PublisherStore {
  const all = () => database.selectFrom('publisher').selectAll().orderBy('created_at').orderBy('id');
  return {
    async find(id) {
      const row = await all().where('id', '=', id).executeTakeFirst();
      return row === undefined ? undefined : fromRow(row);
    },
    async hasIssuer(issuer) {
      const row = await database
        .selectFrom('publisher')
        .select('id')
        .where('issuer', '=', issuer)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },
    async candidates({ issuer, locator, ecosystem }) {
      const found = all().where('issuer', '=', issuer).where('locator', '=', locator);
      return (await found.where('ecosystem', '=', ecosystem).execute()).map(fromRow);
    },
    async ofPatterns(ecosystem, patterns) {
      const rows: PublisherTable[] = [];
      for (let at = 0; at < patterns.length; at += PATTERNS_AT_ONCE) {
        const some = patterns.slice(at, at + PATTERNS_AT_ONCE);
        const found = all().where('ecosystem', '=', ecosystem).where('pattern', 'in', some);
        rows.push(...(await found.execute()));
      }
      return rows.map(fromRow);
    },
    async pendingOver(now) {
      return (await all().where('pending_until', '<=', now).execute()).map(fromRow);
    },
    async save(publisher) {
      const { id, ...rest } = toRow(publisher);
      await database
        .insertInto('publisher')
        .values({ id, ...rest })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
        .execute();
    },
    async remove(id) {
      await database.deleteFrom('publisher').where('id', '=', id).execute();
    },
  };
}

function toRow(publisher: Publisher): PublisherTable {
  const { id, ecosystem, pattern, provider, issuer, locator, settings, pins, right, pending } = publisher;
  return {
    id,
    ecosystem,
    pattern,
    provider,
    issuer,
    locator,
    settings: JSON.stringify(settings),
    pins: JSON.stringify(pins),
    publisher_right: right,
    created_at: publisher.createdAt,
    created_by: publisher.createdBy,
    last_used_at: publisher.lastUsedAt ?? null,
    pending: pending === undefined ? null : JSON.stringify(pending),
    pending_until: pending?.expiresAt ?? null,
  };
}

function fromRow(row: PublisherTable): Publisher {
  const { id, pattern, issuer, locator } = row;
  return {
    id,
    ecosystem: row.ecosystem as Publisher['ecosystem'],
    pattern,
    provider: row.provider as Publisher['provider'],
    issuer,
    locator,
    settings: JSON.parse(row.settings) as Publisher['settings'],
    pins: JSON.parse(row.pins) as Publisher['pins'],
    right: row.publisher_right as Publisher['right'],
    createdAt: row.created_at,
    createdBy: row.created_by,
    ...given('lastUsedAt', row.last_used_at),
    ...given('pending', row.pending === null ? undefined : (JSON.parse(row.pending) as PendingPackage)),
  };
}

function createPublisherTokenStore(database: Kysely<Schema>): PublisherTokenStore {
  const all = () => database.selectFrom('publisher_token').selectAll();
  return {
    async save(token) {
      const { id, ...rest } = tokenToRow(token);
      await database
        .insertInto('publisher_token')
        .values({ id, ...rest })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
        .execute();
    },
    async find(id) {
      const row = await all().where('id', '=', id).executeTakeFirst();
      return row === undefined ? undefined : tokenFromRow(row);
    },
    async findByHash(hash) {
      const row = await all().where('hash', '=', hash).executeTakeFirst();
      return row === undefined ? undefined : tokenFromRow(row);
    },
    async live(now) {
      return (await all().where('expires_at', '>', now).orderBy('id').execute()).map(tokenFromRow);
    },
    async forgetOver(before) {
      await database.deleteFrom('publisher_token').where('expires_at', '<=', before).execute();
    },
  };
}

type TokenDetails = Pick<PublisherToken, 'packages' | 'actions' | 'publisherIds' | 'run'>;

function tokenToRow(token: PublisherToken): PublisherTokenTable {
  const { id, hash, createdAt, expiresAt, revokedAt, packages, actions, publisherIds, run } = token;
  const details: TokenDetails = { packages, actions, publisherIds, run };
  return {
    id,
    hash,
    created_at: createdAt,
    expires_at: expiresAt,
    revoked_at: revokedAt ?? null,
    details: JSON.stringify(details),
  };
}

function tokenFromRow(row: PublisherTokenTable): PublisherToken {
  return {
    ...(JSON.parse(row.details) as TokenDetails),
    id: row.id,
    hash: row.hash,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    ...given('revokedAt', row.revoked_at),
  };
}

function createUsedIdentityStore(database: Kysely<Schema>): UsedIdentityStore {
  return {
    async take(key, keptUntil) {
      const { numInsertedOrUpdatedRows: taken } = await database
        .insertInto('used_identity')
        .values({ key_hash: key, kept_until: keptUntil })
        .onConflict((conflict) => conflict.column('key_hash').doNothing())
        .executeTakeFirstOrThrow();
      return taken === 1n;
    },
    async forgetOver(now) {
      await database.deleteFrom('used_identity').where('kept_until', '<=', now).execute();
    },
  };
}

function createTrustedOnlyStore(database: Kysely<Schema>): TrustedOnlyStore {
  return {
    async patterns(ecosystem) {
      const found = database.selectFrom('trusted_only').select('pattern').where('ecosystem', '=', ecosystem);
      return (await found.orderBy('pattern').execute()).map(({ pattern }) => pattern);
    },
    async add(ecosystem, pattern, since) {
      await database
        .insertInto('trusted_only')
        .values({ ecosystem, pattern, since })
        .onConflict((conflict) => conflict.columns(['ecosystem', 'pattern']).doNothing())
        .execute();
    },
    async remove(ecosystem, pattern) {
      const gone = database.deleteFrom('trusted_only').where('ecosystem', '=', ecosystem);
      await gone.where('pattern', '=', pattern).execute();
    },
  };
}

function createInstanceStore(database: Kysely<Schema>): InstanceStore {
  return {
    async find(fact) {
      const found = database.selectFrom('instance_fact').select('value').where('fact', '=', fact);
      return (await found.executeTakeFirst())?.value;
    },
    async keep(fact, value) {
      await database
        .insertInto('instance_fact')
        .values({ fact, value })
        .onConflict((conflict) => conflict.column('fact').doNothing())
        .execute();
    },
  };
}
