// How npm moves what package-lock.json has locked: `npm update` for the lock file alone, package.json for the rest.

import { GatehouseError } from '../../kernel/errors.ts';
import type { PackageName } from '../../kernel/package-ref.ts';
import { field, isObject, objectField, stringField, type JsonObject } from '../../formats/json.ts';
import { readJsonObjectText } from '../../formats/json-text.ts';
import { shellWords } from '../../formats/shell-words.ts';
import type { FixFiles, FixMethod, FixSteps, Upgrade } from '../adapter-fix.ts';
import { moveRange } from './move-range.ts';

const MANIFEST = 'package.json';
const IN_MODULES = 'node_modules/';
/** Settings of a project that change what npm resolves, and neither where it asks nor what it runs. */
const KEPT_SETTINGS = new Set([
  'force',
  'install-links',
  'install-strategy',
  'legacy-peer-deps',
  'strict-peer-deps',
]);
/** Where a project asks for what it takes. What it leaves to others (`peerDependencies`) is its own promise to them. */
const ASKING_FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;
const LOCK_ONLY = ['--package-lock-only', '--ignore-scripts'] as const;

export const npmFix: FixMethod = {
  client: 'npm',
  format: 'package-lock.json',
  ways: ['lock', 'require', 'override'],
  companions: (files) => [MANIFEST, '.npmrc', ...workspacesIn(readLock(files)).map(manifestOf)],
  copy: (files) =>
    new Map([...files.texts].map(([path, text]) => [path, path === '.npmrc' ? keptSettings(text) : text])),
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

export const fixes: readonly FixMethod[] = [npmFix];

function planSteps(files: FixFiles, upgrades: readonly Upgrade[]): FixSteps {
  const lock = readLock(files);
  const sets = new Map<string, string[]>();
  const set = (workspace: string, pair: string): void =>
    void sets.set(workspace, [...(sets.get(workspace) ?? []), pair]);
  const names = new Set<string>();
  for (const upgrade of upgrades) {
    const folders = foldersOf(lock, upgrade.name);
    for (const folder of folders) names.add(folder);
    if (upgrade.way === 'require') requireIn(files, lock, upgrade, folders, set);
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

/** The range in each manifest that asks for it, moved so that it begins with the new version. */
function requireIn(
  files: FixFiles,
  lock: JsonObject,
  { name, to }: Upgrade,
  folders: readonly string[],
  set: SetPair,
): void {
  if (to === undefined) return;
  let isAsked = false;
  for (const workspace of ['', ...workspacesIn(lock)]) {
    const manifest = readManifest(files, workspace);
    if (manifest === undefined) continue;
    for (const field of ASKING_FIELDS) {
      const ranges = objectField(manifest, field) ?? {};
      for (const folder of folders) {
        const range = stringField(ranges, folder);
        if (range === undefined) continue;
        const moved = moveRange(range, name, to);
        if (moved === undefined) throw unsupported(`${manifestOf(workspace)} asks for ${folder} as ${range}`);
        isAsked = true;
        set(workspace, `${field}[${folder}]=${moved}`);
      }
    }
  }
  if (!isAsked) throw unsupported(`no ${MANIFEST} of the project asks for ${name}`);
}

/** A rule of package.json over what others ask for; where several versions are there, over those alone that lead to this one. */
function overrideIn(
  files: FixFiles,
  lock: JsonObject,
  { name, from, to }: Upgrade,
  all: readonly Upgrade[],
  set: SetPair,
): void {
  if (to === undefined) return;
  const root = readManifest(files, '') ?? {};
  const isAsked = ASKING_FIELDS.some(
    (field) => stringField(objectField(root, field) ?? {}, name) !== undefined,
  );
  const isMoved = all.some((one) => one.name === name && one.way === 'require');
  // What the project asks for itself, npm lets nobody override but by those very words.
  if (isAsked && !isMoved) throw unsupported(`${MANIFEST} itself asks for ${name}`);
  const value = isAsked ? `$${name}` : `^${to}`;
  const versions = new Set(copiesOf(lock, name).map(({ version }) => version));
  if (isAsked || versions.size === 1) {
    set('', `overrides[${name}]=${value}`);
    return;
  }
  const askers = askersOf(lock, name, from);
  if (askers.length === 0)
    throw unsupported(`${name} is there in several versions, and nobody asks for ${from}`);
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

function readManifest({ texts }: FixFiles, workspace: string): JsonObject | undefined {
  const path = manifestOf(workspace);
  const text = texts.get(path);
  return text === undefined ? undefined : readJsonObjectText(text, { what: path }).value;
}

function manifestOf(workspace: string): string {
  return workspace === '' ? MANIFEST : `${workspace}/${MANIFEST}`;
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

function keptSettings(text: string): string {
  const lines = text.split(/\r?\n/).filter((line) => KEPT_SETTINGS.has(line.split('=', 1)[0]?.trim() ?? ''));
  return lines.map((line) => `${line}\n`).join('');
}

function unsupported(because: string): GatehouseError {
  return new GatehouseError('unsupported', `Cannot move it: ${because}`);
}
