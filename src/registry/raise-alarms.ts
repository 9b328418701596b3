// Raises the alarm when a version that was served from here becomes blocked: who has it, and what is known malware is purged.

import type { ExposureStore } from '../exposure/ports.ts';
import { DEFAULT_VIEW } from '../governance/current-policies.ts';
import type { JournalReader } from '../journal/journal.ts';
import type { PackageRef } from '../kernel/package-ref.ts';
import type { Reason, Verdict } from '../kernel/verdict.ts';
import type { RegistryDeps } from './deps.ts';
import { examinePackage } from './examine-package.ts';
import type { ArtifactRecord } from './ports.ts';
import { condemnCopies, isMalware } from './same-bytes.ts';

export interface AlarmDeps extends RegistryDeps {
  readonly exposure: Pick<ExposureStore, 'ofPackage'>;
  readonly journal: Pick<JournalReader, 'readBefore'>;
}

/** Readers that an alarm lists by name; `who` tells the rest. */
const MAX_READERS = 50;
const PAST_ALARMS = 100;

/**
 * Looks at the artifacts of `ref` that were served from here. For each version that the default view blocks, and for which
 * no alarm was raised by the same rule before, records one with those who have it. Bytes that a malware rule blocks are
 * deleted, and copies of them under other names condemned. Throws what examining throws.
 */
export async function raiseAlarms(deps: AlarmDeps, ref: PackageRef): Promise<void> {
  const artifacts = await deps.stores.artifacts.ofPackage(ref);
  if (artifacts.length === 0) return;
  const { decision } = await examinePackage(deps, ref, DEFAULT_VIEW);
  for (const [version, files] of Map.groupBy(artifacts, (artifact) => artifact.version)) {
    const verdict = decision.versions.get(version) ?? decision.name;
    const reason = mainReason(deps, verdict);
    if (verdict.action !== 'block' || reason === undefined) continue;
    const toPurge = isMalware(deps, reason) ? files.filter(({ present }) => present) : [];
    if (toPurge.length === 0 && (await wasRaised(deps, ref, version, reason))) continue;
    await raise(deps, ref, version, reason, toPurge);
  }
}

/** Malware comes first, wherever its rule stands in the policy: its bytes go. */
function mainReason(deps: AlarmDeps, { reasons }: Verdict): Reason | undefined {
  return (
    reasons.find((reason) => isMalware(deps, reason)) ?? reasons.find(({ action }) => action === 'block')
  );
}

async function wasRaised(
  deps: AlarmDeps,
  ref: PackageRef,
  version: string,
  reason: Reason,
): Promise<boolean> {
  const past = await deps.journal.readBefore(undefined, PAST_ALARMS, {
    kinds: ['version-blocked'],
    ecosystem: ref.ecosystem,
    name: ref.name,
  });
  return past.some(
    (entry) =>
      entry.kind === 'version-blocked' && entry.data.version === version && entry.data.rule === reason.rule,
  );
}

/** First the alarm and the marks in one unit of work, then the bytes: a crash in between leaves bytes that nobody is served. */
async function raise(
  deps: AlarmDeps,
  ref: PackageRef,
  version: string,
  reason: Reason,
  toPurge: readonly ArtifactRecord[],
): Promise<void> {
  const who = await deps.exposure.ofPackage(ref, { version, limit: MAX_READERS + 1 });
  const now = deps.clock.now();
  const base = { actor: 'gatehouse', at: now, ...ref } as const;
  await deps.work.transact(async ({ artifacts, journal }) => {
    journal.record({
      ...base,
      kind: 'version-blocked',
      data: {
        version,
        rule: reason.rule,
        summary: reason.summary,
        readers: who.slice(0, MAX_READERS).map(({ reader, client, lastAt }) => ({ reader, client, lastAt })),
        hasMoreReaders: who.length > MAX_READERS,
        isPurged: toPurge.length > 0,
      },
    });
    for (const { file, sha256 } of toPurge) {
      await artifacts.markAbsent(sha256);
      journal.record({ ...base, kind: 'artifact-removed', data: { version, file, sha256, why: 'purged' } });
    }
  });
  deps.caches.revisions.raise(ref);
  await condemnCopies(deps, toPurge, reason);
  for (const { sha256 } of toPurge) await deps.blobs.remove(sha256);
}
