// Renews what is known of currency: as the journal tells what changed, and everything once a day. Remembers how far it got.

import { z } from 'zod';

import type { ChangeKind } from '../journal/changes.ts';
import type { JobProgressStore, JobProgressStores } from '../journal/job-progress.ts';
import type { JournalEntry, JournalReader } from '../journal/journal.ts';
import type { UnitOfWork } from '../journal/unit-of-work.ts';
import { DAY_MS } from '../kernel/clock.ts';
import { packageKey, type PackageRef } from '../kernel/package-ref.ts';
import { COUNT_NAMES } from '../inventory/currency/currency-sums.ts';
import type { PackageInUse } from '../inventory/currency/currency-ports.ts';
import { untoldVersions } from '../inventory/currency/learn-licences.ts';
import {
  renewAll,
  renewSums,
  renewTouched,
  unmeasuredOf,
  type CurrencyDeps,
} from '../inventory/currency/renew-currency.ts';
import type { ComponentStore } from '../inventory/ports.ts';
import { openProgress, type KeptProgress } from './kept-progress.ts';

export interface CurrencyJobDeps {
  readonly journal: Pick<JournalReader, 'lastSequence' | 'readAfter'>;
  readonly stores: {
    readonly jobs: JobProgressStore;
    readonly components: Pick<ComponentStore, 'versionsOf'>;
  };
  readonly work: UnitOfWork<JobProgressStores>;
  readonly currency: CurrencyDeps;
}

/** What people and records say of findings that are known. */
const JUDGING = ['finding-resolved', 'finding-decided'] as const satisfies readonly ChangeKind[];

/** Statements, which may be about any application. */
const STATING: readonly ChangeKind[] = ['vex-added', 'vex-withdrawn'];

/** What the job looks at. */
export const CURRENCY_CHANGES: readonly ChangeKind[] = [
  'index-changed',
  'artifact-stored',
  'snapshot-pushed',
  'application-changed',
  'application-removed',
  'finding-opened',
  ...JUDGING,
  ...STATING,
];

/** Entries of the journal that are read at a time. */
const BATCH = 500;

const progressSchema = z.object({
  sequence: z.number().int().min(0),
  renewedAt: z.number(),
  /** By what everything was judged and counted: the matrix of licences, and the names of what is counted. */
  licences: z.string(),
});
const SHAPE = { job: 'currency', schema: progressSchema };
type Progress = z.infer<typeof progressSchema>;

export class CurrencyJob {
  readonly #deps: CurrencyJobDeps;
  readonly #signal: AbortSignal;
  readonly #progress: KeptProgress<Progress>;

  /** Made by `openCurrencyJob`. */
  constructor(deps: CurrencyJobDeps, signal: AbortSignal, progress: KeptProgress<Progress>) {
    this.#deps = deps;
    this.#signal = signal;
    this.#progress = progress;
  }

