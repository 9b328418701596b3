// Answers for a package that somebody may not know as for one that is not there: in the same words, and without asking anybody.

import type { PackageRef } from '../kernel/package-ref.ts';
import type { Refusal } from '../ecosystems/adapter-artifact.ts';
import type { RegistryDeps } from './deps.ts';
import { decideLoaded } from './examine-package.ts';
import { absenceOf } from './load-package.ts';
import { refuse } from './refuse.ts';

/** The refusal of a reserved name. Throws `not-found` for every other one, as `loadPackage` does when no upstream has it. */
export async function refuseAsAbsent(deps: RegistryDeps, ref: PackageRef, view: string): Promise<Refusal> {
  if (deps.knowledge.reservations(ref).length > 0) {
    const { name } = await decideLoaded(deps, ref, undefined, view);
    if (name.action === 'block') return refuse(deps, ref, name);
  }
  throw absenceOf(deps, ref);
}
