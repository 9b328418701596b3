// Has the gate load packages that applications have and of whose releases it knows nothing, or nothing new; slowly.

import { setTimeout as sleep } from 'node:timers/promises';

import { DAY_MS, HOUR_MS, MINUTE_MS, type Instant } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import { packageKey, type PackageRef } from '../kernel/package-ref.ts';
import type { PackageInUse, ReleaseSource } from '../inventory/currency/currency-ports.ts';
import { packagesInUse, renewTouched, type CurrencyDeps } from '../inventory/currency/renew-currency.ts';
import type { Wait } from './sweep-daily.ts';

export interface LoadMissing {
  readonly releases: Pick<ReleaseSource, 'loaded'>;
  readonly perMinute: number;
  readonly wait?: Wait;
}

/** Packages after which what was learnt is counted. */
const TOGETHER = 50;

/** Goes over all packages in use, hourly, and asks for each at most once a day, until the signal. */
export async function loadMissing(
  deps: CurrencyDeps,
  loading: LoadMissing,
  log: Logger,
  signal: AbortSignal,
): Promise<void> {
  const wait = loading.wait ?? ((ms: number) => sleep(ms, undefined, { signal, ref: false }));
  const asked = new Map<string, Instant>();
  while (!signal.aborted) {
    try {
      await loadOnce(deps, { ...loading, wait }, asked, signal);
      await wait(HOUR_MS, signal);
    } catch (error) {
      if (signal.aborted) return;
      log.warn('packages that applications have could not be loaded; it is tried again in an hour', {
        error,
      });
      await wait(HOUR_MS, signal).catch(() => undefined);
    }
  }
}

async function loadOnce(
  deps: CurrencyDeps,
  { releases, perMinute, wait }: Required<LoadMissing>,
  asked: Map<string, Instant>,
  signal: AbortSignal,
): Promise<void> {
  let learnt: PackageInUse[] = [];
  const count = async (): Promise<void> => {
    if (learnt.length > 0) await renewTouched(deps, { packages: learnt, applications: [] }, signal);
    learnt = [];
  };
  for await (const page of packagesInUse(deps.stores.componentFacts)) {
    for (const one of page) {
      if (!(await isWanted(deps, one, asked.get(packageKey(one.ref))))) continue;
      signal.throwIfAborted();
      asked.set(packageKey(one.ref), deps.clock.now());
      if (await load(deps, releases, one.ref)) learnt.push(one);
      if (learnt.length >= TOGETHER) await count();
      await wait(MINUTE_MS / perMinute, signal);
    }
  }
  await count();
}

async function isWanted(
  { clock, stores }: CurrencyDeps,
  { components }: PackageInUse,
  askedAt: Instant | undefined,
): Promise<boolean> {
  const before = clock.now() - DAY_MS;
  if (askedAt !== undefined && askedAt > before) return false;
  const facts = await stores.componentFacts.factsOf(components.map(({ id }) => id));
  return !facts.some(({ checkedAt }) => checkedAt !== undefined && checkedAt > before);
}

/** Answers whether anything was learnt. */
async function load(
  deps: CurrencyDeps,
  releases: Pick<ReleaseSource, 'loaded'>,
  ref: PackageRef,
): Promise<boolean> {
  try {
    return (await releases.loaded(ref)) !== undefined;
  } catch (error) {
    // It is asked for again the next day.
    deps.report(error, ref);
    return false;
  }
}
