// Pipfile.lock as components (pipenv's specification 6): pins with hashes, for running and for development. Which needs
// which is not said.

import type { Component, ComponentGraph } from '../../kernel/component-graph.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import {
  arrayField,
  field,
  isObject,
  kindOf,
  objectField,
  stringField,
  type JsonObject,
} from '../../formats/json.ts';
import { readJsonObjectText } from '../../formats/json-text.ts';
import type { ManifestFormat } from '../adapter-manifest.ts';
import { directComponent } from './direct-component.ts';
import { lockedComponent } from './locked-component.ts';
import { tellValue } from './read-toml.ts';
import { exactVersion } from './specifier.ts';

const WHAT = 'Pipfile.lock';
const NEWEST = 6;

export const pipfileLock: ManifestFormat = {
  id: WHAT,
  isNamed: (fileName) => fileName === WHAT,
  read: readPipfileLock,
};

function readPipfileLock(text: string): ComponentGraph {
  const { value, lineOf } = readJsonObjectText(text, { what: WHAT });
  const version = field(objectField(value, '_meta') ?? {}, 'pipfile-spec');
  if (version !== NEWEST) {
    const isNewer = typeof version === 'number' && version > NEWEST;
    throw new GatehouseError(
      isNewer ? 'unsupported' : 'invalid-document',
      `Cannot read ${WHAT}: found ${tellValue(version)} as pipfile-spec, expected ${NEWEST}`,
    );
  }
  const components = new Map<string, Component>();
  for (const category of categoriesOf(value)) {
    const packages = objectField(value, category) ?? {};
    for (const [name, entry] of Object.entries(packages)) {
      if (!isObject(entry)) throw notAnObject(name, entry, lineOf(packages));
      const component = readEntry(name, entry, category, lineOf(entry));
      // What is for running and for development is for running; `default` comes first.
      const key = JSON.stringify([component.name, component.version, component.requested]);
      if (!components.has(key)) components.set(key, component);
    }
  }
  const all = [...components.values()];
  return {
    format: `${WHAT} ${NEWEST}`,
    components: all,
    roots: [],
    needs: all.map(() => undefined),
    gaps: [],
  };
}

/** `default`, `develop`, and groups that the project names itself. */
function categoriesOf(value: JsonObject): readonly string[] {
  const others = Object.keys(value).filter(
    (key) => key !== '_meta' && key !== 'default' && isObject(value[key]),
  );
  return ['default', ...others];
}

function notAnObject(name: string, entry: unknown, line: number | undefined): GatehouseError {
  return new GatehouseError(
    'invalid-document',
    `Cannot read ${WHAT}: found ${kindOf(entry)} as ${JSON.stringify(name.slice(0, 100))} below line ${line}, expected an object`,
    line === undefined ? {} : { facts: { line } },
  );
}

function readEntry(name: string, entry: JsonObject, category: string, line: number | undefined): Component {
  const scope = category === 'default' ? 'runtime' : category === 'develop' ? 'development' : 'unknown';
  const hashes = arrayField(entry, 'hashes');
  const at = line === undefined ? {} : { line };
  const address = ['git', 'hg', 'svn', 'file', 'path'].map((key) => stringField(entry, key)).find(Boolean);
  if (address !== undefined) {
    return directComponent(field(entry, 'git') === undefined ? address : `git+${address}`, {
      name,
      scope,
      hashes,
      ...at,
    });
  }
  const specifier = stringField(entry, 'version') ?? '';
  return lockedComponent({
    name,
    version: exactVersion(specifier),
    requested: specifier,
    scope,
    hashes,
    ...at,
  });
}
