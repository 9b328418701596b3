// Counters by which every cache knows that what it keeps was overtaken by newer evidence or policy.

import { packageKey, type PackageRef } from '../kernel/package-ref.ts';

/** Something that was true at one revision of a package. */
export type Revision = string;

export class Revisions {
  readonly #packages = new Map<string, number>();
  #all = 0;

  /** Read it before reading evidence: what is built afterwards is at least that new. */
  of(ref: PackageRef): Revision {
    return `${this.#all}.${this.#packages.get(packageKey(ref)) ?? 0}`;
  }

  /** New evidence about one package. */
  raise(ref: PackageRef): void {
    const key = packageKey(ref);
    this.#packages.set(key, (this.#packages.get(key) ?? 0) + 1);
  }

  /** A new policy, a feed whose touched packages are not known one by one. */
  raiseAll(): void {
    this.#all++;
    this.#packages.clear();
  }
}
