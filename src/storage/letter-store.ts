// Letters that wait to be sent. Posted with the change that they tell of; gone, text and all, once they left.

import type { Kysely } from 'kysely';

import type { Outbox } from '../journal/outbox.ts';
import { given } from '../kernel/given.ts';
import type { LetterStore } from '../notify/ports.ts';
import type { Schema } from './schema.ts';

/** The outbox within a unit of work. */
export function createOutbox(database: Kysely<Schema>): Outbox {
  return {
    async post({ id, to, subject, text, postedAt }) {
      await database
        .insertInto('letter')
        .values({
          id,
          recipient: to,
          subject,
          body: text,
          posted_at: postedAt,
          due_at: postedAt,
          attempts: 0,
          last_error: null,
        })
        .execute();
    },
  };
}

/** What waits. */
export function createLetterStore(database: Kysely<Schema>): LetterStore {
  return {
    async take(now, { limit, dueAgainAt }) {
      const rows = await database
        .selectFrom('letter')
        .selectAll()
        .where('due_at', '<=', now)
        .orderBy('due_at')
        .orderBy('id')
        .limit(limit)
        .execute();
      const ids = rows.map(({ id }) => id);
      if (ids.length === 0) return [];
      await database
        .updateTable('letter')
        .set((eb) => ({ due_at: dueAgainAt, attempts: eb('attempts', '+', 1) }))
        .where('id', 'in', ids)
        .execute();
      return rows.map(({ id, recipient, subject, body, posted_at, attempts }) => ({
        id,
        to: recipient,
        subject,
        text: body,
        postedAt: posted_at,
        attempts: attempts + 1,
      }));
    },
    async postpone(id, { dueAt, error }) {
      await database
        .updateTable('letter')
        .set({ due_at: dueAt, last_error: error })
        .where('id', '=', id)
        .execute();
    },
    async remove(id) {
      await database.deleteFrom('letter').where('id', '=', id).execute();
    },
    async waiting() {
      const { count } = await database
        .selectFrom('letter')
        .select((eb) => eb.fn.countAll().as('count'))
        .executeTakeFirstOrThrow();
      const failed = await database
        .selectFrom('letter')
        .select('last_error')
        .where('last_error', 'is not', null)
        .orderBy('due_at', 'desc')
        .limit(1)
        .executeTakeFirst();
      return { count: Number(count), ...given('lastError', failed?.last_error) };
    },
    async nextDueAt() {
      const row = await database
        .selectFrom('letter')
        .select('due_at')
        .orderBy('due_at')
        .limit(1)
        .executeTakeFirst();
      return row?.due_at;
    },
  };
}
