// How Bun moves what bun.lock has locked: `bun update`, package.json and its overrides.

import { namesAmong } from '../../kernel/package-ref.ts';
import { arrayField, objectField, type JsonObject } from '../../formats/json.ts';
import { readJsonObjectText } from '../../formats/json-text.ts';
import { shellWords } from '../../formats/shell-words.ts';
import type { FixFiles, FixMethod, FixSteps, Upgrade } from '../adapter-fix.ts';
import { cannotMove } from '../move-manifests.ts';
import { manifestOf } from './asked-ranges.ts';
import { joinFolder } from './project-path.ts';
import { overridesAmong, requireMoved, tellAdds, writeRoot, type AddWords } from './require-moved.ts';

const LOCK_ONLY = ['--lockfile-only', '--ignore-scripts'] as const;

export const bunFix: FixMethod = {
  client: 'bun',
  format: 'bun.lock',
  ways: ['lock', 'require', 'override'],
  companions: (files) => foldersIn(files).map(manifestOf),
  copy: (files) => files.texts,
  environment: () => ({}),
  steps: planSteps,
};

function planSteps(files: FixFiles, upgrades: readonly Upgrade[]): FixSteps {
  const folders = foldersIn(files);
  const moved = requireMoved(files, folders, upgrades);
  const rules = overridesAmong(files, folders, upgrades, moved);
  for (const { name } of rules) {
    if (versionsOf(files, name).size > 1)
      throw cannotMove(`${name} is there in several versions, and an override of Bun would move them all`);
  }
  const writes = writeRoot(
    files,
    moved,
    rules.map(({ name, to }) => ({ keys: ['overrides', name], value: `^${to}` })),
  );
  // What the manifests ask for anew is resolved anew; an update would move their other words, too.
  const locked = [...namesAmong(upgrades.filter(({ way }) => way === 'lock'))].sort();
  const update =
    locked.length === 0 ? [] : [['update', ...(folders.length > 1 ? ['--recursive'] : []), ...locked]];
  const told = rules.map(({ name, to }) =>
    shellWords(['bun', 'pm', 'pkg', 'set', `overrides[${name}]=^${to}`]),
  );
  return {
    writes,
    runs: [...(writes.size === 0 ? [] : [['install']]), ...update].map((args) => ({
      args: [...args, ...LOCK_ONLY],
    })),
    commands: [
      ...tellAdds(moved, ADDING),
      ...told,
      'bun install',
      ...update.map((args) => shellWords(['bun', ...args])),
    ],
  };
}

const ADDING: AddWords = {
  add: (folder) => ['bun', 'add', ...(folder === '' ? [] : ['--cwd', folder])],
  flags: { dependencies: [], devDependencies: ['--dev'], optionalDependencies: ['--optional'] },
};

function readLock({ lock, texts }: FixFiles): JsonObject {
  return readJsonObjectText(texts.get(lock) ?? '{}', { what: lock, relaxed: true }).value;
}

function foldersIn(files: FixFiles): readonly string[] {
  const workspaces = Object.keys(objectField(readLock(files), 'workspaces') ?? {});
  return [...new Set(['', ...workspaces.map((path) => joinFolder('', path))])];
}

function versionsOf(files: FixFiles, name: string): ReadonlySet<string> {
  const packages = objectField(readLock(files), 'packages') ?? {};
  return new Set(
    Object.keys(packages).flatMap((key) => {
      const [spec] = arrayField(packages, key);
      return typeof spec === 'string' && spec.startsWith(`${name}@`) ? [spec] : [];
    }),
  );
}
