// Imports a feed of advisories, known exploited vulnerabilities or exploit predictions from a file or folder.

import type { Instant } from '../kernel/clock.ts';
import { GatehouseError, messageOf } from '../kernel/errors.ts';

import type { FeedKind, FeedState } from './advisory-ports.ts';
import { importEpss } from './import-epss.ts';
import { importKev } from './import-kev.ts';
import { importOsv } from './import-osv.ts';
import { findFeed, lookedForAt } from './note-feed.ts';
import { ImportTally, type ImportReport } from './import-report.ts';
import type { ImportDeps, ImportRequest, RunningImport } from './import-request.ts';

/**
 * Reads the source as a stream and commits it in chunks, each whole; a bad record is counted, reported with its place and
 * skipped. A source that breaks off leaves what was committed, withdraws nothing, and says so in the report and in the
 * feed's state; the next import goes on from there, since unchanged records are passed over. Another
 * server may import the same feed at the same time. Throws when storage fails.
 */
export async function importFeed(deps: ImportDeps, request: ImportRequest): Promise<ImportReport> {
  const started = await begin(deps, request);
  const { generation, lastTriedAt: startedAt } = started;
  const tally = new ImportTally(request.feed);
  const isComplete = await run(deps, { request, generation, tally, startedAt });
  await finish(deps, started, request, tally, isComplete);
  return tally.report(isComplete);
}

/** Gives the import its number. Within a unit of work nobody else writes, so that no two imports have the same. */
function begin(deps: ImportDeps, { feed, kind, source }: ImportRequest): Promise<FeedState> {
  return deps.work.transact(async ({ advisories }) => {
    const before = await findFeed(deps, feed);
    if (before !== undefined && before.kind !== kind) {
      throw new GatehouseError(
        'conflict',
        `Cannot import ${kind} into ${feed}: found a feed of kind ${before.kind}; give it a feed of its own`,
      );
    }
    const generation = (before?.generation ?? 0) + 1;
    const none = { records: 0, bad: 0 };
    const known = before === undefined ? undefined : lookedForAt(before, source);
    const from = source === undefined ? {} : { source };
    const started = { ...none, ...known, ...from, feed, kind, generation, lastTriedAt: deps.clock.now() };
    await advisories.saveFeed(started);
    return started;
  });
}

const SOURCE_FAULTS: ReadonlySet<string> = new Set([
  'feed-unavailable',
  'invalid-archive',
  'invalid-document',
  'too-large',
]);

/** False when the source broke off. */
async function run(deps: ImportDeps, running: RunningImport): Promise<boolean> {
  try {
    await IMPORTERS[running.request.kind](deps, running);
    return true;
  } catch (error) {
    if (!(error instanceof GatehouseError) || !SOURCE_FAULTS.has(error.code)) throw error;
    // What was committed stands; the report and the feed's state say that the rest is missing.
    running.tally.failure = messageOf(error);
    return false;
  }
}

const IMPORTERS: Readonly<Record<FeedKind, (deps: ImportDeps, running: RunningImport) => Promise<void>>> = {
  osv: importOsv,
  kev: importKev,
  epss: importEpss,
};

async function finish(
  deps: ImportDeps,
  started: FeedState,
  request: ImportRequest,
  tally: ImportTally,
  isComplete: boolean,
): Promise<void> {
  const { lastError: _, etag: oldEtag, lastModified: oldLastModified, ...kept } = started;
  const etag = isComplete ? request.etag : oldEtag;
  const lastModified = isComplete ? request.lastModified : oldLastModified;
  await deps.work.transact(async ({ advisories, journal }) => {
    const isOsv = request.kind === 'osv';
    const records = isOsv
      ? (await advisories.countRecords(request.feed, started.generation)).holding
      : tally.read - tally.bad;
    const cursor = latest(started.cursor, tally.cursor);
    const edition = isComplete ? (tally.edition ?? started.edition) : started.edition;
    const now = await findFeed(deps, request.feed);
    await advisories.saveFeed({
      ...kept,
      generation: Math.max(kept.generation, now?.generation ?? 0),
      records: isComplete || isOsv ? records : started.records,
      bad: tally.bad,
      ...(isComplete ? { lastGoodAt: deps.clock.now() } : {}),
      ...(tally.failure === undefined ? {} : { lastError: tally.failure }),
      ...(etag === undefined ? {} : { etag }),
      ...(lastModified === undefined ? {} : { lastModified }),
      ...(isComplete && cursor !== undefined ? { cursor } : {}),
      ...(edition === undefined ? {} : { edition }),
    });
    // From now on something can be told: what was not looked up before is.
    const isFirst = isComplete && started.lastGoodAt === undefined;
    if (isFirst || tally.absent > 0 || (!isOsv && tally.added + tally.changed > 0)) {
      const { added, changed, absent: withdrawn } = tally;
      const counts = isOsv ? { added: 0, changed: 0 } : { added, changed };
      const data = { feed: request.feed, ...counts, withdrawn };
      journal.record({ kind: 'feed-updated', actor: `feed:${request.feed}`, at: deps.clock.now(), data });
    }
  });
}

function latest(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  return a === undefined || (b !== undefined && b > a) ? b : a;
}
