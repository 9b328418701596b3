// poetry.lock as a graph of components. Before 1.5 each package has a category, from lock version 2.1 on its groups; in
// between the lock does not say what is for development, and pyproject.toml must.

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
import { lockedComponent } from './locked-component.ts';
import { normalizeName } from './name.ts';
import { connectBelow, findProject } from './project-root.ts';
import { oneOrMore, type PythonProject } from './pyproject.ts';
import { findRequirement } from './python-requirement.ts';
import { readToml, tellValue } from './read-toml.ts';
import { mayMean } from './specifier.ts';
import { tablesOf, type LockTable } from './tables-of.ts';

const WHAT = 'poetry.lock';
const NEWEST_MAJOR = 2;

export const poetryLock: ManifestFormat = {
  id: WHAT,
  isNamed: (fileName) => fileName === WHAT,
  companions: () => ['pyproject.toml'],
  read: readPoetryLock,
};

function readPoetryLock(text: string, companions: ReadonlyMap<string, string>): ComponentGraph {
  const document = readToml(text, WHAT);
  const metadata = objectField(document.value, 'metadata') ?? {};
  const version = readLockVersion(metadata);
  const project = findProject(companions);
  const tables = tablesOf(document, 'package', WHAT);
  const extras = new AskedExtras(tables, project);
  const packages = tables.map((one) => readPackage(one, metadata, extras));
  return {
    format: `${WHAT} ${version}`,
    ...connectBelow(project, packages, WHAT),
  };
}

/** A newer minor version holds what the older ones do; Poetry itself reads it so. */
function readLockVersion(metadata: JsonObject): string {
  const found = field(metadata, 'lock-version') ?? '0';
  const version = typeof found === 'string' ? found : '';
  const major = /^(\d{1,3})(?:\.\d{1,3})?$/.exec(version)?.[1];
  if (major === undefined || Number(major) > NEWEST_MAJOR) {
    throw new GatehouseError(
      major === undefined ? 'invalid-document' : 'unsupported',
      `Cannot read ${WHAT}: found lock-version ${tellValue(found)}, expected at most ${NEWEST_MAJOR}.x`,
    );
  }
  return version;
}

function readPackage({ table, line }: LockTable, metadata: JsonObject, extras: AskedExtras): AskingPackage {
  const name = stringField(table, 'name') ?? '';
  // Before 1.3 the files of all packages stood together.
  const files = field(table, 'files') ?? field(objectField(metadata, 'files') ?? {}, name);
  const component = lockedComponent({
    name,
    version: stringField(table, 'version'),
    source: sourceOf(objectField(table, 'source')),
    scope: scopeOf(table),
    hashes: (Array.isArray(files) ? files : []).filter(isObject).map((file) => field(file, 'hash')),
    line,
  });
  return { component, asks: asksOf(table, extras.enabledBy(table)) };
}

function sourceOf(source: JsonObject | undefined): Component['source'] {
  const type = source === undefined ? 'legacy' : stringField(source, 'type');
  if (type === 'directory') return 'project';
  return type === 'legacy' ? 'registry' : 'elsewhere';
}

function scopeOf(table: JsonObject): ComponentScope {
  const category = stringField(table, 'category');
  const groups = category === undefined ? arrayField(table, 'groups') : [category];
  if (groups.length === 0) return 'unknown';
  return groups.includes('main') ? 'runtime' : 'development';
}

function asksOf(table: JsonObject, enabled: ReadonlySet<string> | undefined): readonly Ask[] {
  const dependencies = objectField(table, 'dependencies') ?? {};
  return Object.keys(dependencies).flatMap((key) =>
    oneOrMore(field(dependencies, key)).flatMap((value): readonly Ask[] => {
      const name = normalizeName(key);
      const said = isObject(value) ? value : {};
      const isOptional = field(said, 'optional') === true;
      if (isOptional && enabled !== undefined && !enabled.has(name)) return [];
      const specifier = stringField(said, 'version') ?? (typeof value === 'string' ? value : '');
      return [
        {
          name,
          accepts: (component) => mayMean(specifier, component.version ?? ''),
          mayLack: isOptional || field(said, 'markers') !== undefined,
          ...(specifier === '' ? {} : { range: specifier }),
        },
      ];
    }),
  );
}

/** Which extras somebody asks for, by package: an optional dependency is there only for their sake. */
class AskedExtras {
  readonly #byName = new Map<string, Set<string>>();
  /** Without the project's own words any extra may be asked for. */
  readonly #isKnown: boolean;

  constructor(tables: readonly LockTable[], project: PythonProject | undefined) {
    this.#isKnown = project !== undefined && !project.isDynamic;
    for (const { name, extras } of project?.asks ?? []) this.#add(name, extras);
    for (const { table } of tables) {
      const dependencies = objectField(table, 'dependencies') ?? {};
      for (const key of Object.keys(dependencies)) {
        for (const value of oneOrMore(field(dependencies, key))) {
          if (isObject(value)) this.#add(normalizeName(key), arrayField(value, 'extras'));
        }
      }
    }
  }

  #add(name: string, extras: readonly unknown[]): void {
    const asked = this.#byName.get(name) ?? new Set<string>();
    this.#byName.set(name, asked);
    for (const extra of extras) if (typeof extra === 'string') asked.add(normalizeName(extra));
  }

  /** The names that the extras asked of a package bring; undefined where that is not known. */
  enabledBy(table: JsonObject): ReadonlySet<string> | undefined {
    if (!this.#isKnown) return undefined;
    const own = normalizeName(stringField(table, 'name') ?? '');
    const enabled = new Set<string>();
    const asked = new Set(this.#byName.get(own));
    const extras = objectField(table, 'extras') ?? {};
    const keys = new Map(Object.keys(extras).map((key) => [normalizeName(key), key]));
    // Extras may bring other extras of the same package: the set grows while it is walked.
    for (const extra of asked) {
      for (const text of arrayField(extras, keys.get(extra) ?? extra)) {
        const found = typeof text === 'string' ? findRequirement(text) : undefined;
        if (found === undefined) continue;
        enabled.add(found.name);
        if (found.name === own) for (const more of found.extras) asked.add(more);
      }
    }
    return enabled;
  }
}
