// Imports OSV records: reads, compares with what is stored, writes what differs.

import { hash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';

import { OSV_LIMITS, parseOsvRecord, type OsvRecord } from '../formats/osv.ts';
import { messageOf } from '../kernel/errors.ts';

import type { ImportStores, KnownRecord, StoredAdvisory } from './advisory-ports.ts';
import { toStoredAdvisory } from './advisory-record.ts';
import type { ImportDeps, RunningImport } from './import-feed.ts';
import { readSource, type SourceFile } from './reading/read-source.ts';
import { splitLines, splitObjects, type RawRecord } from './reading/split-records.ts';

/** Part of each digest: raise it when a record's header or body is derived differently, so that all are written anew. */
const STORED_FORM = 1;

/** Records of one transaction: few enough that writing them holds nobody up. */
const CHUNK_RECORDS = 100;
const CHUNK_BYTES = 1024 * 1024;

/** A whole import that would withdraw more of a feed than this share is taken for a broken source. */
export const MAX_LOSS = 0.3;

/** A record of the source, read. */
interface Incoming {
  readonly record: OsvRecord;
  readonly bytes: Uint8Array;
}

/** Imports every record of the source. Throws what reading the source throws. */
export async function importOsv(deps: ImportDeps, running: RunningImport): Promise<void> {
  const pending = new Pending();
  /** Ids of records that are there, but bad: what is stored of them stays. */
  let badIds: string[] = [];
  for await (const file of readSource(running.request.path, running.request.name)) {
    for await (const batch of recordsOf(file)) {
      for (const raw of batch) {
        running.tally.read += 1;
        const incoming = readRecord(raw, running, badIds);
        if (incoming === undefined) continue;
        if (pending.has(incoming)) await flush(deps, running, pending, badIds.splice(0));
        pending.add(incoming);
        if (pending.isFull) await flush(deps, running, pending, badIds.splice(0));
      }
      running.request.onProgress?.(running.tally.read);
    }
  }
  await flush(deps, running, pending, badIds);
  if (running.request.mode === 'whole') await withdrawAbsent(deps, running);
}

/** The records of one file; none of files that hold no records by their name. */
async function* recordsOf(file: SourceFile): AsyncGenerator<readonly RawRecord[]> {
  if (/\.(ndjson|jsonl)$/i.test(file.name)) yield* splitLines(file.chunks, file.name, OSV_LIMITS.maxBytes);
  else if (/\.json$/i.test(file.name)) yield* splitObjects(file.chunks, file.name, OSV_LIMITS.maxBytes);
}

function readRecord(raw: RawRecord, running: RunningImport, badIds: string[]): Incoming | undefined {
  if ('problem' in raw) {
    running.tally.noteBad(raw.place, raw.problem);
    return undefined;
  }
  try {
    return { record: parseOsvRecord(raw.bytes, 'record'), bytes: raw.bytes };
  } catch (error) {
    running.tally.noteBad(raw.place, messageOf(error));
    const id = /"id"\s*:\s*"([\x21-\x7e]{1,200}?)"/.exec(Buffer.from(raw.bytes).toString('latin1'))?.[1];
    if (id !== undefined) badIds.push(id);
    return undefined;
  }
}

/** Records that wait for their transaction. */
class Pending {
  readonly #records = new Map<string, Incoming>();
  #sizeBytes = 0;

  has(incoming: Incoming): boolean {
    return this.#records.has(incoming.record.id);
  }

  add(incoming: Incoming): void {
    this.#records.set(incoming.record.id, incoming);
    this.#sizeBytes += incoming.bytes.byteLength;
  }

  get isFull(): boolean {
    return this.#records.size >= CHUNK_RECORDS || this.#sizeBytes >= CHUNK_BYTES;
  }

  takeAll(): readonly Incoming[] {
    const all = [...this.#records.values()];
    this.#records.clear();
    this.#sizeBytes = 0;
    return all;
  }
}

async function flush(
  deps: ImportDeps,
  running: RunningImport,
  pending: Pending,
  badIds: readonly string[],
): Promise<void> {
  const incoming = pending.takeAll();
  if (incoming.length === 0 && badIds.length === 0) return;
  const { feed } = running.request;
  const ids = [...incoming.map(({ record }) => record.id), ...badIds];
  await deps.work.transact(async ({ advisories, journal }) => {
    const known = await advisories.knownRecords(feed, ids);
    const plan = planWrites(deps, running, incoming, known);
    const at = deps.clock.now();
    const unchanged = [...plan.unchanged, ...badIds.filter((id) => known.has(id))];
    await advisories.writeRecords({
      feed,
      generation: running.generation,
      at,
      records: plan.records,
      unchanged,
    });
    if (plan.records.length === 0) return;
    const { added, changed, withdrawn } = plan;
    journal.record({
      kind: 'feed-updated',
      actor: `feed:${feed}`,
      at,
      data: { feed, added, changed, withdrawn },
    });
  });
  // Others have their turn between transactions.
  await setImmediate();
}

interface Plan {
  readonly records: StoredAdvisory[];
  readonly unchanged: string[];
  added: number;
  changed: number;
  withdrawn: number;
}

function planWrites(
  deps: ImportDeps,
  running: RunningImport,
  incoming: readonly Incoming[],
  known: ReadonlyMap<string, KnownRecord>,
): Plan {
  const { tally, startedAt } = running;
  const plan: Plan = { records: [], unchanged: [], added: 0, changed: 0, withdrawn: 0 };
  for (const { record, bytes } of incoming) {
    // A timestamp in the future would make an incremental import miss all that happens until then.
    if (record.modified <= startedAt && record.modified > (tally.cursor ?? 0)) tally.cursor = record.modified;
    const digest = `${STORED_FORM}:${hash('sha256', bytes, 'base64url')}`;
    const old = known.get(record.id);
    if (old !== undefined && isOutdated(record, old, running)) {
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

/**
 * Whether the source holds an older state of the record than the one that is stored: in a source of changes alone, or
 * when this import has already seen a newer one. A stored `modified` in the future says nothing.
 */
function isOutdated(
  record: OsvRecord,
  old: KnownRecord,
  { request, generation, startedAt }: RunningImport,
): boolean {
  if (record.modified >= old.modified || old.modified > startedAt) return false;
  return request.mode === 'changes' || old.generation === generation;
}

/** Marks what a whole import did not hold as withdrawn by the feed, unless so much is missing that the source is at fault. */
async function withdrawAbsent(deps: ImportDeps, running: RunningImport): Promise<void> {
  const { request, generation, tally } = running;
  const { holding, unseen } = await deps.work.transact(({ advisories }) =>
    advisories.countRecords(request.feed, generation),
  );
  if (unseen > Math.max(10, holding * MAX_LOSS) && request.acceptLoss !== true) {
    tally.failure = `${unseen} of ${holding} records are missing in this whole import: none of them was withdrawn`;
    return;
  }
  for (;;) {
    const marked = await deps.work.transact((stores) => markAbsent(deps, stores, running));
    tally.absent += marked;
    if (marked < CHUNK_RECORDS) return;
  }
}

async function markAbsent(
  deps: ImportDeps,
  { advisories }: ImportStores,
  running: RunningImport,
): Promise<number> {
  return advisories.markAbsent(running.request.feed, running.generation, deps.clock.now(), CHUNK_RECORDS);
}
