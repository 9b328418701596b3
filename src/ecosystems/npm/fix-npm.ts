// How npm moves what package-lock.json has locked: `npm update` for the lock file alone, package.json for the rest.

import type { PackageName } from '../../kernel/package-ref.ts';
import { field, isObject, objectField, stringField, type JsonObject } from '../../formats/json.ts';
import { readJsonObjectText } from '../../formats/json-text.ts';
import { shellWords } from '../../formats/shell-words.ts';
import type { FixFiles, FixMethod, FixSteps, Upgrade } from '../adapter-fix.ts';
import { cannotMove } from '../move-manifests.ts';
import { askedRanges, MANIFEST, manifestOf, movedRanges } from './asked-ranges.ts';
import { keptNpmSettings } from './npm-settings.ts';

const IN_MODULES = 'node_modules/';
const LOCK_ONLY = ['--package-lock-only', '--ignore-scripts'] as const;

export const npmFix: FixMethod = {
  client: 'npm',
  format: 'package-lock.json',
  ways: ['lock', 'require', 'override'],
  companions: (files) => [MANIFEST, '.npmrc', ...workspacesIn(readLock(files)).map(manifestOf)],
  copy: (files) =>
    new Map([...files.texts].map(([path, text]) => [path, path === '.npmrc' ? keptNpmSettings(text) : text])),
  environment: (files) => ({
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_ignore_scripts: 'true',
    npm_config_lockfile_version: lockVersionOf(readDocument(files)),
    npm_config_update_notifier: 'false',
    // A lock file keeps its addresses when it has any.
    npm_config_omit_lockfile_registry_resolved: String(!hasAddresses(readLock(files))),
  }),
  steps: planSteps,
};

function planSteps(files: FixFiles, upgrades: readonly Upgrade[]): FixSteps {
  const lock = readLock(files);
  const workspaces = ['', ...workspacesIn(lock)];
  const sets = new Map<string, string[]>();
  const set = (workspace: string, pair: string): void =>
    void sets.set(workspace, [...(sets.get(workspace) ?? []), pair]);
  const names = new Set<string>();
  for (const upgrade of upgrades) {
    const folders = foldersOf(lock, upgrade.name);
    for (const folder of folders) names.add(folder);
    const { name, from, to, way } = upgrade;
    if (way === 'require' && to !== undefined) {
      for (const { folder, field, key, range } of movedRanges(files, workspaces, { name, from, to }))
        set(folder, `${field}[${key}]=${range}`);
    }
    if (upgrade.way === 'override') overrideIn(files, lock, upgrade, upgrades, set);
  }
  const runs = [
    ...[...sets].map(([workspace, pairs]) => [
      'pkg',
      'set',
      ...(workspace === '' ? [] : [`--workspace=${workspace}`]),
      ...pairs,
    ]),
    ...(sets.size === 0 ? [] : [['install', ...LOCK_ONLY]]),
    ['update', ...[...names].sort(), ...LOCK_ONLY],
  ];
  return {
    writes: new Map(),
    runs: runs.map((args) => ({ args })),
    commands: [...runs.map((args) => shellWords(['npm', ...args])), 'npm ci'],
  };
}

type SetPair = (workspace: string, pair: string) => void;

/** A rule of package.json over what others ask for; where several versions are there, over those alone that lead to this one. */
function overrideIn(
  files: FixFiles,
  lock: JsonObject,
  { name, from, to }: Upgrade,
  all: readonly Upgrade[],
  set: SetPair,
): void {
  if (to === undefined) return;
  const isAsked = askedRanges(files, [''], name).some(({ key }) => key === name);
  const isMoved = all.some((one) => one.name === name && one.way === 'require');
  // What the project asks for itself, npm lets nobody override but by those very words.
  if (isAsked && !isMoved) throw cannotMove(`${MANIFEST} itself asks for ${name}`);
  const value = isAsked ? `$${name}` : `^${to}`;
  const versions = new Set(copiesOf(lock, name).map(({ version }) => version));
  if (isAsked || versions.size === 1) {
    set('', `overrides[${name}]=${value}`);
    return;
  }
  const askers = askersOf(lock, name, from);
  if (askers.length === 0)
    throw cannotMove(`${name} is there in several versions, and nobody asks for ${from}`);
  for (const asker of askers) set('', `overrides[${asker}][${name}]=${value}`);
}

function readDocument({ lock, texts }: FixFiles): JsonObject {
  return readJsonObjectText(texts.get(lock) ?? '{}', { what: lock }).value;
}

/** So that npm writes the version that it found. */
function lockVersionOf(document: JsonObject): string {
  const version = field(document, 'lockfileVersion');
  return typeof version === 'number' ? String(version) : '1';
}

/** Its folders, by their paths; version 1 has none. */
function readLock(files: FixFiles): JsonObject {
  return objectField(readDocument(files), 'packages') ?? {};
}

/** Folders of the project beside its own. */
function workspacesIn(lock: JsonObject): readonly string[] {
  return Object.keys(lock).filter(
    (path) => path !== '' && !path.includes(IN_MODULES) && !path.startsWith('..'),
  );
}

interface Copy {
  readonly path: string;
  /** Under which it is asked for: another than the package's own where an alias stands for it. */
  readonly folder: string;
  readonly version: string | undefined;
  readonly manifest: JsonObject;
}

function copiesIn(lock: JsonObject): readonly (Copy & { readonly name: string })[] {
  return Object.entries(lock).flatMap(([path, manifest]) => {
    const at = path.lastIndexOf(IN_MODULES);
    if (at < 0 || !isObject(manifest)) return [];
    const folder = path.slice(at + IN_MODULES.length);
    const name = stringField(manifest, 'name') ?? folder;
    return [{ path, folder, name, version: stringField(manifest, 'version'), manifest }];
  });
}

function copiesOf(lock: JsonObject, name: PackageName): readonly Copy[] {
  return copiesIn(lock).filter((copy) => copy.name === name);
}

function foldersOf(lock: JsonObject, name: PackageName): readonly string[] {
  const folders = new Set(copiesOf(lock, name).map(({ folder }) => folder));
  return folders.size === 0 ? [name] : [...folders];
}

/** Packages that ask for `name` and find it in this version. */
function askersOf(lock: JsonObject, name: PackageName, version: string): readonly string[] {
  const askers = copiesIn(lock).filter(
    ({ path, manifest }) =>
      Object.hasOwn(objectField(manifest, 'dependencies') ?? {}, name) &&
      findFrom(lock, path, name) === version,
  );
  return [...new Set(askers.map(({ folder }) => folder))].sort();
}

/** The version that a folder finds: in its own node_modules, else in the nearest one above. */
function findFrom(lock: JsonObject, path: string, name: PackageName): string | undefined {
  for (let place = path; ;) {
    const found = objectField(lock, `${place === '' ? '' : `${place}/`}${IN_MODULES}${name}`);
    if (found !== undefined) return stringField(found, 'version');
    if (place === '') return undefined;
    place = place.slice(0, Math.max(0, place.lastIndexOf(`/${IN_MODULES}`)));
  }
}

function hasAddresses(lock: JsonObject): boolean {
  return Object.values(lock).some(
    (manifest) => isObject(manifest) && /^https?:/.test(stringField(manifest, 'resolved') ?? ''),
  );
}
