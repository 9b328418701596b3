// What a snapshot's files say together: each component once, with what it is needed for, and what cannot be known.

import type { Component, ComponentScope } from '../../kernel/component-graph.ts';
import { componentKeyOf, keyOfComponent } from '../component-key.ts';
import type { ComponentKey, SnapshotFile } from '../ports.ts';

/** Those with a version, by `componentKeyOf`. */
export function componentsOf(files: readonly SnapshotFile[]): ReadonlyMap<string, ComponentKey> {
  const components = new Map<string, ComponentKey>();
  for (const { graph } of files) {
    for (const component of graph.components) {
      const key = keyOfComponent(component);
      if (key !== undefined) components.set(componentKeyOf(key), key);
    }
  }
  return components;
}

const WEIGHT: Readonly<Record<ComponentScope, number>> = { development: 0, unknown: 1, runtime: 2 };

/** The weightiest scope of each, by `componentKeyOf`: what is of unknown use counts like what runs, but does not say so. */
export function scopesOf(files: readonly SnapshotFile[]): ReadonlyMap<string, ComponentScope> {
  const scopes = new Map<string, ComponentScope>();
  for (const { graph } of files) {
    for (const component of graph.components) {
      const key = keyOfComponent(component);
      if (key === undefined) continue;
      const text = componentKeyOf(key);
      const known = scopes.get(text);
      if (known === undefined || WEIGHT[component.scope] > WEIGHT[known]) scopes.set(text, component.scope);
    }
  }
  return scopes;
}

/** A component about which nothing can be known. */
export interface UnknownComponent {
  readonly file: string;
  readonly component: Component;
}

export function unknownComponentsOf(files: readonly SnapshotFile[]): readonly UnknownComponent[] {
  return files.flatMap(({ path: file, graph }) =>
    graph.components
      .filter((component) => component.source !== 'project' && keyOfComponent(component) === undefined)
      .map((component) => ({ file, component })),
  );
}
