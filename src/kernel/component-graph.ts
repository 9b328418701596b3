// What a project is made of, as one of its files says: components, and which of them needs which.

import type { Digests } from './digest.ts';
import type { Ecosystem } from './ecosystem.ts';

/** What a component is needed for. `unknown` where the file does not say: such a component counts like a runtime one. */
export type ComponentScope = 'runtime' | 'development' | 'unknown';

/** One component of a project. Several versions of one package are several components. */
export interface Component {
  /** Absent for what none of the five ecosystems has: it cannot be matched, and is not clean but unknown. */
  readonly ecosystem?: Ecosystem;
  /** Canonical where there is an ecosystem; else as the file spells it. */
  readonly name: string;
  /** Absent where the file leaves it open (a range, a branch); `requested` has its words then. */
  readonly version?: string;
  readonly requested?: string;
  /**
   * `registry`: a package of its ecosystem's registry, or of a copy of it. `project`: what is built here (the project
   * itself, its workspaces, linked folders). `elsewhere`: the code comes from a repository, an address or a file, so that
   * the name and version say little about it.
   */
  readonly source: 'registry' | 'project' | 'elsewhere';
  readonly scope: ComponentScope;
  /** Of the archive, as far as the file has them. */
  readonly digests?: Digests;
  /** SPDX expression, or the file's own words. */
  readonly licence?: string;
  /** The package-URL that the file itself gives. */
  readonly purl?: string;
  /** 1-based; absent where the format's reader cannot tell. */
  readonly line?: number;
}

/** Something in the file that says less than it should. */
export interface GraphGap {
  /** `Cannot tell the version of left-pad: found "^1.0.0", expected an exact one`. */
  readonly message: string;
  readonly line?: number;
}

/** A file that was read. */
export interface ComponentGraph {
  /** The format with its version: `package-lock.json 3`. */
  readonly format: string;
  /** In the order of the file. */
  readonly components: readonly Component[];
  /** Positions of the projects that the file is about; empty where it names none. */
  readonly roots: readonly number[];
  /**
   * For each component the positions of those that it needs, each once. Undefined: the file does not say, which is not
   * the same as none.
   */
  readonly needs: readonly (readonly number[] | undefined)[];
  /**
   * Beside each of `needs` the range by which it is asked for, in the ecosystem's own words (`^1.2.0`); undefined where the
   * file does not say. Absent: it says so of none.
   */
  readonly ranges?: readonly (readonly (string | undefined)[] | undefined)[];
  readonly gaps: readonly GraphGap[];
}

/** Where a graph is entered: what the projects need, and for what. */
export interface GraphEntry {
  readonly component: number;
  readonly scope: 'runtime' | 'development';
}

/**
 * The scope of each component by what reaches it: runtime where any way leads there from a runtime entry, development
 * where only other ways do, unknown where none does. Time grows with the number of edges.
 */
export function scopesByReach(
  needs: ComponentGraph['needs'],
  entries: readonly GraphEntry[],
): readonly ComponentScope[] {
  const scopes: ComponentScope[] = needs.map(() => 'unknown');
  for (const scope of ['development', 'runtime'] as const) {
    const waiting = entries.filter((entry) => entry.scope === scope).map(({ component }) => component);
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (scopes[at] === undefined || scopes[at] === scope) continue;
      scopes[at] = scope;
      for (const next of needs[at] ?? []) waiting.push(next);
    }
  }
  return scopes;
}
