// Requests to vet packages.

import type { Kysely } from 'kysely';

import type {
  VettingOutcome,
  VettingRequest,
  VettingState,
  VettingStore,
} from '../governance/vetting/vetting-ports.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { VettingDecision } from '../kernel/evidence.ts';
import { given } from '../kernel/given.ts';
import { asPackageName } from '../kernel/package-ref.ts';
import type { Schema } from './schema.ts';
import type { VettingRequestTable } from './schema-inventory.ts';

/** All but the card. */
const SUMMARY = [
  'id',
  'ecosystem',
  'name',
  'versions',
  'application',
  'reason',
  'author',
  'author_name',
  'created_at',
  'state',
  'decided_at',
  'decided_by',
  'decided_by_name',
  'decision',
  'decision_reason',
  'conditions',
  'decided_until',
  'evidence_id',
  'card_sha256',
  'withdrawn_at',
  'withdrawn_by',
] as const;

type SummaryRow = Pick<VettingRequestTable, (typeof SUMMARY)[number]>;

/** The store of vetting within `database`, which may be a transaction. */
export function createVettingStore(database: Kysely<Schema>): VettingStore {
  return {
    async add(request) {
      await database.insertInto('vetting_request').values(rowOf(request)).execute();
    },
    async find(id) {
      const row = await database
        .selectFrom('vetting_request')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst();
      return row === undefined ? undefined : requestFromRow(row, row.card);
    },
    list: (query) => listRequests(database, query),
    async change(request, from) {
      const { state, decided_at, decided_by, decided_by_name, decision, ...row } = rowOf(request);
      const { decision_reason, conditions, decided_until, evidence_id, card, card_sha256 } = row;
      const { numUpdatedRows } = await database
        .updateTable('vetting_request')
        .set({
          state,
          decided_at,
          decided_by,
          decided_by_name,
          decision,
          decision_reason,
          conditions,
          decided_until,
          evidence_id,
          card,
          card_sha256,
          withdrawn_at: row.withdrawn_at,
          withdrawn_by: row.withdrawn_by,
        })
        .where('id', '=', request.id)
        .where('state', '=', from)
        .where('withdrawn_at', 'is', null)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    async renameApplication(from, to) {
      await database
        .updateTable('vetting_request')
        .set({ application: to })
        .where('application', '=', from)
        .execute();
    },
  };
}

async function listRequests(
  database: Kysely<Schema>,
  { states, ref, author, after, limit }: Parameters<VettingStore['list']>[0],
): Promise<readonly VettingRequest[]> {
  let query = database
    .selectFrom('vetting_request')
    .select(SUMMARY)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit);
  if (states !== undefined) query = query.where('state', 'in', states);
  if (author !== undefined) query = query.where('author', '=', author);
  if (ref !== undefined) query = query.where('ecosystem', '=', ref.ecosystem).where('name', '=', ref.name);
  if (after !== undefined) {
    query = query.where((eb) =>
      eb(
        eb.refTuple('created_at', 'id'),
        '<',
        eb
          .selectFrom('vetting_request')
          .select(['created_at', 'id'])
          .where('id', '=', after)
          .$asTuple('created_at', 'id'),
      ),
    );
  }
  const rows = await query.execute();
  return rows.map((row) => requestFromRow(row, null));
}

function rowOf(request: VettingRequest): VettingRequestTable {
  const { versions, outcome } = request;
  return {
    id: request.id,
    ecosystem: request.ecosystem,
    name: request.name,
    versions: versions === undefined ? null : JSON.stringify(versions),
    application: request.application ?? null,
    reason: request.reason,
    author: request.author,
    author_name: request.authorName,
    created_at: request.createdAt,
    state: request.state,
    decided_at: outcome?.at ?? null,
    decided_by: outcome?.author ?? null,
    decided_by_name: outcome?.authorName ?? null,
    decision: outcome?.decision ?? null,
    decision_reason: outcome?.reason ?? null,
    conditions: outcome?.conditions ?? null,
    decided_until: outcome?.until ?? null,
    evidence_id: outcome?.evidenceId ?? null,
    card: outcome?.card ?? null,
    card_sha256: outcome?.cardSha256 ?? null,
    withdrawn_at: request.withdrawnAt ?? null,
    withdrawn_by: request.withdrawnBy ?? null,
  };
}

function requestFromRow(row: SummaryRow, card: string | null): VettingRequest {
  return {
    id: row.id,
    ecosystem: row.ecosystem as Ecosystem,
    name: asPackageName(row.name),
    ...given('versions', row.versions === null ? undefined : (JSON.parse(row.versions) as readonly string[])),
    ...given('application', row.application),
    reason: row.reason,
    author: row.author,
    authorName: row.author_name,
    createdAt: row.created_at,
    state: row.state as VettingState,
    ...given('outcome', outcomeFromRow(row, card)),
    ...given('withdrawnAt', row.withdrawn_at),
    ...given('withdrawnBy', row.withdrawn_by),
  };
}

function outcomeFromRow(row: SummaryRow, card: string | null): VettingOutcome | undefined {
  const { decided_at: at, decision, decided_until: until, evidence_id: evidenceId } = row;
  if (at === null || decision === null || until === null || evidenceId === null) return undefined;
  return {
    decision: decision as VettingDecision,
    reason: row.decision_reason ?? '',
    ...given('conditions', row.conditions),
    author: row.decided_by ?? '',
    authorName: row.decided_by_name ?? '',
    at,
    until,
    evidenceId,
    ...given('card', card),
    ...given('cardSha256', row.card_sha256),
  };
}
