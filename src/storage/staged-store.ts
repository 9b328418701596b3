// Versions that wait for approval, their files, and the packages of which every version needs it.

import type { ExpressionBuilder, Kysely } from 'kysely';

import type { Digests, Sha256 } from '../kernel/digest.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';
import { given } from '../kernel/given.ts';
import { asPackageName } from '../kernel/package-ref.ts';
import type { Words } from '../ecosystems/adapter-publish.ts';
import type { Owner } from '../identity/organisations/organisation-ports.ts';
import type {
  ApprovalRequiredStore,
  StagedFile,
  StagedState,
  StagedStore,
  StagedStores,
  StagedVersion,
} from '../registry/staged/staged-ports.ts';
import type { StagedFileTable, StagedVersionTable } from './schema-staged.ts';
import type { Schema } from './schema.ts';

const NO_WORDS = '{}';

/** The stores within `database`, which may be a transaction. */
export function createStagedStores(database: Kysely<Schema>): StagedStores {
  return { staged: createStagedStore(database), approvalRequired: createApprovalRequiredStore(database) };
}

function createStagedStore(database: Kysely<Schema>): StagedStore {
  return { ...readsOf(database), ...writesOf(database) };
}

type Reads = 'find' | 'findOpen' | 'list' | 'files' | 'over';

function readsOf(database: Kysely<Schema>): Pick<StagedStore, Reads> {
  return {
    async find(id) {
      const row = await database
        .selectFrom('staged_version')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst();
      return row === undefined ? undefined : fromRow(row);
    },
    async findOpen(ref, key) {
      const row = await database
        .selectFrom('staged_version')
        .selectAll()
        .where('slot', '=', slotOf({ ...ref, key }))
        .executeTakeFirst();
      return row === undefined ? undefined : fromRow(row);
    },
    list: (question) => list(database, question),
    async files(id) {
      const rows = await database
        .selectFrom('staged_file')
        .selectAll()
        .where('staged_id', '=', id)
        .orderBy('position')
        .execute();
      return rows.map(fromFileRow);
    },
    async over(now, limit) {
      const rows = await database
        .selectFrom('staged_version')
        .selectAll()
        .where('state', '=', 'open')
        .where('until_at', '<=', now)
        .orderBy('until_at')
        .limit(limit)
        .execute();
      return rows.map(fromRow);
    },
  };
}

function writesOf(database: Kysely<Schema>): Omit<StagedStore, Reads> {
  return {
    async add(staged) {
      const added = await database
        .insertInto('staged_version')
        .values(toRow(staged))
        .onConflict((conflict) => conflict.column('slot').doNothing())
        .executeTakeFirst();
      return (added.numInsertedOrUpdatedRows ?? 0n) > 0n;
    },
    async addFile({ stagedId, file, sha256, sizeBytes, digests, words }) {
      const last = await database
        .selectFrom('staged_file')
        .select('position')
        .where('staged_id', '=', stagedId)
        .orderBy('position', 'desc')
        .limit(1)
        .executeTakeFirst();
      await database
        .insertInto('staged_file')
        .values({
          staged_id: stagedId,
          position: (last?.position ?? -1) + 1,
          file,
          sha256,
          size_bytes: sizeBytes,
          digests: JSON.stringify(digests),
          words: JSON.stringify(words),
        })
        .execute();
    },
    async close(id, { at, by, reason }, state) {
      const closed = await database
        .updateTable('staged_version')
        .set({ state, slot: null, words: NO_WORDS, decided_at: at, decided_by: by, reason })
        .where('id', '=', id)
        .where('state', '=', 'open')
        .executeTakeFirst();
      if (closed.numUpdatedRows === 0n) return false;
      await database.deleteFrom('staged_file').where('staged_id', '=', id).execute();
      return true;
    },
    async forget(before) {
      const gone = await database
        .deleteFrom('staged_version')
        .where('state', '!=', 'open')
        .where('decided_at', '<', before)
        .executeTakeFirst();
      return Number(gone.numDeletedRows);
    },
  };
}

