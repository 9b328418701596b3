// Since when a finding could have been fixed: the day on which the version with the fix came out, where that is known here.

import { setImmediate } from 'node:timers/promises';

import type { Instant } from '../kernel/clock.ts';
import { packageKey, type PackageRef } from '../kernel/package-ref.ts';
import type { FindingKey, KeptFinding } from './finding-ports.ts';
import { keyOf, spreadFindings } from './hold-findings.ts';
import type { KnownComponent } from './ports.ts';
import type { RematchDeps } from './rematch-components.ts';

export interface DateFixesDeps extends RematchDeps {
  /** When versions of a package came out, as far as that is known here; nothing is fetched. */
  readonly releasesOf: (ref: PackageRef) => Promise<ReadonlyMap<string, Instant>>;
}

/** Findings that are read at a time. */
const PAGE = 500;

/** Of every finding that has no date yet. */
export async function dateAllFixes(deps: DateFixesDeps, signal: AbortSignal): Promise<void> {
  let after: FindingKey | undefined;
  do {
    signal.throwIfAborted();
    const page = await deps.stores.findings.page({
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    await dateFixes(deps, page);
    after = page.length < PAGE ? undefined : page.at(-1);
    await setImmediate();
  } while (after !== undefined);
}

/** Of these, where they have none. */
export async function dateFixes(deps: DateFixesDeps, findings: readonly KeptFinding[]): Promise<void> {
  const dated = new Map<string, Instant>();
  const components = new Map<number, KnownComponent>();
  const open = findings.filter(
    ({ fixedIn, fixedAt, goneAt }) => fixedIn !== undefined && fixedAt === undefined && goneAt === undefined,
  );
  const packages = Map.groupBy(open, ({ evidence }) =>
    evidence === undefined ? '' : packageKey(evidence.subject),
  );
  for (const group of packages.values()) {
    const subject = group[0]?.evidence?.subject;
    if (subject === undefined) continue;
    const releases = await deps.releasesOf(subject);
    for (const finding of group) {
      const at = finding.fixedIn === undefined ? undefined : releases.get(finding.fixedIn);
      if (at === undefined) continue;
      dated.set(keyOf(finding), at);
      components.set(finding.componentId, { ...subject, id: finding.componentId, version: '' });
    }
    await setImmediate();
  }
  if (dated.size === 0) return;
  await deps.unit.transact(async (stores) => {
    const now = await stores.findings.ofComponents([...components.keys()]);
    const changes = now.flatMap((before) => {
      const fixedAt = dated.get(keyOf(before));
      // What changed meanwhile is dated the next time.
      const isSame = findings.some(
        (one) =>
          keyOf(one) === keyOf(before) && one.fixedIn === before.fixedIn && before.goneAt === undefined,
      );
      return fixedAt === undefined || !isSame ? [] : [{ before, after: { ...before, fixedAt } }];
    });
    await stores.findings.save(changes.map(({ after }) => after));
    await spreadFindings(stores, changes, components, deps.clock.now(), deps.deadlines);
  });
}
