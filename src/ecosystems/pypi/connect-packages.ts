// From packages and what each asks for to a graph: names are found among the packages of the same file.

import { edgesOf } from '../../kernel/component-edges.ts';
import {
  scopesByReach,
  type Component,
  type ComponentGraph,
  type GraphGap,
} from '../../kernel/component-graph.ts';
import { GatehouseError } from '../../kernel/errors.ts';

/** What a package, or the project, asks for. */
export interface Ask {
  /** Canonical. */
  readonly name: string;
  /** Which of several packages of that name are meant; all, where none is. */
  accepts?(component: Component): boolean;
  /** The file need not have it (an extra that nobody asked for, another platform). */
  readonly mayLack?: boolean;
  /** For development of what asks: nobody else comes to have it by this. */
  readonly isDevelopment?: boolean;
  /** In the words of the file. */
  readonly range?: string | undefined;
}

/** A package of a file. */
export interface AskingPackage {
  readonly component: Component;
  /** Undefined where the file does not say. */
  readonly asks: readonly Ask[] | undefined;
}

/** A file knows few versions of one package; without a limit a hostile one could make each ask mean them all. */
const MAX_VERSIONS = 64;

/** What is connected: the packages, the positions of the projects, and what is asked for without a project. */
export interface Connectable {
  readonly what: string;
  readonly packages: readonly AskingPackage[];
  readonly roots: readonly number[];
  readonly entries?: readonly Ask[];
}

/**
 * The graph. Components without a known scope get theirs by what reaches them from the projects.
 * Throws `too-large` for a package that stands there in very many versions.
 */
export function connectPackages({
  what,
  packages,
  roots,
  entries = [],
}: Connectable): Omit<ComponentGraph, 'format'> {
  const components = packages.map(({ component }) => component);
  const positions = positionsByName(what, components);
  const gaps: GraphGap[] = [];
  const find = (ask: Ask) => findTargets(ask, components, positions);
  const asked = packages.map(({ component, asks }) =>
    asks?.map((ask) => {
      const targets = find(ask);
      if (targets.length === 0 && ask.mayLack !== true) gaps.push(missing(what, component, ask));
      return { ask, targets };
    }),
  );
  const scopes = scopesByReach(
    asked.map((all) => all?.flatMap(({ ask, targets }) => (ask.isDevelopment === true ? [] : targets))),
    [
      ...entries.map((ask) => ({ ask, targets: find(ask) })),
      ...roots.flatMap((root) => asked[root] ?? []),
    ].flatMap(({ ask, targets }) => targets.map((component) => ({ component, scope: scopeOf(ask) }))),
  );
  return {
    components: components.map((component, at) =>
      component.scope === 'unknown' ? { ...component, scope: scopes[at] ?? 'unknown' } : component,
    ),
    roots,
    ...edgesOf(
      asked.map((all) => all?.flatMap(({ ask, targets }) => targets.map((to) => ({ to, range: ask.range })))),
    ),
    gaps,
  };
}

function scopeOf({ isDevelopment }: Ask): 'runtime' | 'development' {
  return isDevelopment === true ? 'development' : 'runtime';
}

type Positions = ReadonlyMap<string, readonly number[]>;

function positionsByName(what: string, components: readonly Component[]): Positions {
  const positions = new Map<string, number[]>();
  for (const [at, { name }] of components.entries()) {
    const same = positions.get(name) ?? [];
    positions.set(name, same);
    same.push(at);
    if (same.length <= MAX_VERSIONS) continue;
    throw new GatehouseError(
      'too-large',
      `Cannot read ${what}: found more than ${MAX_VERSIONS} entries of ${name.slice(0, 200)}, expected one for each version that is in use`,
    );
  }
  return positions;
}

function findTargets(ask: Ask, components: readonly Component[], positions: Positions): readonly number[] {
  const all = positions.get(ask.name) ?? [];
  if (all.length < 2 || ask.accepts === undefined) return all;
  const meant = all.filter((at) => {
    const component = components[at];
    return component !== undefined && ask.accepts?.(component) === true;
  });
  return meant.length === 0 ? all : meant;
}

function missing(what: string, { name, line }: Component, ask: Ask): GraphGap {
  const asking = name === '' ? 'the project' : name.slice(0, 200);
  return {
    message: `Cannot find what ${asking} needs: found no ${ask.name.slice(0, 200)} in ${what}`,
    ...(line === undefined ? {} : { line }),
  };
}
