// Publishes a release, or stages it: where its publisher asks for it, where their credential may do no more, and where the package
// takes somebody's approval.

import { formatInstant } from '../../kernel/clock.ts';
import { GatehouseError, isGatehouseError } from '../../kernel/errors.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import type { PartedRelease, Release } from '../../ecosystems/adapter-publish.ts';
import { mayToken } from '../../identity/tokens/token-actions.ts';
import { publishRulesOf } from '../hosted/load-hosted.ts';
import type { PublishDeps, Publisher } from '../publish/publish-deps.ts';
import { publishRelease } from '../publish/publish-release.ts';
import { termsOf } from '../publish/publish-terms.ts';
import { stageRelease } from './stage-release.ts';
import type { StagedVersion } from './staged-ports.ts';

/** Why something is staged whose credential may not publish. */
const ONLY_STAGES = 'credential-only-stages';

/** What was staged; undefined for what is published. Throws as `publishRelease` and `stageRelease` do. */
export async function publishOrStage(
  deps: PublishDeps,
  publisher: Publisher,
  ref: PackageRef,
  release: Release,
  isAsked: boolean,
): Promise<StagedVersion | undefined> {
  if (isAsked) return stageRelease(deps, publisher, ref, release);
  const { action, because } = await wayIn(deps, publisher, ref);
  if (action === 'stage') {
    try {
      return await stageRelease(deps, publisher, ref, release, because);
    } catch (error) {
      // Where nobody could approve it, what keeps it from being published is what its publisher has to know.
      if (!isWithoutApprover(error) || because.includes(ONLY_STAGES)) throw error;
    }
  }
  refuseOnlyStaging(deps, publisher, ref, release);
  await publishRelease(deps, publisher, ref, release);
  return undefined;
}

export function isWithoutApprover(error: unknown): boolean {
  return isGatehouseError(error, 'conflict') && error.facts['noApprover'] === true;
}

/** Whether what comes in is published or staged. */
export interface WayIn {
  readonly action: 'publish' | 'stage';
  /** What keeps it from being published at once. */
  readonly because: readonly string[];
}

const PUBLISHES: WayIn = { action: 'publish', because: [] };

/**
 * Where clients have a command of their own for it, nothing is staged by another one, which would tell its person that it
 * published; and nothing is that approval would not lift.
 */
export async function wayIn(deps: PublishDeps, publisher: Publisher, ref: PackageRef): Promise<WayIn> {
  const { registry, people } = deps;
  if (publishRulesOf(registry, ref.ecosystem).staging !== undefined) return PUBLISHES;
  const owned = await people.ownership.find(ref.ecosystem, ref.name);
  const now = registry.clock.now();
  const terms = owned === undefined ? [] : await termsOf(deps, people, publisher, ref, now);
  if (terms.some(({ approvable }) => !approvable)) return PUBLISHES;
  const because = [
    ...(onlyStages(publisher, ref) ? [ONLY_STAGES] : []),
    ...new Set(terms.map(({ term }) => term)),
  ];
  return because.length === 0 ? PUBLISHES : { action: 'stage', because };
}

function onlyStages({ principal, place }: Publisher, ref: PackageRef): boolean {
  if (principal.kind !== 'token' || mayToken(principal, 'publish', ref, place).may) return false;
  return mayToken(principal, 'stage', ref, place).may;
}

function refuseOnlyStaging(
  { registry }: PublishDeps,
  publisher: Publisher,
  ref: PackageRef,
  { spelt, version }: PartedRelease,
): void {
  const { staging } = publishRulesOf(registry, ref.ecosystem);
  if (staging === undefined || !onlyStages(publisher, ref)) return;
  throw new GatehouseError(
    'not-allowed',
    `Cannot publish ${spelt} ${version}: found a token that may only stage, expected one that may publish; put it up for approval with ${staging.command}`,
    { facts: { bound: 'action', stage: staging.command } },
  );
}

/** For whoever sent it, where their client prints anything. */
export function sayStaged({ id, version, until }: StagedVersion): string {
  const day = formatInstant(until).slice(0, 10);
  return `${version} is staged, not published: it waits until ${day} for somebody else to approve it (${id})`;
}
