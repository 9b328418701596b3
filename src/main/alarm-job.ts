// Looks out for alarms: examines what changed since it last did, wherever the change came from, and remembers how far it got.

import { setImmediate } from 'node:timers/promises';

import type { AdvisoryLookups } from '../evidence/advisory-ports.ts';
import { startTurn } from '../evidence/turn.ts';
import { DEFAULT_VIEW, type CurrentPolicies } from '../governance/current-policies.ts';
import type { Reservations } from '../governance/reservations.ts';
import type { ChangeKind } from '../journal/changes.ts';
import type { JobProgressStore, JobProgressStores } from '../journal/job-progress.ts';
import type { JournalEntry, JournalReader } from '../journal/journal.ts';
import type { UnitOfWork } from '../journal/unit-of-work.ts';
import { isGatehouseError, messageOf } from '../kernel/errors.ts';
import type { Logger } from '../kernel/logger.ts';
import { matchesNamePattern } from '../kernel/name-pattern.ts';
import { packageKey, type PackageRef } from '../kernel/package-ref.ts';
import type { PackageStore } from '../registry/ports.ts';
import type { AlarmCause } from '../registry/raise-alarms.ts';
import { readAlarmProgress, saveAlarmProgress, type AlarmProgress } from './alarm-progress.ts';
import { newestRevision } from './newest-revision.ts';
import { packagesHere } from './packages-here.ts';

export interface AlarmJobDeps {
  readonly journal: Pick<JournalReader, 'lastSequence' | 'readAfter'>;
  readonly lookups: Pick<AdvisoryLookups, 'touchedSince'>;
  readonly stores: { readonly packages: Pick<PackageStore, 'search'>; readonly jobs: JobProgressStore };
  readonly work: UnitOfWork<JobProgressStores>;
  readonly policies: Pick<CurrentPolicies, 'reload'>;
  readonly reservations: Pick<Reservations, 'reload'>;
  /** Looks at one package, and raises its alarms. */
  readonly raise: (ref: PackageRef, cause: AlarmCause) => Promise<void>;
  readonly log: Logger;
}

/** The changes after which a version that was served here may be blocked. */
export const ALARMING: readonly ChangeKind[] = [
  'evidence-added',
  'evidence-withdrawn',
  'index-changed',
  'feed-updated',
  'policy-applied',
  'reservation-added',
];

/** Entries of the journal that are read at a time. */
const BATCH = 500;
/** Touched packages that are read at a time; of more than that, only those that were asked for here are looked at. */
const MAX_TOUCHED = 5_000;
/** How much work a crash may have done again. */
const SAVE_MS = 5_000;

export class AlarmJob {
  readonly #deps: AlarmJobDeps;
  readonly #signal: AbortSignal;
  #progress: AlarmProgress;
  #saved: AlarmProgress | undefined;
  #savedAt = 0;
  /** Most packages take one quick question; thousands in a row would hold up every reader. */
  readonly #turn = startTurn();

  /** Made by `openAlarmJob`. */
  constructor(
    deps: AlarmJobDeps,
    signal: AbortSignal,
    progress: AlarmProgress,
    saved: AlarmProgress | undefined,
  ) {
    this.#deps = deps;
    this.#signal = signal;
    this.#progress = progress;
    this.#saved = saved;
  }

  get isSweeping(): boolean {
    return this.#progress.sweep !== undefined;
  }

