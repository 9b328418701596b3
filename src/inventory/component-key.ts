// What makes a component of a file one that is known across applications.

import type { Component } from '../kernel/component-graph.ts';
import { asPackageName } from '../kernel/package-ref.ts';
import type { ComponentKey } from './ports.ts';

/** The component as every application that has it names it; undefined for what is built here, and for what cannot be matched. */
export function keyOfComponent({
  ecosystem,
  name,
  version,
  source,
}: Pick<Component, 'ecosystem' | 'name' | 'version' | 'source'>): ComponentKey | undefined {
  if (source === 'project' || ecosystem === undefined || version === undefined) return undefined;
  return { ecosystem, name: asPackageName(name), version };
}

/** Under which it stands in maps. No name holds a line break. */
export function componentKeyOf({ ecosystem, name, version }: ComponentKey): string {
  return `${ecosystem}\n${name}\n${version}`;
}
