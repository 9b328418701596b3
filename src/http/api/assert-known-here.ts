// Keeps what not everybody may know from those who may not, on the pages about packages.

import type { PackageRef } from '../../kernel/package-ref.ts';
import { mayEver } from '../../identity/access.ts';
import type { Principal } from '../../identity/principal.ts';
import { absenceOf } from '../../registry/load-package.ts';
import type { ApiDeps } from './deps.ts';

/** Who asks, and from where. */
export interface Asker {
  readonly principal: Principal;
  readonly address: string;
}

/** Throws `not-found` as for a package that no upstream has. */
export async function assertKnownHere(deps: ApiDeps, asker: Asker, ref: PackageRef): Promise<void> {
  if (!(await isKnownHere(deps, asker, ref))) throw absenceOf(deps.registry, ref);
}

/** Those of `rows` that the asker may see: who reads the journal reads of every package there. */
export async function onlyTold<R extends PackageRef>(
  deps: ApiDeps,
  asker: Asker,
  rows: readonly R[],
): Promise<readonly R[]> {
  if (mayEver(asker.principal, 'read-journal', { now: deps.clock.now() })) return rows;
  return onlyKnown(deps, asker, rows);
}

/** Those of `rows` whose packages the asker may know, in order. */
export async function onlyKnown<R extends PackageRef>(
  deps: ApiDeps,
  asker: Asker,
  rows: readonly R[],
): Promise<readonly R[]> {
  const known: R[] = [];
  for (const row of rows) if (await isKnownHere(deps, asker, row)) known.push(row);
  return known;
}

/** Whether the asker may know the package. */
export async function isKnownHere(deps: ApiDeps, asker: Asker, ref: PackageRef): Promise<boolean> {
  if (!deps.visibility.isHidden(ref)) return true;
  const { principal, address } = asker;
  return deps.visibility.mayKnow(principal, { address, view: deps.viewFor(principal, address) }, ref);
}
