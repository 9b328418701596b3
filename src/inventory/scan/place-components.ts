// Where components stand in a snapshot, and by which shortest way each came in.

import type { Component, ComponentScope } from '../../kernel/component-graph.ts';
import { componentKeyOf, keyOfComponent } from '../component-key.ts';
import type { SnapshotFile } from '../ports.ts';
import { findWays } from './find-ways.ts';

export interface ComponentPlace {
  readonly file: string;
  readonly line?: number;
  readonly scope: ComponentScope;
  /** From what the project itself needs down to it, both ends included; empty where the file does not tell. */
  readonly via: readonly Pick<Component, 'name' | 'version'>[];
}

/** Of a longer way the nearest steps to the component are told. */
const MOST_STEPS = 64;

/** The places of those components that are `wanted`, by `componentKeyOf`; shortest ways first, unknown ones last. */
export function placeComponents(
  files: readonly SnapshotFile[],
  wanted: { has(key: string): boolean },
): ReadonlyMap<string, readonly ComponentPlace[]> {
  const places = new Map<string, ComponentPlace[]>();
  for (const file of files) placeInFile(file, wanted, places);
  for (const found of places.values()) found.sort((a, b) => lengthOf(a) - lengthOf(b));
  return places;
}

function placeInFile(
  { path: file, graph }: SnapshotFile,
  wanted: { has(key: string): boolean },
  places: Map<string, ComponentPlace[]>,
): void {
  let wayTo: ReturnType<typeof findWays> | undefined;
  for (const [at, component] of graph.components.entries()) {
    const key = keyOfComponent(component);
    const text = key === undefined ? undefined : componentKeyOf(key);
    if (text === undefined || !wanted.has(text)) continue;
    wayTo ??= findWays(graph);
    const via = (wayTo(at, MOST_STEPS) ?? []).flatMap((position) => {
      const step = graph.components[position];
      if (step === undefined || step.source === 'project') return [];
      return [{ name: step.name, ...(step.version === undefined ? {} : { version: step.version }) }];
    });
    const known = places.get(text) ?? [];
    places.set(text, known);
    const line = component.line === undefined ? {} : { line: component.line };
    known.push({ file, ...line, scope: component.scope, via });
  }
}

function lengthOf({ via }: ComponentPlace): number {
  return via.length === 0 ? Number.MAX_SAFE_INTEGER : via.length;
}
