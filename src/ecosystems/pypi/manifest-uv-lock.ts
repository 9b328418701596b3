// uv.lock as a graph of components (docs: "Project structure, the lockfile"; the format is told by uv's own writer).
// One lock for all platforms and Python versions: a package may stand there in several versions, each with its markers.

import type { Component, ComponentGraph } from '../../kernel/component-graph.ts';
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
import { connectPackages, type Ask, type AskingPackage } from './connect-packages.ts';
import { withoutCredentials } from './gate-address.ts';
import { lockedComponent } from './locked-component.ts';
import { normalizeName } from './name.ts';
import { readToml, tellValue } from './read-toml.ts';
import { tablesOf } from './tables-of.ts';

const WHAT = 'uv.lock';
const NEWEST = 1;

export const uvLock: ManifestFormat = {
  id: WHAT,
  isNamed: (fileName) => fileName === WHAT,
  read: readUvLock,
};

function readUvLock(text: string): ComponentGraph {
  const document = readToml(text, WHAT);
  assertVersion(field(document.value, 'version'));
  const tables = tablesOf(document, 'package', WHAT);
  const manifest = objectField(document.value, 'manifest') ?? {};
  const members = new Set(
    arrayField(manifest, 'members').map((one) => (typeof one === 'string' ? normalizeName(one) : '')),
  );
  const packages = tables.map(({ table, line }) => readPackage(table, line));
  const roots = packages.flatMap(({ component }, at) =>
    component.source === 'project' && (members.has(component.name) || isHere(tables[at]?.table)) ? [at] : [],
  );
  const isRoot = new Set(roots);
  // A workspace without a project of its own has groups all the same.
  const groups = objectField(manifest, 'dependency-groups') ?? {};
  return {
    format: `${WHAT} ${NEWEST}`,
    ...connectPackages({
      what: WHAT,
      packages: packages.map((one, at) => (isRoot.has(at) ? asRoot(one) : one)),
      roots,
      entries: [
        ...asksOf(arrayField(manifest, 'requirements')),
        ...Object.keys(groups).flatMap((group) => asksOf(arrayField(groups, group), true)),
      ],
    }),
  };
}

function assertVersion(version: unknown): void {
  if (version === NEWEST) return;
  const isNewer = (typeof version === 'number' || typeof version === 'bigint') && version > NEWEST;
  throw new GatehouseError(
    isNewer ? 'unsupported' : 'invalid-document',
    `Cannot read ${WHAT}: found version ${tellValue(version)}, expected ${NEWEST}`,
  );
}

/** The project that the file lies beside. */
function isHere(table: JsonObject | undefined): boolean {
  const source = objectField(table ?? {}, 'source') ?? {};
  return ['editable', 'virtual', 'directory'].some((kind) => field(source, kind) === '.');
}

function asRoot({ component, asks }: AskingPackage): AskingPackage {
  return { component: { ...component, scope: 'runtime' }, asks };
}

function readPackage(table: JsonObject, line: number | undefined): AskingPackage {
  const source = objectField(table, 'source') ?? {};
  const from = stringField(source, 'git') ?? stringField(source, 'url') ?? stringField(source, 'path');
  const files = [field(table, 'sdist'), ...arrayField(table, 'wheels')].filter(isObject);
  const component = lockedComponent({
    name: stringField(table, 'name') ?? '',
    version: stringField(table, 'version'),
    requested: from === undefined ? undefined : withoutCredentials(from),
    source: sourceOf(source),
    hashes: files.map((file) => field(file, 'hash')),
    line,
  });
  return { component, asks: asksOfPackage(table) };
}

function sourceOf(source: JsonObject): Component['source'] {
  const has = (kind: string) => field(source, kind) !== undefined;
  if (['editable', 'virtual', 'directory'].some(has)) return 'project';
  return has('registry') ? 'registry' : 'elsewhere';
}

/** Of a package from elsewhere the file holds only those extras that somebody asks for. */
function asksOfPackage(table: JsonObject): readonly Ask[] {
  const extras = objectField(table, 'optional-dependencies') ?? {};
  const groups = objectField(table, 'dev-dependencies') ?? {};
  return [
    ...asksOf(arrayField(table, 'dependencies')),
    ...Object.keys(extras).flatMap((extra) => asksOf(arrayField(extras, extra))),
    ...Object.keys(groups).flatMap((group) => asksOf(arrayField(groups, group), true)),
  ];
}

/** `{ name, version, source, marker }`; the version where there are several. */
function asksOf(dependencies: readonly unknown[], isDevelopment = false): readonly Ask[] {
  return dependencies.filter(isObject).flatMap((dependency) => {
    const name = stringField(dependency, 'name');
    const version = stringField(dependency, 'version');
    if (name === undefined) return [];
    return [
      {
        name: normalizeName(name),
        ...(version === undefined
          ? {}
          : { accepts: (component: Component) => component.version === version }),
        ...(isDevelopment ? { isDevelopment } : {}),
      },
    ];
  });
}
