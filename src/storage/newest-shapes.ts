// The graphs of applications' newest snapshots, without the names of their components.

import type { Kysely } from 'kysely';

import type { ReadShapes } from '../inventory/impact/impact-ports.ts';
import type { ApplicationStore } from '../inventory/ports.ts';
import { isGatehouseError } from '../kernel/errors.ts';
import { decodeShapes } from './graph-blob.ts';
import type { Schema } from './schema.ts';

/** Graphs that are at hand at once, packed: each is some kilobytes. */
const GRAPHS = 50;

export async function readNewestShapes(
  database: Kysely<Schema>,
  ids: readonly string[],
): ReturnType<ApplicationStore['newestShapes']> {
  const found = new Map<string, { readonly number: number; readonly read: ReadShapes }>();
  for (let start = 0; start < ids.length; start += GRAPHS) {
    const rows = await database
      .selectFrom('application')
      .innerJoin('snapshot', (join) =>
        join
          .onRef('snapshot.application_id', '=', 'application.id')
          .onRef('snapshot.number', '=', 'application.newest_snapshot'),
      )
      .select(['application.id', 'snapshot.number', 'snapshot.graph'])
      .where('application.id', 'in', ids.slice(start, start + GRAPHS))
      .execute();
    await Promise.all(
      rows.map(async ({ id, number, graph }) => found.set(id, { number, read: await readShapes(graph) })),
    );
  }
  return found;
}

async function readShapes(graph: Uint8Array): Promise<ReadShapes> {
  try {
    return { shapes: await decodeShapes(graph) };
  } catch (error) {
    if (!isGatehouseError(error, 'storage-failed')) throw error;
    return { because: error.message };
  }
}
