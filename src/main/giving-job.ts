// Counts anew what is depended on when that changed, as the journal tells, and once a day. Remembers how far it got.

import { z } from 'zod';

import type { ChangeKind } from '../journal/changes.ts';
import type { JobProgressStore, JobProgressStores } from '../journal/job-progress.ts';
import type { JournalEntry, JournalReader } from '../journal/journal.ts';
import type { UnitOfWork } from '../journal/unit-of-work.ts';
import { DAY_MS } from '../kernel/clock.ts';
import { renewGiving, type GivingDeps } from '../inventory/giving/renew-giving.ts';
import { openProgress, type KeptProgress } from './kept-progress.ts';

export interface GivingJobDeps {
  readonly journal: Pick<JournalReader, 'lastSequence' | 'readAfter'>;
  readonly jobs: JobProgressStore;
  readonly work: UnitOfWork<JobProgressStores>;
  readonly giving: GivingDeps;
}

/** What changes the answer at once. */
export const GIVING_CHANGES = [
  'snapshot-pushed',
  'application-changed',
  'application-removed',
  'evidence-added',
  'evidence-withdrawn',
] as const satisfies readonly ChangeKind[];
/** With what may change it: a package's documents are others now. */
const ALL_CHANGES: readonly ChangeKind[] = [...GIVING_CHANGES, 'index-changed', 'artifact-stored'];

const BATCH = 500;

const progressSchema = z.object({ sequence: z.number().int().min(0), renewedAt: z.number() });
const SHAPE = { job: 'giving', schema: progressSchema };
type Progress = z.infer<typeof progressSchema>;

export class GivingJob {
  readonly #deps: GivingJobDeps;
  readonly #signal: AbortSignal;
  readonly #progress: KeptProgress<Progress>;

  /** Made by `openGivingJob`. */
  constructor(deps: GivingJobDeps, signal: AbortSignal, progress: KeptProgress<Progress>) {
    this.#deps = deps;
    this.#signal = signal;
    this.#progress = progress;
  }

  /** Rejects with what storage throws, or with the signal's reason; what was not done then is done by the next call. */
  async catchUp(): Promise<void> {
    const before = this.#progress.newest;
    const now = this.#deps.giving.clock.now();
    const sequence = await this.#deps.journal.lastSequence();
    const isDue = before === undefined || now - before.renewedAt >= DAY_MS;
    if (!isDue && before.sequence === sequence) return;
    const isTouched = isDue || (await this.#isTouched(before.sequence, sequence));
    if (isTouched) await renewGiving(this.#deps.giving, this.#signal);
    await this.#progress.save({ sequence, renewedAt: isTouched ? now : before.renewedAt });
  }

  async #isTouched(from: number, to: number): Promise<boolean> {
    for (let at = from; at < to;) {
      this.#signal.throwIfAborted();
      const read = await this.#deps.journal.readAfter(at, BATCH, { kinds: ALL_CHANGES });
      if (read.some((entry) => entry.sequence <= to && touchesGiving(entry))) return true;
      at = read.length < BATCH ? to : (read.at(-1)?.sequence ?? to);
    }
    return false;
  }
}

/** Evidence counts where it is about funding. */
export function touchesGiving(entry: JournalEntry): boolean {
  return entry.kind === 'evidence-added' || entry.kind === 'evidence-withdrawn'
    ? entry.data.kind === 'funding'
    : true;
}

/** The job, where it stopped. Throws `storage-failed` for progress that it cannot read. */
export async function openGivingJob(deps: GivingJobDeps, signal: AbortSignal): Promise<GivingJob> {
  return new GivingJob(deps, signal, await openProgress(deps, SHAPE));
}
