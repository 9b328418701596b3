// Who claimed which namespace, and appeals for names.

import type { Kysely } from 'kysely';

import {
  STATES_IN_FORCE,
  type NameAppeal,
  type NameAppealStore,
  type Namespace,
  type NamespaceStore,
  type NamespaceStores,
  type ProofPlace,
} from '../identity/namespaces/namespace-ports.ts';
import { given } from '../kernel/given.ts';
import { asPackageName } from '../kernel/package-ref.ts';
import type { NameAppealTable, NamespaceTable } from './schema-namespaces.ts';
import type { Schema } from './schema.ts';

/** The stores within `database`, which may be a transaction. */
export function createNamespaceStores(database: Kysely<Schema>): NamespaceStores {
  return { namespaces: createNamespaceStore(database), nameAppeals: createNameAppealStore(database) };
}

function createNamespaceStore(database: Kysely<Schema>): NamespaceStore {
  const all = () => database.selectFrom('namespace').selectAll();
  const read = async (query: ReturnType<typeof all>) => (await query.execute()).map(namespaceFromRow);
  return {
    async find(id) {
      const row = await all().where('id', '=', id).executeTakeFirst();
      return row === undefined ? undefined : namespaceFromRow(row);
    },
    inForce(ecosystem) {
      const query = all().where('state', 'in', STATES_IN_FORCE).orderBy('claimed_at').orderBy('id');
      return read(ecosystem === undefined ? query : query.where('ecosystem', '=', ecosystem));
    },
    of: ({ kind, id }) =>
      read(
        all()
          .where('owner_kind', '=', kind)
          .where('owner_id', '=', id)
          .where('state', '!=', 'ended')
          .orderBy('claimed_at')
          .orderBy('id'),
      ),
    latest: (limit) =>
      read(all().where('state', '!=', 'ended').orderBy('claimed_at', 'desc').orderBy('id').limit(limit)),
    open: (ecosystem) =>
      read(
        all()
          .where('state', 'in', ['pending', 'waiting'])
          .where('ecosystem', '=', ecosystem)
          .orderBy('claimed_at')
          .orderBy('id'),
      ),
    due: ({ checkedBefore, failingCheckedBefore, limit }) =>
      read(
        all()
          .where('state', '=', 'proven')
          .where('place_kind', 'is not', null)
          .where('proof', '!=', 'grant')
          .where((eb) =>
            eb.or([
              eb.and([eb('failing_since', 'is', null), eb('checked_at', '<=', checkedBefore)]),
              eb.and([eb('failing_since', 'is not', null), eb('checked_at', '<=', failingCheckedBefore)]),
            ]),
          )
          .orderBy('checked_at')
          .orderBy('id')
          .limit(limit),
      ),
    async save(namespace) {
      const { id, ...rest } = namespaceToRow(namespace);
      await database
        .insertInto('namespace')
        .values({ id, ...rest })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
        .execute();
    },
  };
}

function createNameAppealStore(database: Kysely<Schema>): NameAppealStore {
  const all = () => database.selectFrom('name_appeal').selectAll();
  const newest = () => all().orderBy('asked_at', 'desc').orderBy('id');
  return {
    async find(id) {
      const row = await all().where('id', '=', id).executeTakeFirst();
      return row === undefined ? undefined : appealFromRow(row);
    },
    async about({ ecosystem, name }, accountId) {
      const query = newest()
        .where('ecosystem', '=', ecosystem)
        .where('name', '=', name)
        .where('account_id', '=', accountId);
      return (await query.execute()).map(appealFromRow);
    },
    async latest(limit, accountId) {
      const query = newest().limit(limit);
      const rows = accountId === undefined ? query : query.where('account_id', '=', accountId);
      return (await rows.execute()).map(appealFromRow);
    },
    async save(appeal) {
      const { id, ...rest } = appealToRow(appeal);
      await database
        .insertInto('name_appeal')
        .values({ id, ...rest })
        .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
        .execute();
    },
  };
}

function namespaceToRow(namespace: Namespace): NamespaceTable {
  const { owner, place } = namespace;
  return {
    id: namespace.id,
    ecosystem: namespace.ecosystem,
    namespace: namespace.namespace,
    owner_kind: owner?.kind ?? null,
    owner_id: owner?.id ?? null,
    state: namespace.state,
    place_kind: place?.kind ?? null,
    place_host: place === undefined ? null : place.kind === 'domain' ? place.domain : place.host,
    place_account: place?.kind === 'repository' ? place.account : null,
    challenge: namespace.challenge,
    proof: namespace.proof ?? null,
    claimed_by: namespace.claimedBy,
    claimed_at: namespace.claimedAt,
    proven_at: namespace.provenAt ?? null,
    checked_at: namespace.checkedAt ?? null,
    failing_since: namespace.failingSince ?? null,
    warnings: namespace.warnings ?? null,
    ended_at: namespace.endedAt ?? null,
    reason: namespace.reason ?? null,
  };
}

function namespaceFromRow(row: NamespaceTable): Namespace {
  return {
    id: row.id,
    ecosystem: row.ecosystem as Namespace['ecosystem'],
    namespace: row.namespace,
    ...given('owner', ownerFromRow(row)),
    state: row.state as Namespace['state'],
    ...given('place', placeFromRow(row)),
    challenge: row.challenge,
    ...given('proof', row.proof as Namespace['proof'] | null),
    claimedBy: row.claimed_by,
    claimedAt: row.claimed_at,
    ...given('provenAt', row.proven_at),
    ...given('checkedAt', row.checked_at),
    ...given('failingSince', row.failing_since),
    ...given('warnings', row.warnings),
    ...given('endedAt', row.ended_at),
    ...given('reason', row.reason),
  };
}

function ownerFromRow({ owner_kind, owner_id }: NamespaceTable): Namespace['owner'] | null {
  if (owner_kind === null || owner_id === null) return null;
  return { kind: owner_kind as NonNullable<Namespace['owner']>['kind'], id: owner_id };
}

function placeFromRow({ place_kind, place_host, place_account }: NamespaceTable): ProofPlace | null {
  if (place_kind === null || place_host === null) return null;
  return place_kind === 'domain'
    ? { kind: 'domain', domain: place_host }
    : { kind: 'repository', host: place_host, account: place_account ?? '' };
}

function appealToRow(appeal: NameAppeal): NameAppealTable {
  return {
    id: appeal.id,
    ecosystem: appeal.ecosystem,
    name: appeal.name,
    account_id: appeal.accountId,
    looks_like: appeal.looksLike,
    likeness: appeal.likeness,
    reason: appeal.reason,
    asked_at: appeal.askedAt,
    state: appeal.state,
    decided_by: appeal.decidedBy ?? null,
    decided_at: appeal.decidedAt ?? null,
    answer: appeal.answer ?? null,
  };
}

function appealFromRow(row: NameAppealTable): NameAppeal {
  return {
    id: row.id,
    ecosystem: row.ecosystem as NameAppeal['ecosystem'],
    name: asPackageName(row.name),
    accountId: row.account_id,
    looksLike: row.looks_like,
    likeness: row.likeness,
    reason: row.reason,
    askedAt: row.asked_at,
    state: row.state as NameAppeal['state'],
    ...given('decidedBy', row.decided_by),
    ...given('decidedAt', row.decided_at),
    ...given('answer', row.answer),
  };
}
