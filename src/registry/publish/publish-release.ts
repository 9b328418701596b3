// Publishes a release: staged, decided, and then visible in one unit of work with its journal entry.

import { given } from '../../kernel/given.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import type { Release } from '../../ecosystems/adapter-publish.ts';
import { actorOf } from '../../identity/principal.ts';
import { publishRulesOf } from '../hosted/load-hosted.ts';
import { assertOneSpelling } from './new-name.ts';
import type { PublishDeps, Publisher, PublishWork } from './publish-deps.ts';
import { provenBy } from './publish-right.ts';
import { readRowsBefore, rowsOf, saveRows, type ReleasedBy } from './release-rows.ts';
import { admitTogether, stageFiles, type PublishRight, type StagedRelease } from './admit-release.ts';
import { recordPublished } from './record-published.ts';
import { settleOwnership } from './settle-ownership.ts';

/**
 * The release is durable and visible once this resolves, and not at all when it rejects. Throws `not-signed-in`,
 * `not-allowed` (also for what a rule of the policy keeps out), `not-found` for a package that the publisher may not know,
 * `conflict` for a version, file or name that is taken, and what staging and storing throw.
 */
export async function publishRelease(
  deps: PublishDeps,
  publisher: Publisher,
  ref: PackageRef,
  release: Release,
): Promise<void> {
  await publishTogether(deps, publisher, [{ ref, release, stage: () => stageFiles(deps, release) }]);
}

/** Somebody else lets in what one staged. */
export interface Approval {
  /** Who staged it, as they are now: what they publish first becomes theirs. */
  readonly stager: Publisher;
  readonly stagedBy: Pick<ReleasedBy, 'actor' | 'provenBy'>;
}

/**
 * All of them or none, as `publishRelease`; `also` happens in the same unit of work. With `approval`, the publisher is who
 * approves, and it is published as its stager's.
 */
export async function publishTogether(
  deps: PublishDeps,
  publisher: Publisher,
  releases: readonly StagedRelease[],
  also?: (work: PublishWork) => Promise<void>,
  approval?: Approval,
): Promise<void> {
  const by = releasedBy(deps, publisher, approval);
  const right: PublishRight =
    approval === undefined ? { action: 'publish' } : { action: 'approve', stager: approval.stager };
  await admitTogether(deps, publisher, releases, { by, right }, async (work, admitted) => {
    for (const { ref, release, key, staged, by, right } of admitted) {
      const rules = publishRulesOf(deps.registry, ref.ecosystem);
      const now = await readRowsBefore(work, ref, release, { rules, ...by });
      await assertOneSpelling(work, deps.registry, release, { ref, hosted: now.hosted });
      const ownership = await settleOwnership(deps, work, publisher, ref, { release, by, right });
      const rows = rowsOf(ref, release, key, { before: now, staged, by });
      await saveRows(work, rows);
      await recordPublished(deps, work, ref, { rows, by, isJoined: now.version !== undefined, ownership });
    }
    await also?.(work);
  });
}

function releasedBy(deps: PublishDeps, publisher: Publisher, approval?: Approval): ReleasedBy {
  const [actor, at] = [actorOf(publisher.principal), deps.registry.clock.now()];
  if (approval !== undefined) return { ...approval.stagedBy, at, approvedBy: actor };
  return { actor, at, ...given('provenBy', provenBy(publisher)) };
}
