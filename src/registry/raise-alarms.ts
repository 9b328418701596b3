// Raises the alarm when a version that was served from here becomes blocked: who has it, and what is known malware is purged.

import { DEFAULT_VIEW } from '../governance/current-policies.ts';
import { isGatehouseError } from '../kernel/errors.ts';
import type { PackageRef } from '../kernel/package-ref.ts';
import type { PackageDecision, Reason, Verdict } from '../kernel/verdict.ts';
import { decideAsStored } from './as-stored.ts';
import { examinePackage } from './examine-package.ts';
import { HOSTED } from './hosted/hosted-ports.ts';
import { findLastAlarm, isAlarmRaised, type PastAlarmDeps } from './past-alarms.ts';
import type { ArtifactRecord } from './ports.ts';
import { recordRemoval } from './record-removal.ts';
import { condemnCopies, isMalware } from './same-bytes.ts';

export type AlarmDeps = PastAlarmDeps;

/**
 * Why a package is looked at. `touched`: something new is known about it; should its index not be stored, its upstream is
 * asked. `swept`: one of very many; it is decided by what is stored alone, and what nobody has raises no alarm.
 */
export type AlarmCause = 'touched' | 'swept';

/** Readers that an alarm lists by name; `who` tells the rest. */
const MAX_READERS = 50;

/**
 * Looks at the artifacts of `ref` that were served from here. For each version that the default view blocks, and for which
 * no alarm by the same rule says it already, records one with those who have it. Bytes that a malware rule blocks are
 * deleted, and copies of them under other names condemned. Throws what examining throws.
 */
export async function raiseAlarms(
  deps: AlarmDeps,
  ref: PackageRef,
  cause: AlarmCause = 'touched',
): Promise<void> {
  const artifacts = await deps.stores.artifacts.ofPackage(ref);
  if (artifacts.length === 0) return;
  const decision = await decide(deps, ref, cause);
  for (const [version, files] of Map.groupBy(artifacts, (artifact) => artifact.version)) {
    const verdict = decision.versions.get(version) ?? decision.name;
    const reason = mainReason(deps, verdict);
    if (verdict.action !== 'block' || reason === undefined) continue;
    // What was published here stays, for those who look into it; it is served to nobody.
    const toPurge = isMalware(deps, reason)
      ? files.filter(({ present, upstream }) => present && upstream !== HOSTED)
      : [];
    await raise(deps, ref, { version, reason, toPurge, cause });
  }
}

async function decide(deps: AlarmDeps, ref: PackageRef, cause: AlarmCause): Promise<PackageDecision> {
  try {
    return await decideAsStored(deps, ref);
  } catch (error) {
    if (cause === 'swept' || !isGatehouseError(error, 'not-found', 'upstream-unreachable')) throw error;
    return (await examinePackage(deps, ref, DEFAULT_VIEW)).decision;
  }
}

/**
 * Malware comes first, wherever its rule stands in the policy: its bytes go. That a feed was never loaded is no news about
 * a version.
 */
function mainReason(deps: AlarmDeps, { reasons }: Verdict): Reason | undefined {
  const { rules } = deps.knowledge.policyOf(DEFAULT_VIEW);
  const ofFeeds = new Set(rules.filter(({ on }) => on === 'feeds').map(({ id }) => id));
  return (
    reasons.find((reason) => isMalware(deps, reason)) ??
    reasons.find(({ action, rule }) => action === 'block' && !ofFeeds.has(rule))
  );
}

interface Alarm {
  readonly version: string;
  readonly reason: Reason;
  readonly toPurge: readonly ArtifactRecord[];
  readonly cause: AlarmCause;
}

/** First the alarm and the marks in one unit of work, then the bytes: a crash in between leaves bytes that nobody is served. */
async function raise(deps: AlarmDeps, ref: PackageRef, alarm: Alarm): Promise<void> {
  const { version, reason, toPurge, cause } = alarm;
  const who = await deps.exposure.ofPackage(ref, { version, limit: MAX_READERS + 1 });
  const last = await findLastAlarm(deps, ref, version, reason);
  if (toPurge.length === 0) {
    if (cause === 'swept' && who.length === 0) return;
    if (await isAlarmRaised(deps, ref, version, last)) return;
  }
  const at = deps.clock.now();
  await deps.work.transact(async (stores) => {
    // Another server on the same database was faster.
    if ((await findLastAlarm(deps, ref, version, reason)) !== last) return;
    stores.journal.record({
      kind: 'version-blocked',
      actor: 'gatehouse',
      at,
      ...ref,
      data: {
        version,
        rule: reason.rule,
        summary: reason.summary,
        readers: who.slice(0, MAX_READERS).map(({ reader, client, lastAt }) => ({ reader, client, lastAt })),
        hasMoreReaders: who.length > MAX_READERS,
        isPurged: toPurge.length > 0,
      },
    });
    for (const record of toPurge) await recordRemoval(stores, record, 'purged', at);
  });
  deps.caches.revisions.raise(ref);
  await condemnCopies(deps, toPurge, reason);
  for (const { sha256 } of toPurge) await deps.blobs.remove(sha256);
}
