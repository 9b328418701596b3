// Counters by which every cache knows that what it keeps was overtaken by newer evidence or policy.

import { packageKey, type PackageRef } from '../kernel/package-ref.ts';

/** Something that was true at one revision of a package. */
export type Revision = string;

export class Revisions {
  /** Written once per change, since each request asks. */
  readonly #packages = new Map<string, { readonly count: number; readonly revision: Revision }>();
  #all = 0;
  #untouched: Revision = '0.0';

  /** Read it before reading evidence: what is built afterwards is at least that new. */
  of(ref: PackageRef): Revision {
    return this.#packages.get(packageKey(ref))?.revision ?? this.#untouched;
  }

  /** New evidence about one package. */
  raise(ref: PackageRef): void {
    const key = packageKey(ref);
    const count = (this.#packages.get(key)?.count ?? 0) + 1;
    this.#packages.set(key, { count, revision: `${this.#all}.${count}` });
  }

  /** A new policy, a feed whose touched packages are not known one by one. */
  raiseAll(): void {
    this.#all++;
    this.#untouched = `${this.#all}.0`;
    this.#packages.clear();
  }
}
