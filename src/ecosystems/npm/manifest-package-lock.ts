// package-lock.json and npm-shrinkwrap.json as a graph of components, versions 1 to 3
// (npm's manual, "package-lock.json"). Versions 2 and 3 list the folders of node_modules, version 1 nests them.

import { edgesOf, type ComponentEdge } from '../../kernel/component-edges.ts';
import type { Component, ComponentGraph, ComponentScope, GraphGap } from '../../kernel/component-graph.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { field, isObject, objectField, stringField, type JsonObject } from '../../formats/json.ts';
import { readJsonObjectText, type JsonText } from '../../formats/json-text.ts';
import type { ManifestFormat, ManifestReading } from '../adapter-manifest.ts';
import { lockedComponent } from './locked-component.ts';

const WHAT = 'package-lock.json';
const NEWEST = 3;
const MAX_PATH = 4_096;

export const packageLock: ManifestFormat = {
  id: 'package-lock.json',
  isNamed: (fileName) => fileName === 'package-lock.json' || fileName === 'npm-shrinkwrap.json',
  // Version 1 does not say what the project itself asks for.
  companions: (text) => (/"lockfileVersion"\s*:\s*[23]\b/.test(text) ? [] : ['package.json']),
  read: readPackageLock,
};

function readPackageLock(text: string, companions: ReadonlyMap<string, string>): ManifestReading {
  const document = readJsonObjectText(text, { what: WHAT });
  const version = field(document.value, 'lockfileVersion') ?? 1;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    throw new GatehouseError(
      'invalid-document',
      `Cannot read ${WHAT}: found lockfileVersion ${JSON.stringify(version)}, expected 1 to ${NEWEST}`,
    );
  }
  if (version > NEWEST) {
    throw new GatehouseError(
      'unsupported',
      `Cannot read ${WHAT}: found lockfileVersion ${version}, expected at most ${NEWEST}`,
    );
  }
  const packages = objectField(document.value, 'packages');
  const folders =
    // Version 2 says everything twice; what npm itself reads are the folders.
    packages === undefined
      ? foldersOfTree(document, companions.get('package.json'))
      : foldersOfPackages(packages, document);
  const projects = [...folders.values()].filter(({ isProject }) => isProject);
  return {
    format: `${WHAT} ${version}`,
    ...connect(folders),
    speaksFor: projects.map(({ path }) => path),
  };
}

/** One folder of node_modules, or a project. */
interface Folder {
  /** `node_modules/a/node_modules/b`; '' is the project. */
  readonly path: string;
  readonly manifest: JsonObject;
  /** The names that it asks for, with the ranges; undefined when the file does not say. */
  readonly asks: ReadonlyMap<string, string | undefined> | undefined;
  /** The folder that a link leads to. */
  readonly target?: string;
  readonly isProject: boolean;
  readonly name: string;
  readonly version: string | undefined;
  readonly line: number | undefined;
}

type Folders = ReadonlyMap<string, Folder>;

function foldersOfPackages(packages: JsonObject, { lineOf }: JsonText): Folders {
  const folders = new Map<string, Folder>();
  for (const [path, manifest] of Object.entries(packages)) {
    if (!isObject(manifest)) {
      throw new GatehouseError(
        'invalid-document',
        `Cannot read ${WHAT}: found ${JSON.stringify(manifest)?.slice(0, 50)} for packages[${JSON.stringify(path.slice(0, 200))}] below line ${lineOf(packages)}, expected an object`,
      );
    }
    assertPath(path);
    const target = field(manifest, 'link') === true ? stringField(manifest, 'resolved') : undefined;
    folders.set(path, {
      path,
      manifest,
      asks: namesAsked(manifest, isInModules(path) ? NEEDED : NEEDED_BY_PROJECTS),
      ...(target === undefined ? {} : { target }),
      isProject: !isInModules(path),
      name: stringField(manifest, 'name') ?? nameOfFolder(path),
      version: stringField(manifest, 'version'),
      line: lineOf(manifest),
    });
  }
  return folders;
}

/** Version 1: what a package has in its own node_modules stands within it. */
function foldersOfTree(
  { value, lineOf }: JsonText & { readonly value: JsonObject },
  projectText: string | undefined,
): Folders {
  const project =
    projectText === undefined ? undefined : readJsonObjectText(projectText, { what: 'package.json' }).value;
  const root: Folder = {
    path: '',
    manifest: {},
    asks: project === undefined ? undefined : namesAsked(project, NEEDED_BY_PROJECTS),
    isProject: true,
    name: stringField(value, 'name') ?? '',
    version: stringField(value, 'version'),
    line: 1,
  };
  const folders = new Map([['', root]]);
  const waiting = [{ prefix: '', tree: objectField(value, 'dependencies') }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const [key, manifest] of Object.entries(next.tree ?? {})) {
      if (!isObject(manifest)) continue;
      const path = `${next.prefix}${IN_MODULES}${key}`;
      assertPath(path);
      const said = stringField(manifest, 'version');
      const alias = /^npm:(.+)@([^@]+)$/.exec(said ?? '');
      folders.set(path, {
        path,
        manifest,
        asks: namesAsked(manifest, ['requires']),
        isProject: false,
        name: alias?.[1] ?? key,
        version: alias?.[2] ?? said,
        line: lineOf(manifest),
      });
      waiting.push({ prefix: `${path}/`, tree: objectField(manifest, 'dependencies') });
    }
  }
  return folders;
}

