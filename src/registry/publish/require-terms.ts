// Holds whoever publishes, stages or approves to the terms of the package, and writes down that they were refused.

import type { Instant } from '../../kernel/clock.ts';
import { isGatehouseError, type GatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import { requireKeyOver } from '../../identity/high-impact/require-keys.ts';
import { actorOf } from '../../identity/principal.ts';
import { publishRulesOf } from '../hosted/load-hosted.ts';
import { dormancyOf, noteWaking } from './dormant-package.ts';
import { sceneOf } from './person-terms.ts';
import type { PublishDeps, Publisher } from './publish-deps.ts';
import { approverTermsOf, requireNoTerms, termsOf, type TermStores } from './publish-terms.ts';

export interface TermQuestion {
  /** `stager`: whose version is approved. */
  readonly right:
    | { readonly action: 'publish' | 'stage' }
    | { readonly action: 'approve'; readonly stager: Publisher };
  readonly at: Instant;
}

/**
 * What is staged or approved is held to the terms that approval does not lift. Whoever approves must have been
 * there before, and not be recovered lately, and of a high-impact package they are there with a passkey. Throws as `requireNoTerms`.
 */
export async function requireTerms(
  deps: PublishDeps,
  stores: TermStores,
  publisher: Publisher,
  ref: PackageRef,
  { right, at }: TermQuestion,
): Promise<void> {
  const terms = await termsOf(deps, stores, publisher, ref, at);
  if (right.action !== 'approve') {
    const command = publishRulesOf(deps.registry, ref.ecosystem).staging?.command;
    const howToStage = command === undefined ? undefined : `put it up for approval with ${command}`;
    const isApproved = right.action === 'stage';
    return requireNoTerms(terms, { isApproved, ...given('howToStage', howToStage) });
  }
  const { ecosystem, name } = ref;
  const act = `approve a version of ${name}`;
  await requireKeyOver(stores, publisher.principal, { ecosystem, pattern: name }, { act, at });
  requireNoTerms(terms.filter(({ term }) => term === 'dormant-account'));
  requireNoTerms(await approverTermsOf(deps, stores, publisher, ref, at));
  requireNoTerms(terms, { isApproved: true });
  requireNoTerms(await termsOf(deps, stores, right.stager, ref, at), { isApproved: true });
}

/**
 * The same outside of a unit of work: that somebody was refused stands in the journal, and with a package that wakes up its people are
 * told. Throws as `requireTerms`.
 */
export async function requireTermsFirst(
  deps: PublishDeps,
  publisher: Publisher,
  ref: PackageRef,
  wish: TermQuestion & { readonly version: string },
): Promise<void> {
  try {
    await requireTerms(deps, deps.people, publisher, ref, wish);
  } catch (error) {
    if (isGatehouseError(error, 'not-allowed')) await recordRefusal(deps, publisher, ref, { error, ...wish });
    throw error;
  }
  // Where there is nobody to approve what is staged, it can be published once the hold is over, which begins now.
  if (wish.right.action === 'stage' && (await isAsleep(deps, ref, wish.at))) {
    const actor = actorOf(publisher.principal);
    await deps.unit.transact((work) => noteWaking(deps, work, ref, { actor, at: wish.at }));
  }
}

async function isAsleep(
  { people, rules }: Pick<PublishDeps, 'people' | 'rules'>,
  ref: PackageRef,
  at: Instant,
): Promise<boolean> {
  const scene = await sceneOf(people, ref, { holdMs: rules.holdMs, at });
  return scene !== undefined && (await dormancyOf(people, scene, rules.dormantPackageMs)) !== undefined;
}

async function recordRefusal(
  deps: PublishDeps,
  { principal }: Publisher,
  ref: PackageRef,
  { error, version, right, at }: TermQuestion & { readonly error: GatehouseError; readonly version: string },
): Promise<void> {
  const rule = String(error.facts['term'] ?? '');
  const actor = actorOf(principal);
  await deps.unit.transact(async (work) => {
    const data = { version, rule, summary: error.message };
    work.journal.record({ kind: 'publish-refused', actor, at, ...ref, data });
    // Where the package is frozen, or its publisher may do nothing, nobody is on the way to wake it.
    if (right.action === 'publish' && error.facts['approvable'] === true)
      await noteWaking(deps, work, ref, { actor, at });
  });
}
