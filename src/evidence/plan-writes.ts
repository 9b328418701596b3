// What records of a source mean for the database: which are new, changed, withdrawn, restored or outdated.

import { hash } from 'node:crypto';

import type { OsvRecord } from '../formats/osv.ts';

import type { KnownRecord, StoredAdvisory } from './advisory-ports.ts';
import { toStoredAdvisory } from './advisory-record.ts';
import type { ImportDeps, RunningImport } from './import-request.ts';

/** A record of the source, read. */
export interface Incoming {
  readonly record: OsvRecord;
  readonly bytes: Uint8Array;
}

/** Part of each digest: raise it when a record's header or body is derived differently, so that all are written anew. */
const STORED_FORM = 2;

/** What a chunk of records means for the database. */
export interface Plan {
  readonly records: StoredAdvisory[];
  /** Ids of records that stay as they are stored. */
  readonly unchanged: string[];
  /** Records in an older state than the stored one, which may yet turn out to be the only state in the source. */
  readonly deferred: Incoming[];
  added: number;
  changed: number;
  withdrawn: number;
}

/** Compares records with what is stored under their ids, and counts them. */
export function planWrites(
  deps: ImportDeps,
  running: RunningImport,
  incoming: readonly Incoming[],
  known: ReadonlyMap<string, KnownRecord>,
  isLastChance: boolean,
): Plan {
  const { tally, startedAt } = running;
  const plan: Plan = { records: [], unchanged: [], deferred: [], added: 0, changed: 0, withdrawn: 0 };
  for (const { record, bytes } of incoming) {
    // A timestamp in the future would make an incremental import miss all that happens until then.
    if (record.modified <= startedAt && record.modified > (tally.cursor ?? 0)) tally.cursor = record.modified;
    const digest = `${STORED_FORM}:${hash('sha256', bytes, 'base64url')}`;
    const old = known.get(record.id);
    if (old !== undefined && isOlder(record, old, running) && !isLastChance) {
      plan.deferred.push({ record, bytes });
    } else if (old !== undefined && isOutdated(record, old, running)) {
      tally.outdated += 1;
      plan.unchanged.push(record.id);
    } else if (
      old !== undefined &&
      old.digest === digest &&
      (!old.isGone || record.withdrawn !== undefined)
    ) {
      tally.unchanged += 1;
      plan.unchanged.push(record.id);
    } else {
      addWrite(deps, running, plan, { record, bytes }, digest, old);
    }
  }
  return plan;
}

function addWrite(
  deps: ImportDeps,
  running: RunningImport,
  plan: Plan,
  { record, bytes }: Incoming,
  digest: string,
  old: KnownRecord | undefined,
): void {
  const { tally, request } = running;
  const source = { feed: request.feed, document: Buffer.from(bytes).toString('utf8'), digest };
  const stored = toStoredAdvisory(record, source, deps.rulesOf);
  // A record that names none of our packages any more still replaces what it said before.
  if (stored === undefined && old === undefined) {
    tally.ignored += 1;
    return;
  }
  const isGone = record.withdrawn !== undefined;
  if (old === undefined) plan.added += 1;
  else plan.changed += 1;
  if (isGone && old?.isGone !== true) plan.withdrawn += 1;
  if (!isGone && old?.isGone === true) tally.restored += 1;
  tally.added += old === undefined ? 1 : 0;
  tally.changed += old === undefined ? 0 : 1;
  tally.withdrawn += isGone && old?.isGone !== true ? 1 : 0;
  plan.records.push(stored ?? emptied(record, source));
}

function emptied(
  record: OsvRecord,
  source: { feed: string; document: string; digest: string },
): StoredAdvisory {
  return { ...source, id: record.id, modified: record.modified, header: '{}', aliases: [], affected: [] };
}

/** Whether a record is in an older state than the stored one. A stored `modified` in the future says nothing. */
function isOlder(record: OsvRecord, old: KnownRecord, { startedAt }: RunningImport): boolean {
  return record.modified < old.modified && old.modified <= startedAt;
}

/**
 * Whether an older state is of no use: a source of changes does not take back, and a whole one has shown a newer state in
 * this import. Where a whole source holds the older state alone, it has gone back, and so do we.
 */
function isOutdated(record: OsvRecord, old: KnownRecord, running: RunningImport): boolean {
  const { request, generation } = running;
  return isOlder(record, old, running) && (request.mode === 'changes' || old.generation >= generation);
}
