// Whose findings a filter asks for: a few applications, each looked into by itself, or a condition on the way through all.

import { sql, type Kysely, type RawBuilder } from 'kysely';

import type { FindingFilter } from '../inventory/findings/finding-ports.ts';
import type { Schema } from './schema.ts';

export type FindingScope =
  /** Of these applications alone. */
  | { readonly few: readonly string[] }
  /** `condition` is about the applications themselves (`a`) or names them in `s`; absent: everybody's. */
  | { readonly condition?: RawBuilder<boolean>; readonly isOfApplication: boolean };

/** Beyond so many, those of an owner or an environment are passed soon enough on the way through all. */
const FEW_APPLICATIONS = 50;

/** A few applications are looked into each; of many, the most urgent findings are at the begin of the index. */
export async function findScope(database: Kysely<Schema>, filter: FindingFilter): Promise<FindingScope> {
  const { applicationIds, environment, owner } = filter;
  const ofApplication = [
    ...(environment === undefined ? [] : [sql<boolean>`a.environment = ${environment}`]),
    // Not by an index of owners, which would lead through all that they have.
    ...(owner === undefined ? [] : [sql<boolean>`coalesce(a.owner, '') = ${owner}`]),
  ];
  if (ofApplication.length === 0) return scopeOfIds(applicationIds);
  const named = applicationIds === undefined ? [] : [sql<boolean>`a.id in (${sql.join(applicationIds)})`];
  const condition = sql<boolean>`${sql.join([...named, ...ofApplication], sql` and `)}`;
  const { rows } = await sql<{ readonly id: string }>`
    select a.id from application a where ${condition} limit ${FEW_APPLICATIONS + 1}`.execute(database);
  return rows.length > FEW_APPLICATIONS
    ? { condition, isOfApplication: true }
    : { few: rows.map(({ id }) => id) };
}

function scopeOfIds(ids: readonly string[] | undefined): FindingScope {
  if (ids === undefined) return { isOfApplication: false };
  if (ids.length <= FEW_APPLICATIONS) return { few: [...new Set(ids)] };
  return { condition: sql<boolean>`s.application_id in (${sql.join(ids)})`, isOfApplication: false };
}
