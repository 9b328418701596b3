// Publishes a release, or stages it: where its publisher asks for it, where their credential may do no more, and where the package
// takes somebody's approval.

import { GatehouseError } from '../../kernel/errors.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import type { Release } from '../../ecosystems/adapter-publish.ts';
import { mayToken } from '../../identity/tokens/token-actions.ts';
import { publishRulesOf } from '../hosted/load-hosted.ts';
import type { PublishDeps, Publisher } from '../publish/publish-deps.ts';
import { publishRelease } from '../publish/publish-release.ts';
import { stageRelease } from './stage-release.ts';
import type { StagedVersion } from './staged-ports.ts';

/** A credential that may stage and not publish. */
export const ONLY_STAGES = 'credential-only-stages';

/** What was staged; undefined for what is published. Throws as `publishRelease` and `stageRelease` do. */
export async function publishOrStage(
  deps: PublishDeps,
  publisher: Publisher,
  ref: PackageRef,
  release: Release,
  isAsked: boolean,
): Promise<StagedVersion | undefined> {
  if (isAsked) return stageRelease(deps, publisher, ref, release);
  const because = whyStaged(publisher, ref);
  if (because.length === 0) {
    await publishRelease(deps, publisher, ref, release);
    return undefined;
  }
  refuseOtherWay(deps, ref, release);
  return stageRelease(deps, publisher, ref, release, because);
}

/** What keeps a version from being published at once, though it may be staged; empty: nothing, or something that approval does not lift. */
function whyStaged({ principal, place }: Publisher, ref: PackageRef): readonly string[] {
  const isOnlyStaging =
    principal.kind === 'token' &&
    mayToken(principal, 'stage', ref, place).may &&
    !mayToken(principal, 'publish', ref, place).may;
  return isOnlyStaging ? [ONLY_STAGES] : [];
}

/** A client that has a way of its own to stage would tell its person that it published. */
function refuseOtherWay({ registry }: PublishDeps, ref: PackageRef, { spelt, version }: Release): void {
  const { staging } = publishRulesOf(registry, ref.ecosystem);
  if (staging === undefined) return;
  throw new GatehouseError(
    'not-allowed',
    `Cannot publish ${spelt} ${version}: found a token that may only stage, expected one that may publish; put it up for approval with ${staging.command}`,
    { facts: { bound: 'action', stage: staging.command } },
  );
}

/** For whoever published it, where their client prints anything. */
export function sayStaged({ id, version, until }: StagedVersion): string {
  const day = new Date(until).toISOString().slice(0, 10);
  return `${version} is staged, not published: it waits until ${day} for somebody else to approve it (${id})`;
}
