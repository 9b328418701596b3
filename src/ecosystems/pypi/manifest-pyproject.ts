// pyproject.toml without a lock beside it: what the project asks for, by name and range. Which versions it gets nobody says.

import type { Component, ComponentGraph, GraphGap } from '../../kernel/component-graph.ts';
import type { ManifestFormat } from '../adapter-manifest.ts';
import { lockedComponent } from './locked-component.ts';
import { readPyproject, type ProjectAsk } from './pyproject.ts';
import { exactVersion } from './specifier.ts';

const WHAT = 'pyproject.toml';

export const pyproject: ManifestFormat = {
  id: WHAT,
  isNamed: (fileName) => fileName === WHAT,
  yieldsTo: ['uv.lock', 'poetry.lock', 'pdm.lock', 'pylock.toml', 'Pipfile.lock'],
  read: readPyprojectGraph,
};

function readPyprojectGraph(text: string): ComponentGraph {
  const project = readPyproject(text);
  if (!project.isProject) return { format: WHAT, components: [], roots: [], needs: [], gaps: [] };
  const { name, version, isDynamic } = project;
  const asked = new Map<string, Component>();
  for (const ask of project.asks) {
    const component = toComponent(ask);
    const key = JSON.stringify([component.name, component.version, component.requested]);
    const same = asked.get(key);
    if (same === undefined || same.scope === 'development') asked.set(key, component);
  }
  const needed = [...asked.values()];
  const root = lockedComponent({ name, version, source: 'project', scope: 'runtime' });
  const gaps: GraphGap[] = project.unread.map((words) => ({
    message: `Cannot read what the project needs: found ${JSON.stringify(words)} in ${WHAT}, expected a dependency specifier`,
  }));
  if (isDynamic) {
    gaps.push({
      message: `Cannot tell what the project needs: found dynamic dependencies in ${WHAT}, expected them to be listed`,
    });
  }
  return {
    format: WHAT,
    components: [root, ...needed],
    roots: [0],
    needs: [isDynamic ? undefined : needed.map((_, at) => at + 1), ...needed.map(() => undefined)],
    gaps,
  };
}

function toComponent({ name, requested, source, isDevelopment }: ProjectAsk): Component {
  return lockedComponent({
    name,
    version: source === 'registry' ? exactVersion(requested) : undefined,
    requested,
    source,
    scope: isDevelopment ? 'development' : 'runtime',
  });
}
