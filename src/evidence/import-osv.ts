// Imports OSV records: reads, compares with what is stored, writes what differs.

import { setImmediate } from 'node:timers/promises';

import { OSV_LIMITS, parseOsvRecord } from '../formats/osv.ts';
import { messageOf } from '../kernel/errors.ts';

import type { ImportStores } from './advisory-ports.ts';
import type { ImportDeps, RunningImport } from './import-request.ts';
import { planWrites, type Incoming } from './plan-writes.ts';
import { readSource, type SourceFile } from './reading/read-source.ts';
import { splitLines, splitObjects, type RawRecord } from './reading/split-records.ts';

/** Records of one transaction: few enough that writing them holds nobody up. */
const CHUNK_RECORDS = 100;
const CHUNK_BYTES = 1024 * 1024;
/** Older states that are kept until the source was read to its end. */
const DEFERRED_BYTES = 16 * 1024 * 1024;

/** A whole import that would withdraw more of a feed than this share is taken for a broken source. */
export const MAX_LOSS = 0.3;

/** Imports every record of the source. Throws what reading the source throws. */
export async function importOsv(deps: ImportDeps, running: RunningImport): Promise<void> {
  const { request, tally } = running;
  const queue = new Queue(deps, running);
  for await (const file of readSource(request.path, request.name)) {
    for await (const batch of recordsOf(file)) {
      for (const raw of batch) {
        tally.read += 1;
        const incoming = readRecord(raw, running, queue);
        if (incoming !== undefined) await queue.add(incoming);
      }
      request.onProgress?.(tally.read);
    }
  }
  await queue.finish();
  if (request.mode === 'whole') await withdrawAbsent(deps, running, queue.unidentified);
}

/** The records of one file; none of files that hold no records by their name. */
async function* recordsOf(file: SourceFile): AsyncGenerator<readonly RawRecord[]> {
  if (/\.(ndjson|jsonl)$/i.test(file.name)) yield* splitLines(file.chunks, file.name, OSV_LIMITS.maxBytes);
  else if (/\.json$/i.test(file.name)) yield* splitObjects(file.chunks, file.name, OSV_LIMITS.maxBytes);
}

function readRecord(raw: RawRecord, { tally }: RunningImport, queue: Queue): Incoming | undefined {
  if ('problem' in raw) {
    tally.noteBad(raw.place, raw.problem);
    queue.unidentified += 1;
    return undefined;
  }
  try {
    return { record: parseOsvRecord(raw.bytes, 'record'), bytes: raw.bytes };
  } catch (error) {
    tally.noteBad(raw.place, messageOf(error));
    const id = /"id"\s*:\s*"([\x21-\x7e]{1,200}?)"/.exec(Buffer.from(raw.bytes).toString('latin1'))?.[1];
    if (id === undefined) queue.unidentified += 1;
    else queue.badIds.push(id);
    return undefined;
  }
}

/** Records on their way into the database, a chunk to a transaction. */
class Queue {
  readonly #deps: ImportDeps;
  readonly #running: RunningImport;
  readonly #records = new Map<string, Incoming>();
  readonly #deferred = new Map<string, Incoming>();
  #sizeBytes = 0;
  #deferredBytes = 0;
  /** Ids of records that are there, but bad: what is stored of them stays. */
  readonly badIds: string[] = [];
  /** Bad records of which not even the id could be read. */
  unidentified = 0;

  constructor(deps: ImportDeps, running: RunningImport) {
    this.#deps = deps;
    this.#running = running;
  }

  async add(incoming: Incoming): Promise<void> {
    if (this.#records.has(incoming.record.id)) await this.#flush();
    this.#records.set(incoming.record.id, incoming);
    this.#sizeBytes += incoming.bytes.byteLength;
    if (this.#records.size >= CHUNK_RECORDS || this.#sizeBytes >= CHUNK_BYTES) await this.#flush();
  }

  /** Writes what waits, then the older states that no newer one has replaced. */
  async finish(): Promise<void> {
    await this.#flush();
    for (const incoming of this.#deferred.values()) {
      this.#records.set(incoming.record.id, incoming);
      if (this.#records.size >= CHUNK_RECORDS) await this.#flush(true);
    }
    await this.#flush(true);
  }

  async #flush(isLastChance = this.#deferredBytes > DEFERRED_BYTES): Promise<void> {
    const incoming = [...this.#records.values()];
    const badIds = this.badIds.splice(0);
    this.#records.clear();
    this.#sizeBytes = 0;
    if (incoming.length === 0 && badIds.length === 0) return;
    for (const older of await writeChunk(this.#deps, this.#running, incoming, badIds, isLastChance)) {
      // A copy, since the bytes are a window on a whole chunk of the source.
      this.#deferred.set(older.record.id, { ...older, bytes: Uint8Array.from(older.bytes) });
      this.#deferredBytes += older.bytes.byteLength;
    }
    // Others have their turn between transactions.
    await setImmediate();
  }
}

/** Writes records in one transaction; answers those that were deferred. */
async function writeChunk(
  deps: ImportDeps,
  running: RunningImport,
  incoming: readonly Incoming[],
  badIds: readonly string[],
  isLastChance: boolean,
): Promise<readonly Incoming[]> {
  const { generation, request } = running;
  const { feed } = request;
  const ids = [...incoming.map(({ record }) => record.id), ...badIds];
  return deps.work.transact(async ({ advisories, journal }) => {
    const known = await advisories.knownRecords(feed, ids);
    const plan = planWrites(deps, running, incoming, known, isLastChance);
    const at = deps.clock.now();
    const unchanged = [...plan.unchanged, ...badIds.filter((id) => known.has(id))];
    await advisories.writeRecords({ feed, generation, at, records: plan.records, unchanged });
    if (plan.records.length > 0) {
      const { added, changed, withdrawn } = plan;
      const data = { feed, added, changed, withdrawn };
      journal.record({ kind: 'feed-updated', actor: `feed:${feed}`, at, data });
    }
    return plan.deferred;
  });
}

/** Marks what a whole import did not hold as withdrawn by the feed, unless so much is missing that the source is at fault. */
async function withdrawAbsent(deps: ImportDeps, running: RunningImport, unidentified: number): Promise<void> {
  const { request, generation, tally } = running;
  const { holding, unseen } = await deps.work.transact(({ advisories }) =>
    advisories.countRecords(request.feed, generation),
  );
  if (unseen > Math.max(10, holding * MAX_LOSS) && request.acceptLoss !== true) {
    tally.failure = `${unseen} of ${holding} records are missing in this whole import: none of them was withdrawn`;
    return;
  }
  if (unseen > 0 && unidentified > 0) {
    tally.failure = `${unidentified} bad records have no id that could be read: none of ${unseen} missing ones was withdrawn`;
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
