// Keeps findings as what is known changes: components of packages that were touched are looked up anew.

import { setImmediate } from 'node:timers/promises';

import type { Reservations } from '../governance/reservations.ts';
import type { KnownComponent } from '../inventory/ports.ts';
import { lookUpUnmatched } from '../inventory/findings/look-up-unmatched.ts';
import { refreshScores } from '../inventory/findings/refresh-scores.ts';
import { componentsKnownBy, spreadVex } from '../inventory/vex/spread-vex.ts';
import { rematchComponents, type RematchDeps } from '../inventory/findings/rematch-components.ts';
import type { ChangeKind } from '../journal/changes.ts';
import type { JournalEntry } from '../journal/journal.ts';
import { matchesNamePattern } from '../kernel/name-pattern.ts';
import { packageKey, type PackageRef } from '../kernel/package-ref.ts';
import type { AdvisoryLookups } from '../evidence/advisory-ports.ts';
import {
  openJournalJob,
  type JournalJob,
  type JournalJobDeps,
  type JournalTask,
  type WalkStep,
} from './journal-job.ts';

export interface FindingJobDeps extends JournalJobDeps {
  readonly lookups: Pick<AdvisoryLookups, 'touchedSince' | 'feeds' | 'cveFacts'>;
  readonly inventory: RematchDeps;
  readonly reservations: Pick<Reservations, 'reload'>;
  /** Reads again which feeds were loaded. */
  readonly reloadFeeds: () => Promise<unknown>;
}

/** The changes after which other things are known against components. */
export const FINDING_CHANGES: readonly ChangeKind[] = [
  'feed-updated',
  'evidence-added',
  'evidence-withdrawn',
  'reservation-added',
  'reservation-withdrawn',
  'snapshot-pushed',
  'vex-added',
  'vex-withdrawn',
];

/** Components that are looked up in one transaction. */
const TOGETHER = 100;
/** Components that are read at a time. */
const PAGE = 1_000;
/** Packages that were touched while a push was under way: beyond this, the next walk finds them. */
const MAX_MEANWHILE = 5_000;

/** The job, where it stopped; `signal` ends it between two looks. */
export async function openFindingJob(deps: FindingJobDeps, signal: AbortSignal): Promise<JournalJob> {
  return openJournalJob(deps, new FindingTask(deps, signal));
}

class FindingTask implements JournalTask {
  readonly name = 'findings';
  readonly kinds = FINDING_CHANGES;
  readonly #deps: FindingJobDeps;
  readonly #signal: AbortSignal;
  /** Whether an application may have components of an ecosystem about which nothing was loaded when it was pushed. */
  #mayBeUnmatched = true;

  constructor(deps: FindingJobDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
  }

  async lookAt(entries: readonly JournalEntry[], revision: number): Promise<void> {
    const isFeedNew = entries.some(({ kind }) => kind === 'feed-updated');
    const isReserved = entries.some(({ kind }) => kind.startsWith('reservation-'));
    // What is looked up at once is decided by what is true now, perhaps before those who follow the journal for it know.
    if (isFeedNew) await this.#deps.reloadFeeds();
    if (isReserved) await this.#deps.reservations.reload();
    await this.#rematchPackages([...quarantined(entries), ...(await this.#meanwhile(entries, revision))]);
    if (isReserved) await this.#lookAtReserved(entries);
    await this.#lookAtVex(entries);
    if (entries.some(({ kind }) => kind === 'snapshot-pushed')) this.#mayBeUnmatched = true;
    if (isFeedNew) await this.#lookAtFeeds(entries);
  }

  async lookAtTouched(refs: readonly PackageRef[]): Promise<void> {
    await this.#rematchPackages(refs);
  }

  needsWalk(): boolean {
    return false;
  }

