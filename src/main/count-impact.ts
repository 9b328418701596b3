// Counts what depends on each package that is published here, and how often it is served: beside the server, a page at a time.

import { setTimeout as sleep } from 'node:timers/promises';

import type {
  CountedPackage,
  DownloadStores,
  ImpactCounts,
  ImpactFacts,
} from '../identity/high-impact/high-impact-ports.ts';
import { DOWNLOAD_DAYS } from '../identity/high-impact/judge-impact.ts';
import type { SeenPackage, SeenPackages } from '../inventory/impact/seen-dependencies.ts';
import type { UnitOfWork } from '../journal/unit-of-work.ts';
import { DAY_MS, type Clock } from '../kernel/clock.ts';
import { isGatehouseError } from '../kernel/errors.ts';
import { packageKey, type PackageRef } from '../kernel/package-ref.ts';

export interface CountImpactDeps {
  readonly counts: ImpactCounts;
  readonly seen: SeenPackages;
  readonly unit: UnitOfWork<DownloadStores>;
  readonly clock: Clock;
}

/** Packages that are looked up and written together. */
const PAGE = 100;
/** Between two pages of documents it rests for so many times as long as reading the first of them took. */
const REST = 4;

/**
 * Counts anew, and hands over what was counted page by page. Memory grows with what is published here, not with what the gate
 * has seen. Rejects with the signal's reason, and with what storage throws.
 */
export async function countImpact(
  deps: CountImpactDeps,
  signal: AbortSignal,
  keep: (counted: readonly (PackageRef & { readonly facts: ImpactFacts })[]) => Promise<void>,
): Promise<void> {
  const today = Math.floor(deps.clock.now() / DAY_MS);
  const needing = new Map<string, number>();
  for await (const page of publishedPages(deps.counts, signal)) {
    for (const one of page) needing.set(packageKey(one), 0);
  }
  if (needing.size > 0) await countNeeding(deps.seen, needing, signal);
  for await (const page of publishedPages(deps.counts, signal)) {
    const counted: (PackageRef & { readonly facts: ImpactFacts })[] = [];
    for (const [ecosystem, some] of Map.groupBy(page, (one) => one.ecosystem)) {
      const names = some.map(({ name }) => name);
      const applications = await deps.counts.applicationsOf(ecosystem, names);
      const downloads = await deps.counts.downloadsOf(ecosystem, names, today - DOWNLOAD_DAYS + 1);
      for (const { name } of some) {
        const facts = {
          packages: needing.get(packageKey({ ecosystem, name })) ?? 0,
          applications: applications.get(name) ?? 0,
          downloads: downloads.get(name) ?? 0,
          countedAt: deps.clock.now(),
        };
        counted.push({ ecosystem, name, facts });
      }
    }
    await keep(counted);
  }
  await deps.unit.transact(({ downloads }) => downloads.forgetBefore(today - DOWNLOAD_DAYS));
}

/** Adds to each how many other packages need it; each package that was seen is read once, and nothing of it is kept. */
async function countNeeding(
  seen: SeenPackages,
  needing: Map<string, number>,
  signal: AbortSignal,
): Promise<void> {
  let restMs = 0;
  for await (const page of seen.pages()) {
    if (restMs > 0) await sleep(restMs, undefined, { signal, ref: false });
    const startedAt = performance.now();
    for (const { ref, readNeeds } of page) {
      signal.throwIfAborted();
      for (const name of await namesNeeded(readNeeds)) {
        const key = packageKey({ ecosystem: ref.ecosystem, name });
        const count = name === ref.name ? undefined : needing.get(key);
        if (count !== undefined) needing.set(key, count + 1);
      }
    }
    restMs = REST * (performance.now() - startedAt);
  }
}

/** One that is damaged needs nothing that could be told. */
async function namesNeeded(readNeeds: SeenPackage['readNeeds']): Promise<ReadonlySet<PackageRef['name']>> {
  try {
    return new Set((await readNeeds()).flatMap(({ needs }) => needs.map(({ name }) => name)));
  } catch (error) {
    if (isGatehouseError(error)) return new Set();
    throw error;
  }
}

async function* publishedPages(
  counts: ImpactCounts,
  signal: AbortSignal,
): AsyncGenerator<readonly CountedPackage[], void, undefined> {
  for (let after: PackageRef | undefined; ;) {
    signal.throwIfAborted();
    const page = await counts.published({ limit: PAGE, ...(after === undefined ? {} : { after }) });
    yield page;
    after = page.at(-1);
    if (page.length < PAGE) return;
  }
}
