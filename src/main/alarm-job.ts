// Looks out for alarms: examines what changed since it last did, wherever the change came from.

import { NAMESPACE_RULES } from '../ecosystems/namespace-rules.ts';
import { startTurn } from '../evidence/turn.ts';
import { DEFAULT_VIEW, type CurrentPolicies } from '../governance/current-policies.ts';
import type { Reservations } from '../governance/reservations.ts';
import type { ChangeKind } from '../journal/changes.ts';
import type { JournalEntry } from '../journal/journal.ts';
import { isGatehouseError, messageOf } from '../kernel/errors.ts';
import type { Logger } from '../kernel/logger.ts';
import { matchesNamePattern } from '../kernel/name-pattern.ts';
import { holdsName } from '../kernel/namespace.ts';
import { packageKey, type PackageRef } from '../kernel/package-ref.ts';
import type { PackageStore } from '../registry/ports.ts';
import type { AlarmCause } from '../registry/raise-alarms.ts';
import {
  openJournalJob,
  type JournalJob,
  type JournalJobDeps,
  type JournalTask,
  type WalkStep,
} from './journal-job.ts';
import { packagesHere } from './packages-here.ts';

export interface AlarmJobDeps extends JournalJobDeps {
  readonly stores: JournalJobDeps['stores'] & { readonly packages: Pick<PackageStore, 'search'> };
  readonly policies: Pick<CurrentPolicies, 'reload'>;
  readonly reservations: Pick<Reservations, 'reload'>;
  /** Looks at one package, and raises its alarms. */
  readonly raise: (ref: PackageRef, cause: AlarmCause) => Promise<void>;
  readonly log: Logger;
}

/** Those by which names are kept from upstreams from now on. */
const KEEPING = ['reservation-added', 'namespace-proven', 'namespace-reserved'] as const;

type KeepingEntry = JournalEntry<(typeof KEEPING)[number]>;

/** The changes after which a version that was served here may be blocked. */
export const ALARMING: readonly ChangeKind[] = [
  'evidence-added',
  'evidence-withdrawn',
  'index-changed',
  'feed-updated',
  'policy-applied',
  ...KEEPING,
];

/** The job, where it stopped; `signal` ends it between two packages. */
export async function openAlarmJob(deps: AlarmJobDeps, signal: AbortSignal): Promise<JournalJob> {
  return openJournalJob(deps, new AlarmTask(deps, signal));
}

class AlarmTask implements JournalTask {
  readonly name = 'alarms';
  readonly kinds = ALARMING;
  readonly #deps: AlarmJobDeps;
  readonly #signal: AbortSignal;
  /** Most packages take one quick question; thousands in a row would hold up every reader. */
  readonly #turn = startTurn();
  /** While more packages are read than are looked at one by one: those that were asked for here. */
  #here: ReadonlySet<string> | undefined;

  constructor(deps: AlarmJobDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
  }

  async lookAt(entries: readonly JournalEntry[]): Promise<void> {
    const touched = new Map<string, PackageRef>();
    const reserved: KeepingEntry[] = [];
    for (const entry of entries) {
      const { ecosystem, name } = entry;
      if (isKeeping(entry)) reserved.push(entry);
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
  }

  /** Of more than are read at a time, only those that were asked for here are looked at. */
  async lookAtTouched(refs: readonly PackageRef[], isAll: boolean): Promise<void> {
    this.#here = isAll ? undefined : (this.#here ?? (await this.#keysHere()));
    const here = this.#here;
    const isHere = (ref: PackageRef): boolean => here === undefined || here.has(packageKey(ref));
    await this.#examine(refs.filter(isHere), 'touched');
  }

  needsWalk(entries: readonly JournalEntry[]): boolean {
    return entries.some((entry) => entry.kind === 'policy-applied' && entry.data.view === DEFAULT_VIEW);
  }

  async *walk(after: string | undefined): AsyncGenerator<WalkStep> {
    for await (const page of packagesHere(this.#deps.stores.packages, after)) {
      for (const ref of page) {
        yield { place: packageKey(ref), look: () => this.#examine([ref], 'swept') };
      }
    }
  }

  /** Packages that were taken from an upstream before their name was reserved: who has them is told. */
  async #lookAtReserved(reserved: readonly KeepingEntry[]): Promise<void> {
    for await (const page of packagesHere(this.#deps.stores.packages)) {
      const packages = page.filter((ref) => reserved.some((entry) => keeps(entry, ref)));
      await this.#examine(packages, 'touched');
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

function isKeeping(entry: JournalEntry): entry is KeepingEntry {
  return KEEPING.some((kind) => kind === entry.kind);
}

function keeps({ ecosystem, data }: KeepingEntry, ref: PackageRef): boolean {
  if (ecosystem === undefined) return false;
  if ('namespace' in data) return holdsName(NAMESPACE_RULES, { ecosystem, namespace: data.namespace }, ref);
  return ref.ecosystem === ecosystem && matchesNamePattern(data.pattern, ref.name);
}
