// Tells whether an alarm would only repeat one that was raised before.

import type { ExposureStore } from '../exposure/ports.ts';
import { DEFAULT_VIEW } from '../governance/current-policies.ts';
import type { JournalEntry, JournalReader } from '../journal/journal.ts';
import type { Instant } from '../kernel/clock.ts';
import type { PackageRef } from '../kernel/package-ref.ts';
import { verdictOf, type Reason } from '../kernel/verdict.ts';
import { decideAsStored } from './as-stored.ts';
import type { RegistryDeps } from './deps.ts';

export interface PastAlarmDeps extends RegistryDeps {
  readonly exposure: Pick<ExposureStore, 'ofPackage'>;
  readonly journal: Pick<JournalReader, 'readBefore'>;
  /** The names of all views. */
  readonly views: () => readonly string[];
}

const PAGE = 200;
/** Pages of a package's alarms that are looked through; a package with more than that many is told again. */
const MAX_PAGES = 50;

/**
 * Whether the last alarm about `version` by the same rule, raised at `raisedAt`, still says all: nobody was served the version since. One that
 * was let through meanwhile and is blocked again has new readers.
 */
export async function isAlarmRaised(
  deps: PastAlarmDeps,
  ref: PackageRef,
  version: string,
  raisedAt: Instant | undefined,
): Promise<boolean> {
  if (raisedAt === undefined) return false;
  const [newest] = await deps.exposure.ofPackage(ref, { version, limit: 1 });
  if (newest === undefined || newest.lastAt <= raisedAt) return true;
  return isServedElsewhere(deps, ref, version);
}

/** When the last alarm about `version` by the reason's rule was raised. */
export async function findLastAlarm(
  { journal }: Pick<PastAlarmDeps, 'journal'>,
  ref: PackageRef,
  version: string,
  { rule }: Reason,
): Promise<Instant | undefined> {
  let before: number | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const entries = await journal.readBefore(before, PAGE, { kinds: ['version-blocked'], ...filterOf(ref) });
    const found = entries.find((entry) => isAbout(entry, version, rule));
    if (found !== undefined || entries.length < PAGE) return found?.at;
    before = entries.at(-1)?.sequence;
  }
  return undefined;
}

function filterOf({ ecosystem, name }: PackageRef): PackageRef {
  return { ecosystem, name };
}

function isAbout(entry: JournalEntry, version: string, rule: string): boolean {
  return entry.kind === 'version-blocked' && entry.data.version === version && entry.data.rule === rule;
}

/** Whether another view serves the version all the while: then newer readers say nothing about the default one. */
async function isServedElsewhere(deps: PastAlarmDeps, ref: PackageRef, version: string): Promise<boolean> {
  for (const view of deps.views().filter((one) => one !== DEFAULT_VIEW)) {
    if (verdictOf(await decideAsStored(deps, ref, view), version).action !== 'block') return true;
  }
  return false;
}
