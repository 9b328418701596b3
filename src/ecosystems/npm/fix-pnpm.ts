// How pnpm moves what pnpm-lock.yaml has locked: `pnpm update` for the lock file alone, package.json and its overrides for the rest.

import { namesAmong } from '../../kernel/package-ref.ts';
import { isObject, objectField } from '../../formats/json.ts';
import { shellWords } from '../../formats/shell-words.ts';
import { readYamlText } from '../../formats/yaml-text.ts';
import type { FixFiles, FixMethod, FixSteps, Upgrade } from '../adapter-fix.ts';
import { manifestOf, readManifest } from './asked-ranges.ts';
import { keptNpmSettings } from './npm-settings.ts';
import { readPnpmDocument } from './pnpm-document.ts';
import { joinFolder } from './project-path.ts';
import {
  overridesAmong,
  requireMoved,
  SHORT_FLAGS,
  tellAdds,
  writeRoot,
  type AddWords,
  type MovedManifests,
} from './require-moved.ts';
import { withoutPackageManager } from './write-manifest.ts';
import { keepYamlKeys, setYamlEntry } from './yaml-keys.ts';

const WORKSPACE = 'pnpm-workspace.yaml';
/** Settings that change what pnpm resolves, and neither where it asks nor what it runs. */
const KEPT_KEYS = [
  'allowedDeprecatedVersions',
  'autoInstallPeers',
  'catalog',
  'catalogs',
  'dedupeDirectDeps',
  'dedupePeerDependents',
  'dedupePeers',
  'excludeLinksFromLockfile',
  'ignoredOptionalDependencies',
  'injectWorkspacePackages',
  'linkWorkspacePackages',
  'overrides',
  'packageExtensions',
  'packages',
  'peerDependencyRules',
  'peersSuffixMaxLength',
  'preferWorkspacePackages',
  'resolutionMode',
  'sharedWorkspaceLockfile',
  'strictPeerDependencies',
  'supportedArchitectures',
];
const LOCK_ONLY = ['--lockfile-only', '--ignore-scripts'] as const;

export const pnpmFix: FixMethod = {
  client: 'pnpm',
  format: 'pnpm-lock.yaml',
  ways: ['lock', 'require', 'override'],
  companions: (files) => [WORKSPACE, '.npmrc', ...foldersIn(files).map(manifestOf)],
  copy: (files) => new Map([...files.texts].map(([path, text]) => [path, copied(files, path, text)])),
  environment: () => ({
    COREPACK_ENABLE_STRICT: '0',
    npm_config_ignore_scripts: 'true',
    npm_config_update_notifier: 'false',
  }),
  steps: planSteps,
  // pnpm is told to save nothing: what it writes of a manifest is the copy's.
  isOwn: (path, { lock }) => path !== lock,
};

function copied({ lock }: FixFiles, path: string, text: string): string {
  if (path === '.npmrc') return keptNpmSettings(text);
  if (path === WORKSPACE) return keepYamlKeys(text, KEPT_KEYS);
  return path === lock ? text : withoutPackageManager(text, path);
}

/** Projects of the workspace, that of the lock file among them. */
function foldersIn({ lock, texts }: FixFiles): readonly string[] {
  const { document } = readPnpmDocument(texts.get(lock) ?? '');
  const importers = Object.keys(objectField(document, 'importers') ?? {});
  return [...new Set(['', ...importers.map((path) => joinFolder('', path))])].filter(
    (folder) => folder !== '..' && !folder.startsWith('../'),
  );
}

function planSteps(files: FixFiles, upgrades: readonly Upgrade[]): FixSteps {
  const folders = foldersIn(files);
  const moved = requireMoved(files, folders, upgrades);
  // As `pnpm audit --fix` writes it: whoever asks for something below gets the new version.
  const rules = overridesAmong(files, folders, upgrades, moved).map(({ name, to }): Rule => [
    `${name}@<${to}`,
    `^${to}`,
  ]);
  const writes = writeRules(files, moved, rules);
  const many = folders.length > 1 ? ['--recursive'] : [];
  const names = [...namesAmong(upgrades)].sort();
  const update = [...many, 'update', ...names, '--depth', 'Infinity', '--no-save'];
  const install = [['install', ...LOCK_ONLY, '--no-frozen-lockfile']];
  return {
    writes,
    runs: [...(writes.size === 0 ? [] : install), [...update, ...LOCK_ONLY]].map((args) => ({ args })),
    commands: [
      ...tellAdds(moved, ADDING),
      ...tellRules(files, rules),
      shellWords(['pnpm', ...update]),
      'pnpm install',
    ],
  };
}

const ADDING: AddWords = {
  add: (folder) => ['pnpm', ...(folder === '' ? [] : ['--dir', folder]), 'add'],
  flags: SHORT_FLAGS,
};

type Rule = readonly [selector: string, version: string];

/** Before pnpm 10, rules stood in package.json; where they do, that is where pnpm looks. */
function writeRules(
  files: FixFiles,
  moved: MovedManifests,
  rules: readonly Rule[],
): ReadonlyMap<string, string> {
  if (hasOldRules(files)) {
    const changes = rules.map(([selector, value]) => ({ keys: ['pnpm', 'overrides', selector], value }));
    return writeRoot(files, moved, changes);
  }
  if (rules.length === 0) return moved.writes;
  const before = files.texts.get(WORKSPACE) ?? '';
  const text = rules.reduce(
    (written, [key, value]) => setYamlEntry(written, 'overrides', key, value),
    before,
  );
  return new Map([...moved.writes, [WORKSPACE, text]]);
}

function tellRules(files: FixFiles, rules: readonly Rule[]): readonly string[] {
  if (rules.length === 0) return [];
  if (hasOldRules(files)) {
    return rules.map(
      ([selector, value]) =>
        `# in package.json, below pnpm.overrides: ${JSON.stringify(selector)}: ${JSON.stringify(value)}`,
    );
  }
  const text = files.texts.get(WORKSPACE);
  const document = text === undefined ? undefined : readYamlText(text, WORKSPACE).documents[0];
  const known = isObject(document) ? objectField(document, 'overrides') : undefined;
  const all = JSON.stringify({ ...known, ...Object.fromEntries(rules) });
  return [shellWords(['pnpm', 'config', 'set', '--location', 'project', '--json', 'overrides', all])];
}

function hasOldRules(files: FixFiles): boolean {
  const settings = objectField(readManifest(files, ''), 'pnpm') ?? {};
  return objectField(settings, 'overrides') !== undefined;
}
