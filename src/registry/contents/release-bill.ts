// Puts a bill of materials together: components, what lies inside of which, and how much of it is known.

import type { BillCompleteness, BillComponent, BillOfMaterials } from '../../formats/bill-of-materials.ts';

/** A component that others can name. */
export type NamedComponent = BillComponent & { readonly ref: string };

export class ReleaseBill {
  readonly #components = new Map<string, NamedComponent>();
  readonly #dependencies = new Map<string, readonly string[]>();
  readonly #contains = new Map<string, string[]>();
  readonly #completeness = new Map<string, { needs?: BillCompleteness; parts?: BillCompleteness }>();
  /** By package-URL, the refs of those that lie inside of something. */
  readonly #inside = new Map<string, string>();

  /** Answers its ref. */
  add(component: NamedComponent): string {
    this.#components.set(component.ref, component);
    return component.ref;
  }

  /** Inside of another one. What lies there already, by its package-URL with a version, is the same. Answers its ref. */
  put(within: string, component: NamedComponent): string {
    const { purl, version } = component;
    const known = purl === undefined || version === undefined ? undefined : this.#inside.get(purl);
    if (known !== undefined) {
      this.#note(known, component);
      return known;
    }
    if (purl !== undefined && version !== undefined) this.#inside.set(purl, component.ref);
    const parts = this.#contains.get(within) ?? [];
    parts.push(component.ref);
    this.#contains.set(within, parts);
    return this.add(component);
  }

  /** Who else says that it is there. */
  #note(ref: string, { more }: NamedComponent): void {
    const known = this.#components.get(ref);
    if (known === undefined) return;
    const properties = [...(known.more?.properties ?? []), ...(more?.properties ?? [])];
    this.#components.set(ref, { ...known, more: { ...known.more, properties } });
  }

  /** That something needs nothing is said only where that is known. */
  needs(ref: string, targets: readonly string[], completeness: BillCompleteness): void {
    if (targets.length > 0 || completeness === 'complete') this.#dependencies.set(ref, [...new Set(targets)]);
    this.#completeness.set(ref, { ...this.#completeness.get(ref), needs: completeness });
  }

  tellParts(ref: string, completeness: BillCompleteness): void {
    this.#completeness.set(ref, { ...this.#completeness.get(ref), parts: completeness });
  }

  /** Of what nothing was said, nothing is known. */
  whole(): BillOfMaterials {
    const components = [...this.#components.values()];
    for (const { ref, more } of components) {
      if (more?.kind !== 'file' && !this.#completeness.has(ref))
        this.#completeness.set(ref, { needs: 'unknown' });
    }
    return {
      format: 'release',
      components,
      dependencies: this.#dependencies,
      contains: this.#contains,
      completeness: this.#completeness,
      gaps: [],
    };
  }
}
