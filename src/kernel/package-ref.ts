// Names of packages, versions and artifacts, as every room says them.

import type { Ecosystem } from './ecosystem.ts';

declare const nameBrand: unique symbol;

/** A package name in its ecosystem's canonical spelling. Minted only by an adapter's name parser. */
export type PackageName = string & { readonly [nameBrand]: true };

/** A package: ecosystem and canonical name. */
export interface PackageRef {
  readonly ecosystem: Ecosystem;
  readonly name: PackageName;
}

/** Marks a string as canonical. Only for adapters' name parsers and for rows that were written from one. */
export function asPackageName(canonical: string): PackageName {
  return canonical as PackageName;
}

/** What they are about, each name once, in the order in which they come. */
export function namesAmong(some: readonly { readonly name: PackageName }[]): ReadonlySet<PackageName> {
  return new Set(some.map(({ name }) => name));
}

/** The key under which a package stands in maps and logs: `npm:@scope/name`. */
export function packageKey(ref: PackageRef): string {
  return `${ref.ecosystem}:${ref.name}`;
}
