// package-lock.json and npm-shrinkwrap.json as a graph of components, versions 1 to 3
// (docs.npmjs.com, "package-lock.json"). Versions 2 and 3 list the folders of node_modules, version 1 nests them.

import type { Component, ComponentGraph, ComponentScope, GraphGap } from '../../kernel/component-graph.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { field, isObject, objectField, stringField, type JsonObject } from '../../formats/json.ts';
import { readJsonObjectText, type JsonText } from '../../formats/json-text.ts';
import type { ManifestFormat } from '../adapter.ts';
import { lockedComponent } from './locked-component.ts';

const WHAT = 'package-lock.json';
const NEWEST = 3;

export const packageLock: ManifestFormat = {
  id: 'package-lock.json',
  isNamed: (fileName) => fileName === 'package-lock.json' || fileName === 'npm-shrinkwrap.json',
  // Version 1 does not say what the project itself asks for.
  companions: (text) => (/"lockfileVersion"\s*:\s*[23]\b/.test(text) ? [] : ['package.json']),
  read: readPackageLock,
};

function readPackageLock(text: string, companions: ReadonlyMap<string, string>): ComponentGraph {
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
  return { format: `${WHAT} ${version}`, ...connect(folders) };
}

/** One folder of node_modules, or a project. */
interface Folder {
  /** `node_modules/a/node_modules/b`; '' is the project. */
  readonly path: string;
  readonly manifest: JsonObject;
  /** The names that it asks for; undefined when the file does not say. */
  readonly asks: readonly string[] | undefined;
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
      const path = `${next.prefix}node_modules/${key}`;
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

const NEEDED = ['dependencies', 'optionalDependencies', 'peerDependencies'] as const;
const NEEDED_BY_PROJECTS = [...NEEDED, 'devDependencies'] as const;

function namesAsked(manifest: JsonObject, fields: readonly string[]): readonly string[] {
  return [...new Set(fields.flatMap((name) => Object.keys(objectField(manifest, name) ?? {})))];
}

function isInModules(path: string): boolean {
  return path.startsWith('node_modules/') || path.includes('/node_modules/');
}

/** `node_modules/@scope/name` -> `@scope/name`; `packages/app` -> `app`. */
function nameOfFolder(path: string): string {
  const modules = path.lastIndexOf('node_modules/');
  return modules < 0 ? path.slice(path.lastIndexOf('/') + 1) : path.slice(modules + 'node_modules/'.length);
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
  const gaps: GraphGap[] = [];
  return {
    components: kept.map(toComponent),
    roots: kept.flatMap((folder, at) => (folder.isProject ? [at] : [])),
    needs: kept.map((folder) => findNeeds(folder, positions, gaps)),
    gaps,
  };
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

function findNeeds(
  folder: Folder,
  positions: ReadonlyMap<string, number>,
  gaps: GraphGap[],
): readonly number[] | undefined {
  const { manifest, path, asks, line } = folder;
  if (asks === undefined) return undefined;
  const mayLack = new Set(namesAsked(manifest, ['optionalDependencies', 'peerDependencies']));
  const needs = new Set<number>();
  for (const name of asks) {
    const found = climb(path, name, positions);
    if (found !== undefined) needs.add(found);
    else if (!mayLack.has(name)) {
      gaps.push({ message: missing(folder, name), ...(line === undefined ? {} : { line }) });
    }
  }
  return [...needs];
}

function missing({ name }: Folder, needed: string): string {
  return `Cannot find what ${name === '' ? 'the project' : name} needs: found no ${needed} in ${WHAT}`;
}

/** Node's own search: the folder's node_modules first, then those above it. */
function climb(path: string, name: string, positions: ReadonlyMap<string, number>): number | undefined {
  for (let folder = path; ;) {
    const found = positions.get(`${folder === '' ? '' : `${folder}/`}node_modules/${name}`);
    if (found !== undefined) return found;
    if (folder === '') return undefined;
    folder = parentOf(folder);
  }
}

/** The next folder upward that may have node_modules: `a/node_modules/b` -> `a`, `packages/a` -> `packages` -> ''. */
function parentOf(folder: string): string {
  const parent = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
  return parent.endsWith('node_modules') ? parent.slice(0, -'/node_modules'.length) : parent;
}
