// Which packages a record is about, by its id or another id of it.

import { sql, type Kysely } from 'kysely';

import { isEcosystem } from '../kernel/ecosystem.ts';
import { asPackageName, type PackageRef } from '../kernel/package-ref.ts';
import type { Schema } from './schema.ts';

/** Records about more are those of whole campaigns. */
const MOST = 5_000;

/** Reads within `database`. Withdrawn and absent records say nothing. */
export function createRecordPackages(
  database: Kysely<Schema>,
): (id: string) => Promise<readonly PackageRef[]> {
  return async (id) => {
    const { rows } = await sql<{ ecosystem: string; name: string }>`
      select distinct f.ecosystem, f.name from advisory_alias s
      join advisory a on a.feed = s.feed and a.id = s.id
      join advisory_affected f on f.feed = a.feed and f.id = a.id
      where s.alias in (${id}, ${id.toUpperCase()}) and a.withdrawn_at is null and a.absent_at is null
      order by f.ecosystem, f.name limit ${MOST}`.execute(database);
    return rows.flatMap(({ ecosystem, name }) =>
      isEcosystem(ecosystem) ? [{ ecosystem, name: asPackageName(name) }] : [],
    );
  };
}
