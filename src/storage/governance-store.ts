// Policy documents and reservations.

import type { Kysely } from 'kysely';

import type { GovernanceStore, PolicyVersion, Reservation } from '../governance/ports.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';
import { given } from '../kernel/given.ts';
import type { PolicyVersionTable, ReservationTable, Schema } from './schema.ts';

/** The governance store within `database`, which may be a transaction. */
export function createGovernanceStore(database: Kysely<Schema>): GovernanceStore {
  return { ...policyQueries(database), ...reservationQueries(database) };
}

function policyQueries(
  database: Kysely<Schema>,
): Pick<GovernanceStore, 'currentPolicies' | 'policyHistory' | 'addPolicy'> {
  return {
    async currentPolicies() {
      const rows = await database
        .selectFrom('policy_version as policy')
        .selectAll()
        .where('number', '=', (eb) =>
          eb
            .selectFrom('policy_version as newest')
            .select(({ fn }) => fn.max('newest.number').as('number'))
            .whereRef('newest.view_name', '=', 'policy.view_name'),
        )
        .orderBy('view_name')
        .execute();
      return rows.map(policyFromRow);
    },
    async policyHistory(view, limit) {
      const rows = await database
        .selectFrom('policy_version')
        .selectAll()
        .where('view_name', '=', view)
        .orderBy('number', 'desc')
        .limit(limit)
        .execute();
      return rows.map(policyFromRow);
    },
    async addPolicy({ view, number, text, author, note, createdAt }) {
      await database
        .insertInto('policy_version')
        .values({ view_name: view, number, text, author, note, created_at: createdAt })
        .execute();
    },
  };
}

function reservationQueries(
  database: Kysely<Schema>,
): Pick<GovernanceStore, 'reservations' | 'addReservation' | 'withdrawReservation'> {
  return {
    async reservations() {
      const rows = await database
        .selectFrom('reservation')
        .selectAll()
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map(reservationFromRow);
    },
    async addReservation({ id, ecosystem, pattern, reason, author, createdAt, withdrawnAt }) {
      await database
        .insertInto('reservation')
        .values({
          id,
          ecosystem,
          pattern,
          reason,
          author,
          created_at: createdAt,
          withdrawn_at: withdrawnAt ?? null,
        })
        .execute();
    },
    async withdrawReservation(id, at) {
      const { numUpdatedRows } = await database
        .updateTable('reservation')
        .set({ withdrawn_at: at })
        .where('id', '=', id)
        .where('withdrawn_at', 'is', null)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
  };
}

function policyFromRow(row: PolicyVersionTable): PolicyVersion {
  return {
    view: row.view_name,
    number: row.number,
    text: row.text,
    author: row.author,
    note: row.note,
    createdAt: row.created_at,
  };
}

function reservationFromRow(row: ReservationTable): Reservation {
  return {
    id: row.id,
    ecosystem: row.ecosystem as Ecosystem,
    pattern: row.pattern,
    reason: row.reason,
    author: row.author,
    createdAt: row.created_at,
    ...given('withdrawnAt', row.withdrawn_at),
  };
}