  async *walk(after: string | undefined): AsyncGenerator<WalkStep> {
    for await (const page of this.#components(Number(after ?? 0))) {
      for (let at = 0; at < page.length; at += TOGETHER) {
        const some = page.slice(at, at + TOGETHER);
        yield { place: String(some.at(-1)?.id ?? 0), look: () => this.#rematch(some) };
      }
    }
  }

  /** What was learnt between the look of a push and its commit; what comes later is looked at with the rest. */
  async #meanwhile(entries: readonly JournalEntry[], revision: number): Promise<readonly PackageRef[]> {
    const looked = entries.flatMap((entry) =>
      entry.kind === 'snapshot-pushed' ? (entry.data.revision ?? []) : [],
    );
    const earliest = Math.min(...looked);
    if (!(earliest < revision)) return [];
    return (await this.#deps.lookups.touchedSince(earliest, MAX_MEANWHILE)).packages;
  }

  async #lookAtReserved(entries: readonly JournalEntry[]): Promise<void> {
    const patterns = entries.flatMap((entry) =>
      entry.kind === 'reservation-added' || entry.kind === 'reservation-withdrawn'
        ? [{ ecosystem: entry.ecosystem, pattern: entry.data.pattern }]
        : [],
    );
    for await (const page of this.#components(0)) {
      const meant = page.filter((one) =>
        patterns.some(
          ({ ecosystem, pattern }) => ecosystem === one.ecosystem && matchesNamePattern(pattern, one.name),
        ),
      );
      await this.#rematch(meant);
    }
  }

  async #lookAtVex(entries: readonly JournalEntry[]): Promise<void> {
    const { inventory } = this.#deps;
    const ids = entries.flatMap((entry) => {
      if (entry.kind === 'vex-withdrawn') return [entry.data.id];
      return entry.kind === 'vex-added' ? [entry.data.id, entry.data.superseded ?? ''] : [];
    });
    if (ids.length === 0) return;
    await inventory.vex.reload();
    const meant = new Set<string>();
    for (const id of new Set(ids)) {
      const kept = await inventory.stores.vex.find(id);
      for (const one of kept?.document.statements ?? [])
        for (const name of one.vulnerabilities) meant.add(name);
    }
    await spreadVex(inventory, await componentsKnownBy(inventory, [...meant]), this.#signal);
  }

  async #lookAtFeeds(entries: readonly JournalEntry[]): Promise<void> {
    const { inventory, lookups } = this.#deps;
    if (this.#mayBeUnmatched) {
      this.#mayBeUnmatched = await lookUpUnmatched(inventory, (components) => this.#rematch(components));
    }
    const names = new Set(entries.flatMap((one) => (one.kind === 'feed-updated' ? [one.data.feed] : [])));
    const isScored = (await lookups.feeds()).some(({ feed, kind }) => kind === 'epss' && names.has(feed));
    if (isScored) await refreshScores({ ...inventory, lookups }, this.#signal);
  }

  async *#components(after: number): AsyncGenerator<readonly KnownComponent[]> {
    const { components } = this.#deps.inventory.stores;
    for (let last = after; ; await setImmediate()) {
      const page = await components.page(last, PAGE);
      if (page.length > 0) yield page;
      const end = page.at(-1);
      if (end === undefined || page.length < PAGE) return;
      last = end.id;
    }
  }

  async #rematchPackages(refs: readonly PackageRef[]): Promise<void> {
    const unique = new Map(refs.map((ref) => [packageKey(ref), ref]));
    if (unique.size === 0) return;
    await this.#rematch(await this.#deps.inventory.stores.components.ofPackages([...unique.values()]));
  }

  async #rematch(components: readonly KnownComponent[]): Promise<void> {
    for (let at = 0; at < components.length; at += TOGETHER) {
      this.#signal.throwIfAborted();
      const { inventory } = this.#deps;
      const spreads = await rematchComponents(inventory, components.slice(at, at + TOGETHER));
      const opened = new Set(
        spreads.flatMap(({ change, opened }) => (opened > 0 ? [change.after.componentId] : [])),
      );
      const isSaid = opened.size > 0 && inventory.vex.all().length > 0;
      if (isSaid) {
        await spreadVex(
          inventory,
          components.filter(({ id }) => opened.has(id)),
          this.#signal,
        );
      }
      await setImmediate();
    }
  }
}

/** Packages of which people here hold something back, or no more. */
function quarantined(entries: readonly JournalEntry[]): readonly PackageRef[] {
  return entries.flatMap((entry) => {
    const { ecosystem, name } = entry;
    const isMeant =
      (entry.kind === 'evidence-added' || entry.kind === 'evidence-withdrawn') &&
      entry.data.kind === 'quarantine';
    return isMeant && ecosystem !== undefined && name !== undefined ? [{ ecosystem, name }] : [];
  });
}
