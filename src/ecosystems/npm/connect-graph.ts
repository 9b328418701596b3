// Components of a lock file with what each of them needs, as a graph: scopes follow from what the projects ask for.

import { edgesOf } from '../../kernel/component-edges.ts';
import {
  scopesByReach,
  type Component,
  type ComponentScope,
  type GraphGap,
} from '../../kernel/component-graph.ts';
import type { ManifestReading } from '../adapter-manifest.ts';

/** A component of a lock file. */
export interface LinkedComponent {
  /** Its scope is what the file itself says: it counts where nothing else is known. */
  readonly component: Component;
  /** Positions. Undefined: the file does not say. Not read for a project. */
  readonly needs?: readonly number[] | undefined;
  /** Beside each of `needs` the range by which it is asked for, where the file says it. */
  readonly ranges?: readonly (string | undefined)[];
  /** What a project asks for; `unknown` where it is not said whether for development. */
  readonly asks?: readonly GraphAsk[];
}

export interface GraphAsk {
  readonly component: number;
  readonly scope: ComponentScope;
  readonly range?: string | undefined;
}

export interface LinkedComponents {
  readonly format: string;
  readonly linked: readonly LinkedComponent[];
  readonly gaps: readonly GraphGap[];
  /** Whether there are projects of which nothing is known: what is there for development may be theirs as well. */
  readonly hasUnseenProjects?: boolean;
  /** Folders of its projects. */
  readonly folders?: readonly string[];
}

/** The graph, the projects being its roots. */
export function connectGraph(found: LinkedComponents): ManifestReading {
  const { format, linked, gaps, hasUnseenProjects, folders = [] } = found;
  const scopes = scopesOf(linked, hasUnseenProjects ?? false);
  return {
    format,
    components: linked.map(({ component }, at) => ({ ...component, scope: scopes[at] ?? 'unknown' })),
    roots: linked.flatMap(({ asks }, at) => (asks === undefined ? [] : [at])),
    ...edgesOf(
      linked.map(({ needs, ranges, asks }) =>
        asks === undefined
          ? needs?.map((to, at) => ({ to, range: ranges?.[at] }))
          : asks.map(({ component, range }) => ({ to: component, range })),
      ),
    ),
    gaps,
    ...(folders.length === 0 ? {} : { speaksFor: folders }),
  };
}

function scopesOf(linked: readonly LinkedComponent[], hasUnseenProjects: boolean): readonly ComponentScope[] {
  // A project that another one needs brings what it is built from, not what it is developed with.
  const needs = linked.map((one) => (one.asks === undefined ? one.needs : []));
  const asks = linked.flatMap((one) => one.asks ?? []);
  const known = scopesByReach(
    needs,
    asks.flatMap(({ component, scope }) => (scope === 'unknown' ? [] : [{ component, scope }])),
  );
  const isReached = scopesByReach(
    needs,
    asks.flatMap(({ component, scope }) => (scope === 'unknown' ? [{ component, scope: 'runtime' }] : [])),
  );
  return linked.map((one, at) => {
    const scope = known[at] ?? 'unknown';
    if (one.asks !== undefined || scope === 'runtime') return 'runtime';
    if (isReached[at] === 'runtime') return 'unknown';
    if (scope === 'unknown') return one.component.scope;
    return hasUnseenProjects ? 'unknown' : scope;
  });
}
