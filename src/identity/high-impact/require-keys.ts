// Who may publish a high-impact package is decided by people with a passkey, and among people with one.

import { GatehouseError } from '../../kernel/errors.ts';
import type { Instant } from '../../kernel/clock.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { matchesNamePattern } from '../../kernel/name-pattern.ts';
import { asPackageName, packageKey, type PackageRef } from '../../kernel/package-ref.ts';

import type { Owner, OwnedPackage } from '../organisations/organisation-ports.ts';
import type { OrganisationWork } from '../organisations/organisation-unit.ts';
import { peopleOfPackage, type PackagePerson } from '../organisations/people-of-package.ts';
import type { Principal } from '../principal.ts';
import type { ImpactRecord } from './high-impact-ports.ts';
import { isInForce } from './judge-impact.ts';

/**
 * A session by a passkey, or one that was confirmed by it: nobody is talked out of that. Throws `not-allowed` with the fact
 * `secondFactor` `passkey`. An operator holds the folder, which is more.
 */
export function requireKeySession(principal: Principal, act: string): void {
  if (principal.kind === 'operator') return;
  if (principal.kind === 'person' && principal.proof === 'passkey') return;
  throw new GatehouseError(
    'not-allowed',
    `Cannot ${act}: the package is high-impact, and found a sign-in without a passkey, expected a person who signed in or confirmed with one`,
    { facts: { secondFactor: 'passkey' } },
  );
}

/**
 * Makes a change of people. Where it changes who may publish a high-impact package of `owner`, or decides who does, it takes a
 * session by a passkey, and nobody comes to publish it without one. Throws `not-allowed`, `conflict`, and what the change throws.
 */
export async function keepKeys<T>(
  work: OrganisationWork,
  { principal, owner, at }: { readonly principal: Principal; readonly owner: Owner; readonly at: Instant },
  change: () => Promise<T>,
): Promise<T> {
  if (principal.kind === 'operator') return change();
  const packages = await inForceOf(work, owner, at);
  // Of those that belong to nobody here the change is what it was.
  const before = packages.length === 0 ? new Map() : await peopleOf(work, packages);
  const result = await change();
  if (packages.length === 0) return result;
  const after = await peopleOf(work, packages);
  for (const { name, ...ref } of packages) {
    const key = packageKey({ ...ref, name });
    const [were, are] = [before.get(key) ?? [], after.get(key) ?? []];
    if (wordOf(were) === wordOf(are)) continue;
    requireKeySession(principal, `change who publishes ${name}`);
    assertNoneComesWithout(name, were, are);
  }
  return result;
}

/**
 * Returns when no high-impact package is meant, or the session is by a passkey. `pattern`: a package, or all below a name. Throws
 * `not-allowed`.
 */
export async function requireKeyOver(
  work: Pick<OrganisationWork, 'highImpact'>,
  principal: Principal,
  { ecosystem, pattern }: { readonly ecosystem: Ecosystem; readonly pattern: string },
  { act, at }: { readonly act: string; readonly at: Instant },
): Promise<void> {
  for await (const record of meantBy(work, ecosystem, pattern)) {
    if (isInForce(record, at)) return requireKeySession(principal, act);
  }
}

async function* meantBy(
  { highImpact }: Pick<OrganisationWork, 'highImpact'>,
  ecosystem: Ecosystem,
  pattern: string,
): AsyncGenerator<ImpactRecord, void, undefined> {
  if (!pattern.endsWith('*')) {
    const record = await highImpact.find({ ecosystem, name: asPackageName(pattern) });
    if (record !== undefined) yield record;
    return;
  }
  for (let after: PackageRef | undefined; ;) {
    const page = await highImpact.list({ limit: PAGE, ...(after === undefined ? {} : { after }) });
    yield* page.filter((one) => one.ecosystem === ecosystem && matchesNamePattern(pattern, one.name));
    after = page.at(-1);
    if (page.length < PAGE) return;
  }
}

const PAGE = 200;

/** A high-impact package is taken over with a passkey, and by nobody who would publish it without. Throws `not-allowed`, `conflict`. */
export async function requireKeysOfReceiver(
  work: OrganisationWork,
  principal: Principal,
  after: OwnedPackage,
  at: Instant,
): Promise<void> {
  const record = await work.highImpact.find(after);
  if (record === undefined || !isInForce(record, at)) return;
  requireKeySession(principal, `take over ${after.name}`);
  assertNoneComesWithout(after.name, [], await peopleOfPackage(work, after));
}

/** The packages of `owner` for which the rule holds now. */
async function inForceOf(
  work: OrganisationWork,
  owner: Owner,
  at: Instant,
): Promise<readonly OwnedPackage[]> {
  const found: OwnedPackage[] = [];
  for (const record of await work.highImpact.ofOwners([owner])) {
    const owned = isInForce(record, at)
      ? await work.ownership.find(record.ecosystem, record.name)
      : undefined;
    if (owned !== undefined) found.push(owned);
  }
  return found;
}

async function peopleOf(
  work: OrganisationWork,
  packages: readonly OwnedPackage[],
): Promise<Map<string, readonly PackagePerson[]>> {
  const people = new Map<string, readonly PackagePerson[]>();
  for (const owned of packages) people.set(packageKey(owned), await peopleOfPackage(work, owned));
  return people;
}

function wordOf(people: readonly PackagePerson[]): string {
  return JSON.stringify(people.map(({ accountId, roles }) => [accountId, [...roles].sort()]));
}

/** Throws `conflict`. */
function assertNoneComesWithout(
  name: string,
  were: readonly PackagePerson[],
  are: readonly PackagePerson[],
): void {
  const could = new Set(were.filter(({ mayPublish }) => mayPublish).map(({ accountId }) => accountId));
  const without = are.find(
    ({ accountId, mayPublish, hasPasskey }) => mayPublish && !hasPasskey && !could.has(accountId),
  );
  if (without === undefined) return;
  throw new GatehouseError(
    'conflict',
    `Cannot let ${without.name} publish ${name}: the package is high-impact, and found an account without a passkey or a security key, expected one that has it (Your account, Second factors)`,
    { facts: { account: without.name } },
  );
}
