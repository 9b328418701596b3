// Has the gate load packages that applications have and of whose releases it knows nothing, or nothing new, and what tells the
// licences of their versions; slowly.

import { setTimeout as sleep } from 'node:timers/promises';

import { DAY_MS, HOUR_MS, MINUTE_MS, type Instant } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import { packageKey, type PackageRef } from '../kernel/package-ref.ts';
import type { LicenceSource, PackageInUse, ReleaseSource } from '../inventory/currency/currency-ports.ts';
import { untoldVersions } from '../inventory/currency/learn-licences.ts';
import { packagesInUse, renewTouched, type CurrencyDeps } from '../inventory/currency/renew-currency.ts';
import type { Wait } from './sweep-daily.ts';

export interface LoadMissing {
  readonly releases: Pick<ReleaseSource, 'loaded'>;
  readonly licences: Pick<LicenceSource, 'loaded'>;
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
  { releases, licences, perMinute, wait }: Required<LoadMissing>,
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
      const isThere = await load(deps, releases, one.ref);
      if (isThere) learnt.push(one);
      await wait(MINUTE_MS / perMinute, signal);
      for (const version of isThere ? await untoldVersions(deps, one) : []) {
        signal.throwIfAborted();
        await loadLicence(deps, licences, one.ref, version);
        await wait(MINUTE_MS / perMinute, signal);
      }
      if (learnt.length >= TOGETHER) await count();
    }
  }
  await count();
}

async function isWanted(
  deps: CurrencyDeps,
  one: PackageInUse,
  askedAt: Instant | undefined,
): Promise<boolean> {
  const { clock, stores } = deps;
  const before = clock.now() - DAY_MS;
  if (askedAt !== undefined && askedAt > before) return false;
  if ((await untoldVersions(deps, one)).length > 0) return true;
  const { components } = one;
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

async function loadLicence(
  deps: CurrencyDeps,
  licences: Pick<LicenceSource, 'loaded'>,
  ref: PackageRef,
  version: string,
): Promise<void> {
  try {
    await licences.loaded(ref, [version]);
  } catch (error) {
    // It is unknown until the next day.
    deps.report(error, ref);
  }
}
