// Fix plans that are kept with applications.

import type { Kysely } from 'kysely';

import type { BumpSize } from '../inventory/fix/fix-plan.ts';
import type { FixPlanStore, KeptFixPlan } from '../inventory/fix/kept-plan.ts';
import type { Schema } from './schema.ts';

/** The store of fix plans within `database`, which may be a transaction. */
export function createFixPlanStore(database: Kysely<Schema>): FixPlanStore {
  return {
    async of(applicationId) {
      const row = await database
        .selectFrom('fix_plan')
        .selectAll()
        .where('application_id', '=', applicationId)
        .executeTakeFirst();
      if (row === undefined) return undefined;
      const { files, unsupported } = JSON.parse(row.plan) as Pick<KeptFixPlan, 'files' | 'unsupported'>;
      return {
        applicationId,
        snapshot: row.snapshot,
        madeAt: row.made_at,
        author: row.author,
        max: row.max_bump as BumpSize,
        files,
        unsupported,
      };
    },
    async keep({ applicationId, snapshot, madeAt, author, max, files, unsupported }) {
      const row = {
        snapshot,
        made_at: madeAt,
        author,
        max_bump: max,
        plan: JSON.stringify({ files, unsupported }),
      };
      await database
        .insertInto('fix_plan')
        .values({ application_id: applicationId, ...row })
        .onConflict((oc) => oc.column('application_id').doUpdateSet(row))
        .execute();
    },
  };
}
