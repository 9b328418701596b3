// What an import of a feed is asked for, needs, and is while it runs.

import type { UnitOfWork } from '../journal/unit-of-work.ts';
import type { Clock, Instant } from '../kernel/clock.ts';

import type { AdvisoryLookups, FeedKind, ImportStores } from './advisory-ports.ts';
import type { RulesOf } from './advisory-record.ts';
import type { ImportTally } from './import-report.ts';

export interface ImportDeps {
  readonly work: UnitOfWork<ImportStores>;
  readonly lookups: Pick<AdvisoryLookups, 'feeds'>;
  readonly rulesOf: RulesOf;
  readonly clock: Clock;
}

/** Which source to read as which feed. */
export interface ImportRequest {
  /** The feed's name: records are kept under it, apart from those of other feeds. */
  readonly feed: string;
  readonly kind: FeedKind;
  /** A file or folder; plain, gzip or zip. */
  readonly path: string;
  /** Tells what a single file is when its own name does not: `all.zip`, `PyPI.ndjson`. */
  readonly name?: string;
  /** `whole`: what the source does not hold is withdrawn by the feed. `changes`: it holds what changed alone. */
  readonly mode: 'whole' | 'changes';
  /** Lets a whole import withdraw more of the feed than `MAX_LOSS` of it. */
  readonly acceptLoss?: boolean;
  /** The place that the source came from, as `feedSource` writes it; absent for an import by hand. */
  readonly source?: string;
  /** Validators of the answer that the source came from, kept when the import is complete. */
  readonly etag?: string;
  readonly lastModified?: string;
  /** Called now and then with what was read so far. */
  readonly onProgress?: (read: number) => void;
}

/** An import under way. */
export interface RunningImport {
  readonly request: ImportRequest;
  readonly generation: number;
  readonly tally: ImportTally;
  readonly startedAt: Instant;
}
