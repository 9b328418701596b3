// What stands between a release of a high-impact package and its publishing: keys of all who may publish it, and a second person.

import { formatInstant, type Instant } from '../../kernel/clock.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';

import type { OrganisationStores } from '../organisations/organisation-ports.ts';
import type { Principal } from '../principal.ts';
import type { IdentityStores } from '../ports.ts';
import type { HighImpactStores, ImpactRecord } from './high-impact-ports.ts';
import { isInForce } from './judge-impact.ts';
import { findLackingKeys } from './lacking-keys.ts';

export interface HighImpactTerm {
  readonly term: 'maintainers-factors' | 'high-impact';
  /** "Cannot publish NAME: found …, expected …". */
  readonly sentence: string;
  readonly approvable: boolean;
}

export type HighImpactTermStores = OrganisationStores & IdentityStores & HighImpactStores;

/** None before the deadline. Of a package that is not high-impact one row is read, and nothing else. */
export async function highImpactTerms(
  stores: HighImpactTermStores,
  principal: Principal,
  ref: PackageRef,
  at: Instant,
): Promise<readonly HighImpactTerm[]> {
  const record = await stores.highImpact.find(ref);
  if (record === undefined || !isInForce(record, at)) return [];
  const owned = await stores.ownership.find(ref.ecosystem, ref.name);
  const lacking = owned === undefined ? [] : await findLackingKeys(stores, owned);
  const second = {
    term: 'high-impact',
    sentence: `Cannot publish ${ref.name}: it is high-impact, and expected a second person who approves the version, signed in with a passkey`,
    approvable: true,
  } as const;
  const accountId = accountOf(principal);
  const phishable = phishableTerm(principal, ref);
  if (phishable !== undefined) return [phishable, second];
  if (lacking.length === 0) return [second];
  const found = describeLacking(lacking, accountId);
  return [
    {
      term: 'maintainers-factors',
      sentence: `Cannot publish ${ref.name}: it is high-impact, and found ${found} without a passkey or a security key, expected one of everybody who may publish it; they enrol one (Your account, Second factors), or an owner takes their role away`,
      approvable: false,
    },
    second,
  ];
}

/** What was signed in with a code could have been signed in with by whoever got it typed into their own page. */
function phishableTerm(principal: Principal, { name }: PackageRef): HighImpactTerm | undefined {
  if (principal.kind !== 'person' || principal.proof === 'passkey') return undefined;
  return {
    term: 'maintainers-factors',
    sentence: `Cannot publish ${name}: it is high-impact, and found a sign-in without a passkey, expected one with it (sign in again, or confirm with it)`,
    approvable: false,
  };
}

/** What is told to whoever publishes before the deadline; undefined where nothing is to come. */
export function comingWarning(
  { name, high }: Pick<ImpactRecord, 'name' | 'high'>,
  now: Instant,
): string | undefined {
  if (high === undefined || now >= high.deadline) return undefined;
  return `${name} is high-impact: from ${formatInstant(high.deadline)} on, everybody who may publish it needs a passkey or a security key, and a second person approves each version`;
}

const MOST_NAMED = 5;

/** Names are for its people; the log of a build is read by others. */
function describeLacking(
  lacking: readonly { readonly accountId: string; readonly name: string }[],
  accountId: string | undefined,
): string {
  if (accountId === undefined) return lacking.length === 1 ? 'somebody' : `${lacking.length} people`;
  const names = lacking.slice(0, MOST_NAMED).map((one) => (one.accountId === accountId ? 'you' : one.name));
  const more = lacking.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function accountOf(principal: Principal): string | undefined {
  if (principal.kind === 'person') return principal.accountId;
  return principal.kind === 'token' && principal.scope !== 'publisher' ? principal.accountId : undefined;
}