  /**
   * Looks at what changed, or at everything when that was a day ago or the licences are judged otherwise. Rejects with what
   * storage throws, or with the signal's reason; what was not done then is done by the next call.
   */
  async catchUp(): Promise<void> {
    const { clock, licences: matrix } = this.#deps.currency;
    // What an older server counted lacks what is counted since.
    const licences = JSON.stringify([matrix, COUNT_NAMES]);
    const before = this.#progress.newest;
    const now = clock.now();
    if (before === undefined || before.licences !== licences || now - before.renewedAt >= DAY_MS) {
      const sequence = await this.#deps.journal.lastSequence();
      await renewAll(this.#deps.currency, this.#signal);
      return this.#progress.save({ sequence, renewedAt: now, licences });
    }
    let progress = before;
    for (;;) {
      const newest = await this.#deps.journal.lastSequence();
      if (newest <= progress.sequence) return;
      const read = await this.#deps.journal.readAfter(progress.sequence, BATCH, { kinds: CURRENCY_CHANGES });
      const entries = read.filter(({ sequence }) => sequence <= newest);
      await this.#lookAt(entries);
      const isWhole = read.length < BATCH || entries.length < read.length;
      progress = { ...progress, sequence: isWhole ? newest : (entries.at(-1)?.sequence ?? newest) };
      await this.#progress.save(progress);
    }
  }

  async #lookAt(entries: readonly JournalEntry[]): Promise<void> {
    if (entries.length === 0) return;
    const { currency } = this.#deps;
    const applications = new Set<string>();
    const packages = new Map<string, PackageInUse>();
    for (const entry of entries) {
      // One that was removed leaves the sums of all to be counted anew.
      if (
        entry.kind === 'snapshot-pushed' ||
        entry.kind === 'application-changed' ||
        entry.kind === 'application-removed'
      )
        applications.add(entry.data.applicationId);
    }
    for (const id of applications) {
      for (const one of await unmeasuredOf(currency, id)) packages.set(packageKey(one.ref), one);
    }
    for (const one of await this.#packagesIn(entries)) packages.set(packageKey(one.ref), one);
    for (const id of await this.#holdersIn(entries)) applications.add(id);
    await renewTouched(currency, { packages: [...packages.values()], applications }, this.#signal);
    if (entries.some(({ kind }) => STATING.includes(kind))) await renewSums(currency, this.#signal);
  }

  /**
   * Those that applications have: with another index, or a finding whose fix is to be dated; or fetched, while nothing was
   * known of their releases.
   */
  async #packagesIn(entries: readonly JournalEntry[]): Promise<readonly PackageInUse[]> {
    const changed = new Map([...refsOf(entries, 'index-changed'), ...refsOf(entries, 'finding-opened')]);
    const fetched = refsOf(entries, 'artifact-stored');
    const found: PackageInUse[] = [];
    for (const [key, ref] of new Map([...fetched, ...changed])) {
      this.#signal.throwIfAborted();
      const components = await this.#deps.stores.components.versionsOf(ref);
      if (components.length === 0) continue;
      if (changed.has(key) || (await this.#isUnknown({ ref, components }))) found.push({ ref, components });
    }
    return found;
  }

  /** Applications that have a package against which something is known now, or no more, or otherwise. */
  async #holdersIn(entries: readonly JournalEntry[]): Promise<readonly string[]> {
    const refs = new Map(JUDGING.flatMap((kind) => [...refsOf(entries, kind)]));
    const components: number[] = [];
    for (const ref of refs.values()) {
      const versions = await this.#deps.stores.components.versionsOf(ref);
      components.push(...versions.map(({ id }) => id));
    }
    return this.#deps.currency.stores.componentFacts.holderIds(components);
  }

  /** A file may tell the licence of its version. */
  async #isUnknown(one: PackageInUse): Promise<boolean> {
    const { currency } = this.#deps;
    if ((await untoldVersions(currency, one)).length > 0) return true;
    const facts = await currency.stores.componentFacts.factsOf(one.components.map(({ id }) => id));
    return !facts.some(({ checkedAt }) => checkedAt !== undefined);
  }
}

function refsOf(entries: readonly JournalEntry[], kind: ChangeKind): ReadonlyMap<string, PackageRef> {
  const refs = new Map<string, PackageRef>();
  for (const { kind: sort, ecosystem, name } of entries) {
    if (sort !== kind || ecosystem === undefined || name === undefined) continue;
    refs.set(packageKey({ ecosystem, name }), { ecosystem, name });
  }
  return refs;
}

/** The job, where it stopped. Throws `storage-failed` for progress that it cannot read. */
export async function openCurrencyJob(deps: CurrencyJobDeps, signal: AbortSignal): Promise<CurrencyJob> {
  const progress = await openProgress({ jobs: deps.stores.jobs, work: deps.work }, SHAPE);
  return new CurrencyJob(deps, signal, progress);
}
