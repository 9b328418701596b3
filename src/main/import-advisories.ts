// Imports advisories into a data folder on which no server runs, in a worker thread as the server does.

import { existsSync } from 'node:fs';

import type { FeedKind } from '../evidence/advisory-ports.ts';
import type { ImportReport } from '../evidence/import-report.ts';
import { GatehouseError } from '../kernel/errors.ts';
import { createLogger } from '../kernel/logger.ts';
import type { Config } from './config-schema.ts';
import { ImportThread } from './import-thread.ts';
import { databaseLocation, openStorage } from './open-storage.ts';

export interface AdvisoryImport {
  readonly config: Config;
  readonly dataDir: string;
  /** The feed under whose name the records are kept; one that is configured has its own kind. Absent: the kind's usual one. */
  readonly feed?: string;
  readonly kind?: FeedKind;
  /** A file or folder. */
  readonly path: string;
  /** `whole`: what the source does not hold is withdrawn by the feed. */
  readonly mode: 'whole' | 'changes';
  readonly onProgress: (read: number) => void;
}

/** One name a kind, since a feed is of one kind. */
const USUAL_FEEDS = { osv: 'imported', kev: 'imported-kev', epss: 'imported-epss' } as const;

/** Throws `not-found` for a path that is not there, `conflict` for a feed of another kind, and what storage throws. */
export async function importAdvisories(request: AdvisoryImport): Promise<ImportReport> {
  const { config, dataDir, path, mode } = request;
  if (!existsSync(path)) {
    throw new GatehouseError('not-found', `Cannot import ${path}: there is no such file or folder`, {
      facts: { command: 'gatehouse help advisories import' },
    });
  }
  const feed = request.feed ?? USUAL_FEEDS[request.kind ?? kindOf(path)];
  const configured = config.feeds.sources.find(({ name }) => name === feed);
  if (configured !== undefined && request.kind !== undefined && request.kind !== configured.kind) {
    throw new GatehouseError(
      'conflict',
      `Cannot import into ${feed}: found a feed of kind ${configured.kind}`,
    );
  }
  const kind = configured?.kind ?? request.kind ?? kindOf(path);
  // The schema is there, and brought up to date, before the worker writes.
  const storage = await openStorage(
    config,
    dataDir,
    createLogger('error', () => {}, Date.now),
  );
  await storage.close();
  const location = databaseLocation(config, dataDir);
  const thread = new ImportThread({ location, committed: () => {} });
  try {
    return await thread.import({ feed, kind, path, mode }, request.onProgress);
  } finally {
    await thread.close();
  }
}

/** What a file of this name usually holds. */
function kindOf(path: string): FeedKind {
  if (/known_exploited_vulnerabilities|(?:^|[/_-])kev\b/i.test(path)) return 'kev';
  return /epss[^/]*\.csv(?:\.gz)?$/i.test(path) ? 'epss' : 'osv';
}
