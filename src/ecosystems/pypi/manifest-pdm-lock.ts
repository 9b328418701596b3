// pdm.lock as a graph of components, lock versions 3 and 4. A package with extras stands there twice, and is one here.

import type { Component, ComponentGraph, ComponentScope } from '../../kernel/component-graph.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import {
  arrayField,
  field,
  isObject,
  objectField,
  stringField,
  type JsonObject,
} from '../../formats/json.ts';
import type { ManifestFormat } from '../adapter-manifest.ts';
import type { Ask, AskingPackage } from './connect-packages.ts';
import { withoutCredentials } from './gate-address.ts';
import { lockedComponent } from './locked-component.ts';
import { normalizeName } from './name.ts';
import { connectBelow, findProject } from './project-root.ts';
import type { PythonProject } from './pyproject.ts';
import { findRequirement } from './python-requirement.ts';
import { readToml, tellValue } from './read-toml.ts';
import { mayMean } from './specifier.ts';
import { tablesOf, type LockTable } from './tables-of.ts';

const WHAT = 'pdm.lock';
const NEWEST_MAJOR = 4;

export const pdmLock: ManifestFormat = {
  id: WHAT,
  isNamed: (fileName) => /^pdm(?:\.[^./]+)?\.lock$/.test(fileName),
  companions: () => ['pyproject.toml'],
  read: readPdmLock,
};

function readPdmLock(text: string, companions: ReadonlyMap<string, string>): ComponentGraph {
  const document = readToml(text, WHAT);
  const version = readLockVersion(objectField(document.value, 'metadata') ?? {});
  const project = findProject(companions);
  const development = developmentGroups(project);
  const packages = withoutTwins(
    tablesOf(document, 'package', WHAT).map((one) => readPackage(one, development)),
  );
  return {
    format: `${WHAT}${version === '' ? '' : ` ${version}`}`,
    ...connectBelow(project, packages, WHAT),
  };
}

function readLockVersion(metadata: JsonObject): string {
  const found = field(metadata, 'lock_version') ?? '';
  const version = typeof found === 'string' ? found : '0';
  const major = /^(\d{1,3})(?:\.\d{1,3}){0,2}$/.exec(version)?.[1];
  if (found === '' || (typeof found === 'string' && major !== undefined && Number(major) <= NEWEST_MAJOR))
    return version;
  throw new GatehouseError(
    typeof found === 'string' && major !== undefined ? 'unsupported' : 'invalid-document',
    `Cannot read ${WHAT}: found ${tellValue(found)} as lock_version, expected at most ${NEWEST_MAJOR}.x`,
  );
}

/** Groups and extras look alike in the lock: only the project says which groups are for development. */
function developmentGroups(project: PythonProject | undefined): ReadonlySet<string> {
  return new Set(project?.asks.flatMap(({ group, isDevelopment }) => (isDevelopment ? [group ?? ''] : [])));
}

function readPackage({ table, line }: LockTable, development: ReadonlySet<string>): AskingPackage {
  const address = ['git', 'url', 'hg', 'svn', 'bzr'].map((key) => stringField(table, key)).find(Boolean);
  const files = arrayField(table, 'files').filter(isObject);
  const component = lockedComponent({
    name: stringField(table, 'name') ?? '',
    version: stringField(table, 'version'),
    requested: address === undefined ? undefined : withoutCredentials(address),
    source: address === undefined ? sourceOf(table) : 'elsewhere',
    scope: scopeOf(arrayField(table, 'groups'), development),
    hashes: files.map((file) => field(file, 'hash')),
    line,
  });
  return { component, asks: asksOf(table) };
}

function sourceOf(table: JsonObject): Component['source'] {
  return field(table, 'path') === undefined ? 'registry' : 'project';
}

function scopeOf(groups: readonly unknown[], development: ReadonlySet<string>): ComponentScope {
  if (groups.includes('default')) return 'runtime';
  const isOnly = groups.every((group) => typeof group === 'string' && development.has(normalizeName(group)));
  return groups.length > 0 && isOnly ? 'development' : 'unknown';
}

/** Before 4.0 `dependencies` was a list as well; what is no specifier is a gap in nothing but its own edge. */
function asksOf(table: JsonObject): readonly Ask[] {
  return arrayField(table, 'dependencies').flatMap((text): readonly Ask[] => {
    const found = typeof text === 'string' ? findRequirement(text) : undefined;
    if (found === undefined) return [];
    const { name, specifier, marker } = found;
    return [
      {
        name,
        accepts: (component) => mayMean(specifier, component.version ?? ''),
        mayLack: marker !== undefined,
      },
    ];
  });
}

/** `requests` and `requests[socks]` of one version: one component that needs what either needs, but not itself. */
function withoutTwins(packages: readonly AskingPackage[]): readonly AskingPackage[] {
  const kept = new Map<string, { readonly component: Component; readonly asks: Ask[] }>();
  for (const { component, asks = [] } of packages) {
    const { name, version = '', source } = component;
    const key = JSON.stringify([name, version, source]);
    const twin = kept.get(key);
    const others = asks.filter((ask) => ask.name !== name);
    if (twin === undefined) kept.set(key, { component, asks: [...others] });
    else {
      for (const ask of others) twin.asks.push(ask);
      if (component.scope === 'runtime')
        kept.set(key, { ...twin, component: { ...twin.component, scope: 'runtime' } });
    }
  }
  return [...kept.values()];
}
