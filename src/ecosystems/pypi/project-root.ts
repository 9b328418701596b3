// The project that a lock file lies beside, as its pyproject.toml says, and the lock file's graph with it as root.

import type { ComponentGraph } from '../../kernel/component-graph.ts';
import { connectPackages, type AskingPackage } from './connect-packages.ts';
import { lockedComponent } from './locked-component.ts';
import { readPyproject, type PythonProject } from './pyproject.ts';
import { mayMean } from './specifier.ts';

/** The project of the pyproject.toml beside a lock file; undefined where there is none. Throws like `readPyproject`. */
export function findProject(companions: ReadonlyMap<string, string>): PythonProject | undefined {
  const text = companions.get('pyproject.toml');
  return text === undefined ? undefined : readPyproject(text);
}

/** The graph of a lock file's packages, from the project down where there is one. Throws like `connectPackages`. */
export function connectBelow(
  project: PythonProject | undefined,
  packages: readonly AskingPackage[],
  what: string,
): Omit<ComponentGraph, 'format'> {
  return project === undefined
    ? connectPackages({ what, packages, roots: [] })
    : connectPackages({ what, packages: [projectRoot(project), ...packages], roots: [0] });
}

/** The project as a component that asks for what it needs. */
function projectRoot({ name, version, asks, isDynamic }: PythonProject): AskingPackage {
  return {
    component: lockedComponent({ name, version, source: 'project', scope: 'runtime' }),
    asks: isDynamic
      ? undefined
      : asks.map(({ name: asked, requested, source, isDevelopment }) => ({
          name: asked,
          isDevelopment,
          accepts: (component) => source !== 'registry' || mayMean(requested, component.version ?? ''),
        })),
  };
}