/** A package's owner of now counts; of one that nobody owns yet, whose it is to be. */
async function list(
  database: Kysely<Schema>,
  { owners, stagedBy, ecosystem, name, state, now, after, limit }: Parameters<StagedStore['list']>[0],
): Promise<readonly StagedVersion[]> {
  let query = database
    .selectFrom('staged_version as s')
    .leftJoin('owned_package as o', (join) =>
      join.onRef('o.ecosystem', '=', 's.ecosystem').onRef('o.name', '=', 's.name'),
    )
    .selectAll('s')
    .where('s.state', '=', state ?? 'open');
  if (owners !== 'all') {
    query = query.where((eb) =>
      eb.or([eb('s.staged_by', '=', stagedBy), ...owners.map((owner) => isOwnedBy(eb, owner))]),
    );
  }
  if (state === undefined) query = query.where('s.until_at', '>', now);
  if (ecosystem !== undefined) query = query.where('s.ecosystem', '=', ecosystem);
  if (name !== undefined) query = query.where('s.name', '=', name);
  if (after !== undefined) {
    query = query.where((eb) =>
      eb.or([
        eb('s.staged_at', '<', after.stagedAt),
        eb.and([eb('s.staged_at', '=', after.stagedAt), eb('s.id', '<', after.id)]),
      ]),
    );
  }
  const rows = await query.orderBy('s.staged_at', 'desc').orderBy('s.id', 'desc').limit(limit).execute();
  return rows.map((row) => fromRow({ ...row, words: NO_WORDS }));
}

type Listed = {
  s: StagedVersionTable;
  o: { [K in keyof Schema['owned_package']]: Schema['owned_package'][K] | null };
};

function isOwnedBy(eb: ExpressionBuilder<Listed, 's' | 'o'>, { kind, id }: Owner) {
  return eb.or([
    eb.and([eb('o.owner_kind', '=', kind), eb('o.owner_id', '=', id)]),
    eb.and([eb('o.owner_id', 'is', null), eb('s.owner_kind', '=', kind), eb('s.owner_id', '=', id)]),
  ]);
}

function createApprovalRequiredStore(database: Kysely<Schema>): ApprovalRequiredStore {
  return {
    async since({ ecosystem, name }) {
      const row = await database
        .selectFrom('approval_required')
        .select('since')
        .where('ecosystem', '=', ecosystem)
        .where('name', '=', name)
        .executeTakeFirst();
      return row?.since;
    },
    async add({ ecosystem, name }, since) {
      await database
        .insertInto('approval_required')
        .values({ ecosystem, name, since })
        .onConflict((conflict) => conflict.columns(['ecosystem', 'name']).doNothing())
        .execute();
    },
    async remove({ ecosystem, name }) {
      await database
        .deleteFrom('approval_required')
        .where('ecosystem', '=', ecosystem)
        .where('name', '=', name)
        .execute();
    },
  };
}

function slotOf({ ecosystem, name, key }: Pick<StagedVersion, 'ecosystem' | 'name' | 'key'>): string {
  return [ecosystem, name, key].join('\n');
}

function toRow(staged: StagedVersion): StagedVersionTable {
  const { words, ...release } = staged.release;
  const { decided } = staged;
  return {
    id: staged.id,
    ecosystem: staged.ecosystem,
    name: staged.name,
    version: staged.version,
    version_key: staged.key,
    slot: staged.state === 'open' ? slotOf(staged) : null,
    release: JSON.stringify(release),
    words: JSON.stringify(words),
    staged_at: staged.stagedAt,
    staged_by: staged.stagedBy,
    account_id: staged.accountId,
    not_by: JSON.stringify(staged.notBy),
    proven_by: staged.provenBy === undefined ? null : JSON.stringify(staged.provenBy),
    owner_kind: staged.owner.kind,
    owner_id: staged.owner.id,
    because: JSON.stringify(staged.because),
    until_at: staged.until,
    state: staged.state,
    decided_at: decided?.at ?? null,
    decided_by: decided?.by ?? null,
    reason: decided?.reason ?? null,
  };
}

function fromRow(row: StagedVersionTable): StagedVersion {
  const { decided_at: at, decided_by: by } = row;
  const provenBy =
    row.proven_by === null ? undefined : (JSON.parse(row.proven_by) as StagedVersion['provenBy'] & object);
  return {
    id: row.id,
    ecosystem: row.ecosystem as Ecosystem,
    name: asPackageName(row.name),
    version: row.version,
    key: row.version_key,
    release: {
      ...(JSON.parse(row.release) as Omit<StagedVersion['release'], 'words'>),
      words: JSON.parse(row.words) as Words,
    },
    stagedAt: row.staged_at,
    stagedBy: row.staged_by,
    accountId: row.account_id,
    notBy: JSON.parse(row.not_by) as readonly string[],
    ...given('provenBy', provenBy),
    owner: { kind: row.owner_kind as Owner['kind'], id: row.owner_id },
    because: JSON.parse(row.because) as readonly string[],
    until: row.until_at,
    state: row.state as StagedState,
    ...(at === null || by === null ? {} : { decided: { at, by, reason: row.reason ?? '' } }),
  };
}

function fromFileRow(row: StagedFileTable): StagedFile {
  return {
    stagedId: row.staged_id,
    file: row.file,
    sha256: row.sha256 as Sha256,
    sizeBytes: row.size_bytes,
    digests: JSON.parse(row.digests) as Digests,
    words: JSON.parse(row.words) as Words,
  };
}
