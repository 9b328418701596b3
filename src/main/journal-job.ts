// A job that follows the journal: looks at what changed since it last did, wherever the change came from, and remembers how
// far it got, also after a restart.

import { setImmediate } from 'node:timers/promises';

import type { AdvisoryLookups } from '../evidence/advisory-ports.ts';
import type { ChangeKind } from '../journal/changes.ts';
import type { JobProgressStore, JobProgressStores } from '../journal/job-progress.ts';
import type { JournalEntry, JournalReader } from '../journal/journal.ts';
import type { UnitOfWork } from '../journal/unit-of-work.ts';
import type { PackageRef } from '../kernel/package-ref.ts';
import { readJournalProgress, saveJournalProgress, type JournalProgress } from './journal-progress.ts';
import { newestRevision } from './newest-revision.ts';

/** What a job does. All of it may be done twice. */
export interface JournalTask {
  /** Under which its progress is kept. */
  readonly name: string;
  /** What it looks at. */
  readonly kinds: readonly ChangeKind[];
  /** `revision`: how far it has come with what imports of advisories touched. */
  lookAt(entries: readonly JournalEntry[], revision: number): Promise<void>;
  /** Packages that imports touched; `isAll` unless more than those follow. */
  lookAtTouched(refs: readonly PackageRef[], isAll: boolean): Promise<void>;
  /** Whether everything is to be walked over. */
  needsWalk(entries: readonly JournalEntry[]): boolean;
  /** Everything, from behind a place on. */
  walk(after: string | undefined): AsyncIterable<WalkStep>;
}

export interface WalkStep {
  readonly place: string;
  look(): Promise<void>;
}

export interface JournalJobDeps {
  readonly journal: Pick<JournalReader, 'lastSequence' | 'readAfter'>;
  readonly lookups: Pick<AdvisoryLookups, 'touchedSince'>;
  readonly stores: { readonly jobs: JobProgressStore };
  readonly work: UnitOfWork<JobProgressStores>;
}

/** Entries of the journal that are read at a time. */
const BATCH = 500;
/** Touched packages that are read at a time. */
const MAX_TOUCHED = 5_000;
/** How much work a crash may have done again. */
const SAVE_MS = 5_000;

export class JournalJob {
  readonly #deps: JournalJobDeps;
  readonly #task: JournalTask;
  #progress: JournalProgress;
  #saved: JournalProgress | undefined;
  #savedAt = 0;

  /** Made by `openJournalJob`. */
  constructor(
    deps: JournalJobDeps,
    task: JournalTask,
    progress: JournalProgress,
    saved: JournalProgress | undefined,
  ) {
    this.#deps = deps;
    this.#task = task;
    this.#progress = progress;
    this.#saved = saved;
  }

  get isSweeping(): boolean {
    return this.#progress.sweep !== undefined;
  }

  /**
   * Looks at the next changes in the journal; answers whether there are more. Rejects when storage fails, or with what the
   * task rejects; what was not looked at then is looked at by the next call.
   */
  async readOn(): Promise<boolean> {
    const newest = await this.#deps.journal.lastSequence();
    if (newest <= this.#progress.sequence) return false;
    const { kinds } = this.#task;
    const read = await this.#deps.journal.readAfter(this.#progress.sequence, BATCH, { kinds });
    // What was committed while this read may be half of what there is.
    const entries = read.filter(({ sequence }) => sequence <= newest);
    await this.#task.lookAt(entries, this.#progress.revision);
    if (entries.some(({ kind }) => kind === 'feed-updated')) await this.#lookAtImported();
    if (this.#task.needsWalk(entries)) this.#advance({ sweep: {} });
    const isWhole = read.length < BATCH || entries.length < read.length;
    this.#advance({ sequence: isWhole ? newest : (entries.at(-1)?.sequence ?? newest) });
    await this.#saveNowAndThen();
    return true;
  }

  /** Goes on with the walk over everything, until `isInterrupted`. Rejects as `readOn` does. */
  async sweepOn(isInterrupted: () => boolean): Promise<void> {
    for await (const step of this.#task.walk(this.#progress.sweep?.after)) {
      if (isInterrupted()) return;
      await step.look();
      this.#advance({ sweep: { after: step.place } });
      await this.#saveNowAndThen();
    }
    const { sweep: _, ...done } = this.#progress;
    this.#progress = done;
    await this.save();
  }

  async save(): Promise<void> {
    if (this.#saved === this.#progress) return;
    const progress = this.#progress;
    await saveJournalProgress(this.#deps.work, this.#task.name, progress);
    this.#saved = progress;
    this.#savedAt = performance.now();
  }

  async #saveNowAndThen(): Promise<void> {
    if (performance.now() - this.#savedAt > SAVE_MS) await this.save();
  }

  #advance(to: Partial<JournalProgress>): void {
    this.#progress = { ...this.#progress, ...to };
  }

  async #lookAtImported(): Promise<void> {
    for (let isAll = true; ;) {
      const { revision } = this.#progress;
      const touched = await this.#deps.lookups.touchedSince(revision, MAX_TOUCHED);
      const isLast = touched.packages.length < MAX_TOUCHED;
      isAll &&= isLast;
      await this.#task.lookAtTouched(touched.packages, isAll);
      this.#advance({ revision: Math.max(revision, touched.revision) });
      if (isLast) return;
      await this.#saveNowAndThen();
      await setImmediate();
    }
  }
}

/**
 * The job, where it stopped. On a database on which it never ran it begins with a walk over everything, and follows what
 * changes from now on.
 */
export async function openJournalJob(deps: JournalJobDeps, task: JournalTask): Promise<JournalJob> {
  const saved = await readJournalProgress(deps.stores.jobs, task.name);
  if (saved !== undefined) return new JournalJob(deps, task, saved, saved);
  const sequence = await deps.journal.lastSequence();
  const revision = await newestRevision(deps.lookups);
  const job = new JournalJob(deps, task, { sequence, revision, sweep: {} }, undefined);
  await job.save();
  return job;
}