/** Node climbs a path folder by folder: none is longer than a file system's. */
function assertPath(path: string): void {
  if (path.length <= MAX_PATH) return;
  throw new GatehouseError(
    'invalid-document',
    `Cannot read ${WHAT}: found a folder's path of ${path.length} characters, expected at most ${MAX_PATH}`,
  );
}

const NEEDED = ['dependencies', 'optionalDependencies', 'peerDependencies'] as const;
const NEEDED_BY_PROJECTS = [...NEEDED, 'devDependencies'] as const;

/** Ranges by name, in the words of the file. */
function namesAsked(
  manifest: JsonObject,
  fields: readonly string[],
): ReadonlyMap<string, string | undefined> {
  const asked = new Map<string, string | undefined>();
  for (const name of fields) {
    for (const [wanted, range] of Object.entries(objectField(manifest, name) ?? {})) {
      if (!asked.has(wanted)) asked.set(wanted, typeof range === 'string' ? range : undefined);
    }
  }
  return asked;
}

const IN_MODULES = 'node_modules/';

function isInModules(path: string): boolean {
  return path.startsWith(IN_MODULES) || path.includes(`/${IN_MODULES}`);
}

/** `node_modules/@scope/name` -> `@scope/name`; `packages/app` -> `app`. */
function nameOfFolder(path: string): string {
  const modules = path.lastIndexOf(IN_MODULES);
  return path.slice(modules < 0 ? path.lastIndexOf('/') + 1 : modules + IN_MODULES.length);
}

/** Folders to components; links are the folders that they lead to. */
function connect(folders: Folders): Omit<ComponentGraph, 'format'> {
  const positions = new Map<string, number>();
  const kept: Folder[] = [];
  for (const folder of folders.values()) {
    if (folder.target !== undefined) continue;
    positions.set(folder.path, kept.length);
    kept.push(folder);
  }
  for (const { path, target } of folders.values()) {
    const position = target === undefined ? undefined : positions.get(target);
    if (position !== undefined) positions.set(path, position);
  }
  const modules = gatherModules(positions);
  const gaps: GraphGap[] = [];
  return {
    components: kept.map(toComponent),
    roots: kept.flatMap((folder, at) => (folder.isProject ? [at] : [])),
    ...edgesOf(kept.map((folder) => findNeeds(folder, modules, gaps))),
    gaps,
  };
}

/** What lies in the node_modules of each folder: folder -> name -> position. */
type Modules = ReadonlyMap<string, ReadonlyMap<string, number>>;

function gatherModules(positions: ReadonlyMap<string, number>): Modules {
  const modules = new Map<string, Map<string, number>>();
  for (const [path, position] of positions) {
    if (!isInModules(path)) continue;
    const at = path.lastIndexOf(IN_MODULES);
    const folder = path.slice(0, Math.max(0, at - 1));
    const names = modules.get(folder) ?? new Map<string, number>();
    modules.set(folder, names);
    names.set(path.slice(at + IN_MODULES.length), position);
  }
  return modules;
}

function toComponent(folder: Folder): Component {
  const { name, version, manifest, line, isProject } = folder;
  const component = lockedComponent({
    name,
    version,
    resolved: stringField(manifest, 'resolved'),
    integrity: stringField(manifest, 'integrity'),
    licence: stringField(manifest, 'license'),
    scope: scopeOf(manifest),
    line,
  });
  return isProject ? { ...component, source: 'project' } : component;
}

/** `devOptional`: needed by what is optional, or for development: it may be there without either. */
function scopeOf(manifest: JsonObject): ComponentScope {
  return field(manifest, 'dev') === true ? 'development' : 'runtime';
}

function findNeeds(folder: Folder, modules: Modules, gaps: GraphGap[]): readonly ComponentEdge[] | undefined {
  const { manifest, path, asks, line } = folder;
  if (asks === undefined) return undefined;
  const places = asks.size === 0 ? [] : searchPath(path, modules);
  const mayLack = namesAsked(manifest, ['optionalDependencies', 'peerDependencies']);
  const needs: ComponentEdge[] = [];
  for (const [name, range] of asks) {
    const found = places.find((names) => names.has(name))?.get(name);
    if (found !== undefined) needs.push({ to: found, range });
    else if (!mayLack.has(name)) {
      gaps.push({ message: missing(folder, name), ...(line === undefined ? {} : { line }) });
    }
  }
  return needs;
}

function missing({ name }: Folder, needed: string): string {
  return `Cannot find what ${name === '' ? 'the project' : name} needs: found no ${needed} in ${WHAT}`;
}

/** Where Node searches from a folder: its own node_modules first, then those above it. */
function searchPath(folder: string, modules: Modules): readonly ReadonlyMap<string, number>[] {
  const found: ReadonlyMap<string, number>[] = [];
  for (
    let end = folder.length;
    end >= 0;
    end = end === 0 ? -1 : Math.max(0, folder.lastIndexOf('/', end - 1))
  ) {
    const names = modules.get(folder.slice(0, end));
    if (names !== undefined) found.push(names);
  }
  return found;
}
