// Deletes an application with all rows that are its own. What others may have too, its components and what is known against them, stays.

import type { Kysely } from 'kysely';

import type { Schema } from './schema.ts';

/** Tables that keep rows by the application's id. */
const OWN_TABLES = [
  'snapshot',
  'snapshot_vex',
  'current_component',
  'finding_state',
  'fix_plan',
  'reach_words',
  'component_reach',
] as const satisfies readonly (keyof Schema)[];

/** Its tallies go with it: what they add to those of its owner and of all is taken out before. */
export async function removeApplicationRows(database: Kysely<Schema>, id: string): Promise<void> {
  for (const table of OWN_TABLES) {
    await database.deleteFrom(table).where('application_id', '=', id).execute();
  }
  for (const table of ['currency_sum', 'currency_day'] as const) {
    await database.deleteFrom(table).where('scope_id', '=', id).execute();
  }
  await database
    .deleteFrom('finding_tally')
    .where('scope', '=', 'application')
    .where('scope_id', '=', id)
    .execute();
  await database.deleteFrom('application').where('id', '=', id).execute();
}
