// The project that a lock file lies beside, as its pyproject.toml says.

import { mayMean } from './specifier.ts';
import type { AskingPackage } from './connect-packages.ts';
import { lockedComponent } from './locked-component.ts';
import type { PythonProject } from './pyproject.ts';

/** The project as a component that asks for what it needs. */
export function projectRoot({ name, version, asks, isDynamic }: PythonProject): AskingPackage {
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
