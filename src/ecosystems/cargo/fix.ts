// How cargo moves what Cargo.lock has locked: `cargo update --precise`, Cargo.toml for what the project asks for itself.

import { arrayField, isObject, objectField, stringField } from '../../formats/json.ts';
import { shellWords } from '../../formats/shell-words.ts';
import type { FixFiles, FixMethod, FixRun, FixSteps, Upgrade } from '../adapter-fix.ts';
import { findTomlStrings, type TomlString } from '../../formats/toml-strings.ts';
import { moveManifests, moveStrings, tellMoved, type ManifestWords } from '../move-manifests.ts';
import { foldName } from './cargo-manifest.ts';
import { findWorkspaceFiles } from './cargo-workspace.ts';
import { readToml } from './read-toml.ts';

const MANIFEST = 'Cargo.toml';
/** Tables of dependencies end their path with one of these. */
const TABLES = new Set(['dependencies', 'dev-dependencies', 'build-dependencies']);
/** What cargo wants to be there before it reads a manifest; empty files will do, since nothing is built. */
const TARGETS = [
  ['lib', ''],
  ['bin', 'src/bin'],
  ['example', 'examples'],
  ['test', 'tests'],
  ['bench', 'benches'],
] as const;

export const cargoFix: FixMethod = {
  client: 'cargo',
  format: 'Cargo.lock',
  ways: ['lock', 'require'],
  companions: ({ lock, texts }) => {
    const found = new Map([...texts].filter(([path]) => path !== lock));
    return findWorkspaceFiles(texts.get(lock) ?? '', found);
  },
  copy: withTargets,
  environment: () => ({}),
  steps: planSteps,
};

export const fixes: readonly FixMethod[] = [cargoFix];

function planSteps(files: FixFiles, upgrades: readonly Upgrade[]): FixSteps {
  const { writes, told } = moveManifests(files, upgrades, WORDS);
  const isRequired = upgrades.some(({ way }) => way === 'require');
  const runs: readonly FixRun[] = [
    // Takes over what the manifests say now, and moves nothing else.
    ...(isRequired ? [{ args: ['update', '--workspace'] }] : []),
    ...upgrades.map(({ name, from, to }) => ({
      args: ['update', '--package', `${name}@${from}`, ...(to === undefined ? [] : ['--precise', to])],
      mayFail: isRequired || to === undefined,
    })),
  ];
  const commands = runs.map(({ args }) => shellWords(['cargo', ...args]));
  return { writes, runs, commands: [...told, ...commands, 'cargo fetch --locked'] };
}

const WORDS: ManifestWords = {
  manifest: MANIFEST,
  require({ path, text }, { name, to }) {
    const moved = requirementsOf(text, name).map((place) => ({
      place,
      value: moveRequirement(place.value, to),
    }));
    if (moved.length === 0) return undefined;
    return { text: moveStrings(text, moved), told: moved.map((one) => tellMoved(path, one)) };
  },
  override: 'cargo has no rule over what others ask for',
};

/** `"1.1"` and `version = "1.1"` of a dependency, also of one that is called otherwise here (`package = …`). */
function requirementsOf(text: string, name: string): readonly TomlString[] {
  const strings = findTomlStrings(text, MANIFEST);
  const keyOf = (path: TomlString['path']): string => JSON.stringify(path.slice(0, -1));
  const packages = new Map(
    strings.filter(({ path }) => path.at(-1) === 'package').map((one) => [keyOf(one.path), one.value]),
  );
  return strings.filter(({ path }) => {
    const isTable = path.at(-1) === 'version' && TABLES.has(String(path.at(-3)));
    const isPlain = TABLES.has(String(path.at(-2)));
    if (!isTable && !isPlain) return false;
    const called = isTable ? (packages.get(keyOf(path)) ?? path.at(-2)) : path.at(-1);
    return foldName(String(called)) === foldName(name);
  });
}

/** `=` and `~` stay what they are, everything else becomes cargo's own (a caret). */
function moveRequirement(requirement: string, to: string): string {
  const [, sign = ''] = /^\s*([=~])[^,]*$/.exec(requirement) ?? [];
  return `${sign}${to}`;
}

function withTargets({ texts }: FixFiles): ReadonlyMap<string, string> {
  const copied = new Map(texts);
  for (const [path, text] of texts) {
    if (!path.endsWith(MANIFEST)) continue;
    const base = path.slice(0, -MANIFEST.length);
    const document = readToml(text, path);
    const isPackage = objectField(document, 'package') !== undefined;
    const place = (file: string): void => {
      if (!file.startsWith('/') && !file.split('/').includes('..')) copied.set(`${base}${file}`, '');
    };
    if (isPackage) place('src/lib.rs');
    for (const [kind, folder] of TARGETS) {
      const table = objectField(document, kind);
      for (const target of [...(table === undefined ? [] : [table]), ...arrayField(document, kind)]) {
        if (!isObject(target)) continue;
        const file = stringField(target, 'path');
        const name = stringField(target, 'name');
        if (file !== undefined) place(file);
        else if (name !== undefined && folder !== '') place(`${folder}/${name}.rs`);
      }
    }
  }
  return copied;
}
