// A graph of components as a table that a test can hold: one line for each component, those that it needs behind an arrow.

import type { Component, ComponentGraph } from '../component-graph.ts';

/** `3: app@1.0.0 runtime project -> dep@2.0.0, other@1.0.0`; `-> ?` where the file does not say. */
export function tellGraph({ components, needs }: ComponentGraph): readonly string[] {
  return components.map((component, at) => {
    const targets = needs[at]?.map((to) => tellName(components[to])).sort();
    const arrow = targets === undefined ? ' -> ?' : targets.length === 0 ? '' : ` -> ${targets.join(', ')}`;
    const line = component.line === undefined ? '' : `${component.line}: `;
    return `${line}${tellName(component)} ${component.scope} ${component.source}${arrow}`;
  });
}

function tellName(component: Component | undefined): string {
  if (component === undefined) return 'nothing';
  const { ecosystem, name, version, requested } = component;
  const said = version ?? (requested === undefined ? '?' : `[${requested}]`);
  return `${ecosystem === undefined ? '?' : ''}${name}@${said}`;
}

/** `app@1.0.0 -> dep@2.0.0 by ^2`, for each range that the file tells. */
export function tellRanges({ components, needs, ranges = [] }: ComponentGraph): readonly string[] {
  return components.flatMap((component, at) =>
    (needs[at] ?? []).flatMap((to, index) => {
      const range = ranges[at]?.[index];
      return range === undefined ? [] : [`${tellName(component)} -> ${tellName(components[to])} by ${range}`];
    }),
  );
}
