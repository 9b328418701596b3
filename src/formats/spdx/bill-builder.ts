// Puts a bill of materials together from the packages and relationships of an SPDX document of either generation.

import { scopesByReach, type GraphGap } from '../../kernel/component-graph.ts';
import type { BillComponent, BillOfMaterials } from '../bill-of-materials.ts';
import type { Meaning } from './relations.ts';

/** A package as its document has it. */
export interface SpdxPackage {
  readonly id: string;
  readonly said: Omit<BillComponent, 'ref' | 'isSubject' | 'scope' | 'requested'>;
  /** Whether the document calls it an application, and no library. */
  readonly isApplication: boolean;
}

/** A relationship between two elements, in the words of the document. */
export interface SpdxRelation {
  readonly from: string;
  /** Undefined: the document says that there is no such element. */
  readonly to: string | undefined;
  readonly meaning: Meaning;
  readonly line?: number;
}

/** What a reader of either generation found. */
export interface SpdxContent {
  readonly format: string;
  readonly packages: readonly SpdxPackage[];
  readonly relations: readonly SpdxRelation[];
  /** Elements that the document is about by another word than a relationship. */
  readonly described: Iterable<string>;
  /** Whether there is an element of that id, or it is one of another document. */
  readonly isKnown: (id: string) => boolean;
}

/** Time grows with the packages and relationships. */
export function buildBill(content: SpdxContent): BillOfMaterials {
  const at = new Map(content.packages.map(({ id }, index) => [id, index]));
  const edges = collectEdges(content, at);
  const roots = [...edges.described].flatMap((id) => at.get(id) ?? []);
  const subjects = new Set(findSubjects(content.packages, roots, edges.all));
  const scopes = scopesOf(edges, roots);
  return {
    format: content.format,
    components: content.packages.map((one, index) => ({
      ...one.said,
      ref: one.id,
      isSubject: subjects.has(index),
      // What a project is needed for is no question; it counts like what runs.
      scope: subjects.has(index) ? 'runtime' : (scopes[index] ?? 'unknown'),
    })),
    dependencies: new Map(
      content.packages.flatMap(({ id }, index) => {
        const targets = edges.all[index];
        return targets === undefined ? [] : [[id, [...targets].map((to) => idOf(content.packages, to))]];
      }),
    ),
    gaps: edges.gaps,
  };
}

interface Edges {
  /** For each package the positions of those that it needs; undefined where no relationship says so. */
  readonly all: readonly (ReadonlySet<number> | undefined)[];
  /** Without what is there for development alone. */
  readonly running: readonly ReadonlySet<number>[];
  readonly described: ReadonlySet<string>;
  readonly gaps: readonly GraphGap[];
}

function collectEdges(content: SpdxContent, at: ReadonlyMap<string, number>): Edges {
  const all: (Set<number> | undefined)[] = content.packages.map(() => undefined);
  const running = content.packages.map(() => new Set<number>());
  const described = new Set(content.described);
  const gaps: GraphGap[] = [];
  for (const { from: first, to: second, meaning, line } of content.relations) {
    for (const id of [first, second]) {
      if (id !== undefined && !content.isKnown(id)) gaps.push(danglingGap(id, line));
    }
    const [from, to] = meaning.isReversed ? [second, first] : [first, second];
    if (from === undefined) continue;
    if (meaning.kind === 'describes') {
      if (to !== undefined) described.add(to);
      continue;
    }
    const source = at.get(from);
    if (source === undefined) continue;
    const target = to === undefined ? undefined : at.get(to);
    // A file that a package contains says nothing about what the package needs.
    if (to !== undefined && target === undefined) continue;
    const targets = (all[source] ??= new Set());
    if (target === undefined || target === source) continue;
    targets.add(target);
    if (!meaning.isForDevelopment) running[source]?.add(target);
  }
  return { all, running, described, gaps };
}

function danglingGap(id: string, line: number | undefined): GraphGap {
  return {
    message: `Cannot follow a relationship: found ${JSON.stringify(id.slice(0, 200))}, expected an element of the document`,
    ...(line === undefined ? {} : { line }),
  };
}

/**
 * What is described is the project itself where it is called an application, or where it is the only one and something
 * else is there beside it. A document that describes each of its packages is about packages that are used: taking them
 * for projects would leave all of them unmatched.
 */
function findSubjects(
  packages: readonly SpdxPackage[],
  roots: readonly number[],
  needs: Edges['all'],
): readonly number[] {
  const [only] = roots;
  if (roots.length === 1 && only !== undefined && packages.length > 1) {
    if (needs[only] !== undefined || packages[only]?.isApplication === true) return roots;
  }
  return roots.filter((root) => packages[root]?.isApplication === true);
}

function scopesOf({ all, running }: Edges, roots: readonly number[]): readonly BillComponent['scope'][] {
  const reach = (needs: readonly (ReadonlySet<number> | undefined)[]) =>
    scopesByReach(
      needs.map((targets) => [...(targets ?? [])]),
      roots.map((component) => ({ component, scope: 'runtime' as const })),
    );
  const whileRunning = reach(running);
  return reach(all).map((reached, index) => {
    if (whileRunning[index] === 'runtime') return 'runtime';
    return reached === 'runtime' ? 'development' : 'unknown';
  });
}

function idOf(packages: readonly SpdxPackage[], position: number): string {
  return packages[position]?.id ?? '';
}
