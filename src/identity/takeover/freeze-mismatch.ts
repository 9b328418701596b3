// A pinned name came with other ids: the repository or its owner is somebody else's now, so that what it publishes is frozen.

import type { Instant } from '../../kernel/clock.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { matchesNamePattern } from '../../kernel/name-pattern.ts';
import { asPackageName } from '../../kernel/package-ref.ts';

import type { OwnedPackage, Owner } from '../organisations/organisation-ports.ts';
import type { OrganisationDeps, OrganisationWork } from '../organisations/organisation-unit.ts';
import { addFreeze, tellFrozen } from './freeze.ts';

export interface Mismatch {
  readonly publisherId: string;
  readonly ecosystem: Ecosystem;
  /** What it publishes: a canonical name, or a namespace's pattern. */
  readonly pattern: string;
  /** Which id differs: `repository_id`. */
  readonly claim: string;
  /** For this package alone, where one was asked for. */
  readonly name?: string | undefined;
  /** Whose the package or the namespace is. */
  readonly owner: Owner | undefined;
}

/** Those that are there, each once however often it is asked for; its people are told. */
export async function freezeMismatch(
  deps: Pick<OrganisationDeps, 'random' | 'letterHead'>,
  work: OrganisationWork,
  mismatch: Mismatch,
  at: Instant,
): Promise<void> {
  const { publisherId, claim } = mismatch;
  for (const owned of await packagesOf(work, mismatch)) {
    const freeze = {
      kind: 'identity-mismatch',
      reason: `${claim} is another than it was when the trusted publisher was first used`,
      actor: 'gatehouse',
      at,
      mismatch: { publisherId, claim },
    } as const;
    if (await addFreeze(deps, work, owned, freeze)) await tellFrozen(deps, work, owned, freeze);
  }
}

async function packagesOf(
  { ownership }: Pick<OrganisationWork, 'ownership'>,
  { ecosystem, pattern, name, owner }: Mismatch,
): Promise<readonly OwnedPackage[]> {
  if (owner === undefined) return [];
  if (name === undefined && pattern.endsWith('*')) {
    const all = await ownership.of(owner);
    return all.filter((one) => one.ecosystem === ecosystem && matchesNamePattern(pattern, one.name));
  }
  const owned = await ownership.find(ecosystem, asPackageName(name ?? pattern));
  // A name in somebody's namespace may be another's.
  return owned?.owner.kind === owner.kind && owned.owner.id === owner.id ? [owned] : [];
}
