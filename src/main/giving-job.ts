// Counts anew what is depended on when that changed, as the journal tells, and once a day. Remembers how far it got.

import { z } from 'zod';

import type { ChangeKind } from '../journal/changes.ts';
import type { JobProgressStore, JobProgressStores } from '../journal/job-progress.ts';
import type { JournalEntry, JournalReader } from '../journal/journal.ts';
import type { UnitOfWork } from '../journal/unit-of-work.ts';
import { DAY_MS } from '../kernel/clock.ts';
import { GatehouseError } from '../kernel/errors.ts';
import { renewGiving, type GivingDeps } from '../inventory/giving/renew-giving.ts';

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
const JOB = 'giving';

const progressSchema = z.object({ sequence: z.number().int().min(0), renewedAt: z.number() });
type Progress = z.infer<typeof progressSchema>;

export class GivingJob {
  readonly #deps: GivingJobDeps;
  readonly #signal: AbortSignal;
  #progress: Progress | undefined;

  /** Made by `openGivingJob`. */
  constructor(deps: GivingJobDeps, signal: AbortSignal, progress: Progress | undefined) {
    this.#deps = deps;
    this.#signal = signal;
    this.#progress = progress;
  }

  /** Rejects with what storage throws, or with the signal's reason; what was not done then is done by the next call. */
  async catchUp(): Promise<void> {
    const before = this.#progress;
    const now = this.#deps.giving.clock.now();
    const sequence = await this.#deps.journal.lastSequence();
    const isDue = before === undefined || now - before.renewedAt >= DAY_MS;
    if (!isDue && before.sequence === sequence) return;
    const isTouched = isDue || (await this.#isTouched(before.sequence, sequence));
    if (isTouched) await renewGiving(this.#deps.giving, this.#signal);
    const progress = { sequence, renewedAt: isTouched ? now : before.renewedAt };
    await this.#deps.work.transact(({ jobs }) => jobs.save(JOB, JSON.stringify(progress)));
    this.#progress = progress;
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
  const state = await deps.jobs.read(JOB);
  try {
    const progress = state === undefined ? undefined : progressSchema.parse(JSON.parse(state));
    return new GivingJob(deps, signal, progress);
  } catch (cause) {
    throw new GatehouseError('storage-failed', `Cannot read how far the job ${JOB} has come`, { cause });
  }
}
