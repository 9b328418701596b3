// What somebody sees of high-impact packages: why, since when, what is asked from when on, and who is missing.

import type { Instant } from '../../kernel/clock.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';

import { mayEver, requireAccess } from '../access.ts';
import { accountIdOf } from '../organisations/object-access.ts';
import { mayOn, maySee } from '../organisations/object-rights.ts';
import type { Owner } from '../organisations/organisation-ports.ts';
import { describeOwnedPackage, ownerName, rolesOnPackage } from '../organisations/owned-packages.ts';
import type { Principal } from '../principal.ts';
import type { HighImpactDeps } from './high-impact-unit.ts';
import type { ImpactRecord } from './high-impact-ports.ts';
import { isInForce, type HighImpactRule } from './judge-impact.ts';
import { findLackingKeys } from './lacking-keys.ts';

export interface SeenImpact {
  readonly record: ImpactRecord;
  /** `organisation:acme`, `account:ada`. */
  readonly ownerName: string;
  readonly rule: HighImpactRule;
  readonly isInForce: boolean;
  /** Names of those who may publish it and have no key; for its people and for reviewers alone. */
  readonly missing?: readonly string[];
  /** Whether the caller is one of them. */
  readonly isMissing: boolean;
  /** Whether the caller may let the rule hold from now on. */
  readonly mayTakeIn: boolean;
}

/** What an operator is shown at once; `listImpact` goes on. */
const MOST_OF_OPERATOR = 200;

type SeeDeps = Pick<HighImpactDeps, 'stores' | 'clock' | 'rule'>;

/** Throws `not-found` in the same words for a package that nobody owns here and one that the caller may not know. */
export async function describeImpact(
  deps: SeeDeps,
  principal: Principal,
  ref: PackageRef,
): Promise<SeenImpact> {
  const { ecosystem, name } = await describeOwnedPackage(deps, principal, ref);
  const record = (await deps.stores.highImpact.find(ref)) ?? { ecosystem, name };
  const seen = await see(deps, principal, record);
  // It went between the two questions.
  return seen ?? describeImpact(deps, principal, ref);
}

/** Those that the caller publishes or decides about, by ecosystem and name; with an organisation's, those that they belong to. */
export async function listOwnImpact(deps: SeeDeps, principal: Principal): Promise<readonly SeenImpact[]> {
  requireAccess(principal, 'read-organisations', { now: deps.clock.now() });
  // Whoever works on the folder has no package of their own, and looks after all of them.
  if (principal.kind === 'operator') return listImpact(deps, principal, { limit: MOST_OF_OPERATOR });
  const { organisations, highImpact } = deps.stores;
  const accountId = accountIdOf(principal);
  const memberships = await organisations.membershipsOf(accountId);
  const owners: readonly Owner[] = [
    { kind: 'account', id: accountId },
    ...memberships.map(({ organisationId }) => ({ kind: 'organisation', id: organisationId }) as const),
  ];
  const found: SeenImpact[] = [];
  for (const record of await highImpact.ofOwners(owners)) {
    const seen = await see(deps, principal, record);
    if (seen?.missing !== undefined && (await isTheirs(deps, principal, record))) found.push(seen);
  }
  return found;
}

/** All that the caller may know, by ecosystem and name, from after `after` on. Access errors (`see-all-high-impact`). */
export async function listImpact(
  deps: SeeDeps,
  principal: Principal,
  query: { readonly after?: PackageRef; readonly limit: number },
): Promise<readonly SeenImpact[]> {
  requireAccess(principal, 'see-all-high-impact', { now: deps.clock.now() });
  const found: SeenImpact[] = [];
  let { after } = query;
  for (;;) {
    const page = await deps.stores.highImpact.list({
      limit: query.limit,
      ...(after === undefined ? {} : { after }),
    });
    for (const record of page) {
      const seen = await see(deps, principal, record);
      if (seen !== undefined) found.push(seen);
      if (found.length >= query.limit) return found;
    }
    after = page.at(-1);
    if (page.length < query.limit) return found;
  }
}

/** Undefined: the caller may not know it. */
async function see(
  { stores, clock, rule }: SeeDeps,
  principal: Principal,
  record: ImpactRecord,
): Promise<SeenImpact | undefined> {
  const owned = await stores.ownership.find(record.ecosystem, record.name);
  if (owned === undefined) return undefined;
  const now = clock.now();
  const roles = await rolesOnPackage(stores, principal, owned);
  const isOperator = principal.kind === 'operator';
  const accountId = isOperator ? '' : accountIdOf(principal);
  if (!isOperator && !maySee(owned, accountId, roles)) return undefined;
  const holds = isInForce(record, now);
  const isTold = roles.size > 0 || isReviewer(principal, now);
  const lacking = isTold && record.high !== undefined ? await findLackingKeys(stores, owned) : [];
  return {
    record,
    ownerName: await ownerName(stores, owned.owner),
    rule,
    isInForce: holds,
    ...(isTold ? { missing: lacking.map(({ name }) => name) } : {}),
    isMissing: lacking.some((person) => person.accountId === accountId),
    mayTakeIn: record.high !== undefined && !holds && (isOperator || mayOn(roles, 'manage-settings')),
  };
}

async function isTheirs({ stores }: SeeDeps, principal: Principal, ref: PackageRef): Promise<boolean> {
  const owned = await stores.ownership.find(ref.ecosystem, ref.name);
  if (owned === undefined) return false;
  const roles = await rolesOnPackage(stores, principal, owned);
  return mayOn(roles, 'publish') || mayOn(roles, 'approve') || mayOn(roles, 'manage-people');
}

function isReviewer(principal: Principal, now: Instant): boolean {
  return mayEver(principal, 'see-all-high-impact', { now });
}
