// What stands between a release and its publishing, beside the right to publish: each kind of term is computed in a file of its own.

import type { Instant } from '../../kernel/clock.ts';
import { formatInstant } from '../../kernel/clock.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import type { Principal } from '../../identity/principal.ts';
import { dormantAccountTerms } from './dormant-account.ts';
import { dormantPackageTerms } from './dormant-package.ts';
import { personTerms, sceneOf, type PersonTermStores, type TermScene } from './person-terms.ts';
import { highImpactTerms, type HighImpactTermStores } from '../../identity/high-impact/high-impact-terms.ts';
import type { PublishDeps, Publisher, PublishWork } from './publish-deps.ts';
import { approvalTerms } from './approval-term.ts';
import { frozenTerms } from './frozen-term.ts';

export interface PublishTerm {
  readonly term:
    | 'frozen'
    | 'owners-changed'
    | 'account-recovered'
    | 'dormant-account'
    | 'dormant-package'
    | 'identity-mismatch'
    | 'high-impact'
    | 'maintainers-factors'
    | 'approval-required';
  /** For who publishes: "Cannot publish NAME: found …, expected …". */
  readonly sentence: string;
  /** When it ends by itself. */
  readonly until?: Instant;
  /** Whether the version may be staged all the same, and published when a second person approves it. */
  readonly approvable: boolean;
}

export type TermDeps = Pick<PublishDeps, 'rules'>;

/** What terms are computed from: in a unit of work, or outside of one. */
export type TermStores = Pick<
  PublishWork,
  'freezes' | 'approvalRequired' | 'activities' | 'identity' | 'wakings'
> &
  PersonTermStores &
  HighImpactTermStores;

/**
 * The terms of a package that somebody owns, for whoever publishes it now; none: publish at once. Asked before anything is read
 * and again in the transaction, so it costs a few questions of one row each.
 */
export async function termsOf(
  { rules }: TermDeps,
  stores: TermStores,
  { principal }: Publisher,
  ref: PackageRef,
  at: Instant,
): Promise<readonly PublishTerm[]> {
  const scene = await sceneOf(stores, ref, { holdMs: rules.holdMs, at });
  return [
    ...(await frozenTerms(stores, ref)),
    ...(await sceneTerms(rules, stores, principal, scene)),
    ...(await approvalTerms(stores, ref)),
    ...(await highImpactTerms(stores, principal, ref, at)),
  ];
}

/** Of a package that is there already. */
async function sceneTerms(
  { dormantAccountMs, dormantPackageMs }: TermDeps['rules'],
  stores: TermStores,
  principal: Principal,
  scene: TermScene | undefined,
): Promise<readonly PublishTerm[]> {
  if (scene === undefined) return [];
  return [
    ...(await dormantAccountTerms(stores, principal, scene, dormantAccountMs)),
    ...(await personTerms(stores, principal, scene)),
    ...(await dormantPackageTerms(stores, scene, dormantPackageMs)),
  ];
}

/**
 * Why this person cannot be the second one who approves a version of the package: new to it, or recovered lately, like whoever may
 * have taken it over. What concerns the package itself, `termsOf` says to whoever approves, too.
 */
export async function approverTermsOf(
  { rules }: TermDeps,
  stores: TermStores,
  { principal }: Publisher,
  ref: PackageRef,
  at: Instant,
): Promise<readonly PublishTerm[]> {
  const scene = await sceneOf(stores, ref, { holdMs: rules.holdMs, at });
  return scene === undefined ? [] : personTerms(stores, principal, scene, 'approve');
}

/**
 * `howToStage`: what whoever may put it up for approval does, in words. Returns when there is no term in the way: none at all, or with `isApproved` none that approval does not lift. Throws `not-allowed`
 * with the fact `term`: of the first that approval does not lift, if there is one, else of the first.
 */
export function requireNoTerms(
  terms: readonly PublishTerm[],
  { isApproved = false, howToStage }: { readonly isApproved?: boolean; readonly howToStage?: string } = {},
): void {
  const term = terms.find(({ approvable }) => !approvable) ?? (isApproved ? undefined : terms[0]);
  if (term === undefined) return;
  const until = term.until === undefined ? {} : { until: formatInstant(term.until) };
  const way = term.approvable && howToStage !== undefined ? `; ${howToStage}` : '';
  throw new GatehouseError('not-allowed', `${term.sentence}${way}`, {
    facts: { term: term.term, approvable: term.approvable, ...until },
  });
}
