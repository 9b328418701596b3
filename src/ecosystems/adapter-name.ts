// The contract of every ecosystem's `name.ts`; `adapter.ts` puts the contracts together.

import type { PackageName } from '../kernel/package-ref.ts';

/** `name.ts`: which spellings name the same package. */
export interface NameRules {
  /** The canonical name of any accepted spelling. Throws `invalid-name`, saying what was expected. */
  parse(raw: string): PackageName;
  /** The two parts of the package-URL; the namespace without its trailing slash. */
  toPurl(name: PackageName): { readonly namespace?: string; readonly name: string };
  /** The name that a package-URL's parts mean. Throws `invalid-name`. */
  fromPurl(namespace: string | undefined, name: string): PackageName;
  /** What a reservation by prefix compares: npm scope, Maven groupId, Composer vendor; else undefined. */
  namespaceOf(name: PackageName): string | undefined;
  /**
   * What else the address of the package's index may be: its reservation is the package's as well. Maven: the group whose
   * list of plugins has the same address.
   */
  alsoReservedAs?(name: PackageName): PackageName;
}
