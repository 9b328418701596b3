// A package as pnpm-lock.yaml describes it.

import type { Component, ComponentScope } from '../../kernel/component-graph.ts';
import { objectField, stringField, type JsonObject } from '../../formats/json.ts';
import { lockedComponent } from './locked-component.ts';
import { splitPnpmKey } from './pnpm-key.ts';
import { versions } from './version.ts';

/** Node.js, Deno and Bun themselves: no packages of the registry, which has others with these names. */
const RUNTIME = 'runtime:';

/** The component of a key. What comes from no registry says its version, and up to version 6 its name, beside the key. */
export function pnpmComponent(key: string, about: JsonObject, line: number | undefined): Component {
  // A registry that was not the default one stood before the slash.
  const spec = splitPnpmKey(key) ?? splitPnpmKey(key.slice(Math.max(0, key.indexOf('/'))));
  const resolution = objectField(about, 'resolution') ?? {};
  if (spec?.version.startsWith(RUNTIME) === true) {
    const version = spec.version.slice(RUNTIME.length);
    return {
      name: spec.name,
      ...(version === '' ? {} : { version }),
      source: 'elsewhere',
      scope: 'unknown',
      ...(line === undefined ? {} : { line }),
    };
  }
  const component = lockedComponent({
    name: stringField(about, 'name') ?? spec?.name ?? key,
    version: stringField(about, 'version') ?? spec?.version,
    resolved: stringField(resolution, 'tarball'),
    integrity: stringField(resolution, 'integrity'),
    scope: scopeOf(about),
    line,
  });
  if (stringField(resolution, 'type') === 'directory') return { ...component, source: 'project' };
  const isOfRegistry = spec !== undefined && versions.isValid(spec.version);
  return isOfRegistry ? component : { ...component, source: 'elsewhere' };
}

/** Up to version 6; later it follows from what the projects ask for alone. */
function scopeOf(about: JsonObject): ComponentScope {
  const isDev = stringField(about, 'dev');
  return isDev === 'true' ? 'development' : isDev === 'false' ? 'runtime' : 'unknown';
}