  /**
   * Looks at the next changes in the journal; answers whether there are more. Rejects when storage fails, or with the
   * signal's reason; what was not looked at then is looked at by the next call.
   */
  async readOn(): Promise<boolean> {
    const newest = await this.#deps.journal.lastSequence();
    if (newest <= this.#progress.sequence) return false;
    const read = await this.#deps.journal.readAfter(this.#progress.sequence, BATCH, { kinds: ALARMING });
    // What was committed while this read may be half of what there is.
    const entries = read.filter(({ sequence }) => sequence <= newest);
    await this.#lookAt(entries);
    const isWhole = read.length < BATCH || entries.length < read.length;
    this.#advance({ sequence: isWhole ? newest : (entries.at(-1)?.sequence ?? newest) });
    await this.#saveNowAndThen();
    return true;
  }

  /** Goes on with the walk over all packages, until `isInterrupted`. Rejects as `readOn` does. */
  async sweepOn(isInterrupted: () => boolean): Promise<void> {
    for await (const page of packagesHere(this.#deps.stores.packages, this.#progress.sweep?.after)) {
      for (const ref of page) {
        if (isInterrupted()) return;
        await this.#examine([ref], 'swept');
        this.#advance({ sweep: { after: packageKey(ref) } });
        await this.#saveNowAndThen();
      }
    }
    const { sweep: _, ...done } = this.#progress;
    this.#progress = done;
    await this.save();
  }

  async save(): Promise<void> {
    if (this.#saved === this.#progress) return;
    const progress = this.#progress;
    await saveAlarmProgress(this.#deps.work, progress);
    this.#saved = progress;
    this.#savedAt = performance.now();
  }

  async #saveNowAndThen(): Promise<void> {
    if (performance.now() - this.#savedAt > SAVE_MS) await this.save();
  }

  #advance(to: Partial<AlarmProgress>): void {
    this.#progress = { ...this.#progress, ...to };
  }

  async #lookAt(entries: readonly JournalEntry[]): Promise<void> {
    const touched = new Map<string, PackageRef>();
    const reserved: JournalEntry<'reservation-added'>[] = [];
    for (const entry of entries) {
      const { ecosystem, name } = entry;
      if (entry.kind === 'reservation-added') reserved.push(entry);
      else if (ecosystem !== undefined && name !== undefined) {
        touched.set(`${ecosystem}:${name}`, { ecosystem, name });
      }
    }
    // What is looked at is decided at once, perhaps before those who follow the journal for it have read it.
    const isPolicyNew = entries.some(({ kind }) => kind === 'policy-applied');
    if (isPolicyNew) await this.#deps.policies.reload();
    if (reserved.length > 0) await this.#deps.reservations.reload();
    await this.#examine(touched.values(), 'touched');
    if (reserved.length > 0) await this.#lookAtReserved(reserved);
    if (entries.some(({ kind }) => kind === 'feed-updated')) await this.#lookAtImported();
    if (entries.some(isDefaultPolicy)) this.#advance({ sweep: {} });
  }

  /** Packages that were taken from an upstream before their name was reserved: who has them is told. */
  async #lookAtReserved(reserved: readonly JournalEntry<'reservation-added'>[]): Promise<void> {
    for await (const page of packagesHere(this.#deps.stores.packages)) {
      const packages = page.filter((ref) =>
        reserved.some(
          ({ ecosystem, data }) => ref.ecosystem === ecosystem && matchesNamePattern(data.pattern, ref.name),
        ),
      );
      await this.#examine(packages, 'touched');
    }
  }

  /** Packages that records touched. */
  async #lookAtImported(): Promise<void> {
    let here: ReadonlySet<string> | undefined;
    for (;;) {
      const { revision } = this.#progress;
      const touched = await this.#deps.lookups.touchedSince(revision, MAX_TOUCHED);
      const isLast = touched.packages.length < MAX_TOUCHED;
      if (!isLast) here ??= await this.#keysHere();
      const isHere = (ref: PackageRef): boolean => here === undefined || here.has(packageKey(ref));
      await this.#examine(touched.packages.filter(isHere), 'touched');
      this.#advance({ revision: Math.max(revision, touched.revision) });
      if (isLast) return;
      await this.#saveNowAndThen();
      await setImmediate();
    }
  }

  async #keysHere(): Promise<ReadonlySet<string>> {
    const keys = new Set<string>();
    for await (const page of packagesHere(this.#deps.stores.packages)) {
      for (const ref of page) keys.add(packageKey(ref));
    }
    return keys;
  }

  async #examine(refs: Iterable<PackageRef>, cause: AlarmCause): Promise<void> {
    for (const ref of refs) {
      await this.#turn.next();
      this.#signal.throwIfAborted();
      try {
        await this.#deps.raise(ref, cause);
      } catch (error) {
        if (isGatehouseError(error, 'storage-failed', 'storage-full')) throw error;
        // The package is still refused; only its alarm is missing, and the next evidence tries again.
        const told = { package: packageKey(ref), error: messageOf(error) };
        this.#deps.log.warn('a package could not be looked at for alarms', told);
      }
    }
  }
}

function isDefaultPolicy(entry: JournalEntry): boolean {
  return entry.kind === 'policy-applied' && entry.data.view === DEFAULT_VIEW;
}

/**
 * The job, where it stopped. On a database on which it never ran it begins with a walk over all packages, and follows what
 * changes from now on.
 */
export async function openAlarmJob(deps: AlarmJobDeps, signal: AbortSignal): Promise<AlarmJob> {
  const saved = await readAlarmProgress(deps.stores.jobs);
  if (saved !== undefined) return new AlarmJob(deps, signal, saved, saved);
  const sequence = await deps.journal.lastSequence();
  const job = new AlarmJob(
    deps,
    signal,
    { sequence, revision: await newestRevision(deps.lookups), sweep: {} },
    undefined,
  );
  await job.save();
  return job;
}
