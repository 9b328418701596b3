// Namespaces: what may be claimed so that the names in it are one owner's. Npm scopes, prefixes of PyPI and Cargo, groupIds,
// vendors: each is a list of labels, and holds the names whose first labels these are.

import type { Ecosystem } from './ecosystem.ts';
import type { PackageName, PackageRef } from './package-ref.ts';

/** What an ecosystem says of its namespaces; part of its `name.ts`. Pure. */
export interface NamespaceRules {
  /** The canonical form of any accepted spelling: `@acme`, `acme`, `com.acme`. Throws `invalid-name`. */
  parse(raw: string): string;
  /** The labels of a canonical namespace, as they are compared. */
  labels(namespace: string): readonly string[];
  /** The labels that a namespace of this name begins with; empty: it lies in none. */
  labelsOf(name: PackageName): readonly string[];
  /** The names in it, as a pattern for people: `@acme/*`, `acme-*`, `com.acme.*`. */
  pattern(namespace: string): string;
  /** The domain that the namespace itself spells, and whose owner's it is. Absent: a claim names one. */
  domainOf?(namespace: string): string | undefined;
}

export type NamespaceRulesOf = Readonly<Record<Ecosystem, NamespaceRules>>;

/** A canonical namespace of an ecosystem. */
export interface NamespaceRef {
  readonly ecosystem: Ecosystem;
  readonly namespace: string;
}

/** Whether the name lies in the namespace: by whole labels, so that `acme` holds no `acmeevil`. */
export function holdsName(
  rules: NamespaceRulesOf,
  { ecosystem, namespace }: NamespaceRef,
  ref: PackageRef,
): boolean {
  if (ecosystem !== ref.ecosystem) return false;
  const own = rules[ecosystem];
  return beginsWith(own.labelsOf(ref.name), own.labels(namespace));
}

/** Whether a name could lie in both: one of them holds the other, or they are the same. */
export function overlaps(rules: NamespaceRulesOf, one: NamespaceRef, other: NamespaceRef): boolean {
  if (one.ecosystem !== other.ecosystem) return false;
  const own = rules[one.ecosystem];
  const [a, b] = [own.labels(one.namespace), own.labels(other.namespace)];
  return beginsWith(a, b) || beginsWith(b, a);
}

/** Without the `*` that people write behind a namespace, and the separator before it: `acme-*` is `acme`. */
export function withoutStar(raw: string): string {
  const text = raw.trim();
  return text.endsWith('*') ? text.slice(0, -1).replace(/[-_./:]$/, '') : text;
}

function beginsWith(all: readonly string[], first: readonly string[]): boolean {
  return first.length > 0 && all.length >= first.length && first.every((label, at) => all[at] === label);
}
