// How Yarn moves what yarn.lock has locked: `yarn up -R` for the lock file alone, package.json and its resolutions for the rest.
// Yarn 1 has no way to move a lock file without installing: its commands are told.

import { namesAmong } from '../../kernel/package-ref.ts';
import { stringField } from '../../formats/json.ts';
import { shellWords } from '../../formats/shell-words.ts';
import type { FixFiles, FixMethod, FixSteps, Upgrade } from '../adapter-fix.ts';
import { MANIFEST, manifestOf } from './asked-ranges.ts';
import { yarnLock } from './manifest-yarn-lock.ts';
import {
  overridesAmong,
  requireMoved,
  SHORT_FLAGS,
  tellAdds,
  writeRoot,
  type AddWords,
} from './require-moved.ts';
import { withoutPackageManager } from './write-manifest.ts';
import { keepYamlKeys } from './yaml-keys.ts';
import { isBerry, readYarnBlocks } from './yarn-blocks.ts';
import { splitDescriptor } from './yarn-descriptor.ts';

const SETTINGS = '.yarnrc.yml';
/** Settings that change what Yarn resolves or writes, and neither where it asks nor what it runs. */
const KEPT_KEYS = [
  'cacheVersion',
  'catalog',
  'catalogs',
  'compressionLevel',
  'defaultProtocol',
  'enableTransparentWorkspaces',
  'nodeLinker',
  'packageExtensions',
  'supportedArchitectures',
];
const LOCK_ONLY = '--mode=update-lockfile';

export const yarnFix: FixMethod = {
  client: 'yarn',
  format: 'yarn.lock',
  ways: ['lock', 'require', 'override'],
  companions: ({ lock, texts }) => [SETTINGS, ...(yarnLock.companions?.(texts.get(lock) ?? '', texts) ?? [])],
  copy: (files) => new Map([...files.texts].map(([path, text]) => [path, copied(files, path, text)])),
  environment: () => ({
    COREPACK_ENABLE_STRICT: '0',
    YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
    YARN_ENABLE_SCRIPTS: 'false',
    YARN_ENABLE_TELEMETRY: 'false',
    YARN_IGNORE_PATH: '1',
  }),
  undriven: ({ lock, texts }) =>
    isBerry(texts.get(lock) ?? '')
      ? undefined
      : 'Yarn 1 moves no lock file without installing what it leads to',
  steps: planSteps,
  // Yarn puts the entries of a manifest in order whenever it reads one.
  isOwn: (path, { lock }) => path !== lock,
};

function copied({ lock }: FixFiles, path: string, text: string): string {
  if (path === SETTINGS) return keepYamlKeys(text, KEPT_KEYS);
  return path === lock ? text : withoutPackageManager(text, path);
}

function planSteps(files: FixFiles, upgrades: readonly Upgrade[]): FixSteps {
  const folders = foldersIn(files);
  const moved = requireMoved(files, folders, upgrades);
  const rules = overridesAmong(files, folders, upgrades, moved).flatMap((one) => rulesOf(files, one));
  const writes = writeRoot(
    files,
    moved,
    rules.map(([key, value]) => ({ keys: ['resolutions', key], value })),
  );
  const isOld = !isBerry(files.texts.get(files.lock) ?? '');
  const names = [...namesAmong(upgrades)].sort();
  const update = isOld ? ['upgrade', ...names] : ['up', '-R', ...names];
  const told = rules.map(
    ([key, value]) =>
      `# in package.json, below resolutions: ${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  const install = [{ args: ['install', LOCK_ONLY] }];
  return {
    writes,
    runs: [...(writes.size === 0 ? [] : install), { args: [...update, LOCK_ONLY] }],
    commands: [...tellAdds(moved, ADDING), ...told, 'yarn install', shellWords(['yarn', ...update])],
  };
}

const ADDING: AddWords = {
  add: (folder) => ['yarn', ...(folder === '' ? [] : ['--cwd', folder]), 'add'],
  flags: SHORT_FLAGS,
};

/** Of the projects whose manifests were found. */
function foldersIn({ texts }: FixFiles): readonly string[] {
  return [...texts.keys()].flatMap((path) => {
    const folder = path === MANIFEST ? '' : path.slice(0, -MANIFEST.length - 1);
    return path === manifestOf(folder) ? [folder] : [];
  });
}

type Rule = readonly [key: string, value: string];

/** Over those who ask for this very version; where it is the only one, over everybody. */
function rulesOf(files: FixFiles, { name, from, to }: Upgrade & { readonly to: string }): readonly Rule[] {
  const { blocks } = readYarnBlocks(files.texts.get(files.lock) ?? '');
  const own = blocks.filter(({ descriptors }) =>
    descriptors.some((one) => splitDescriptor(one).name === name),
  );
  if (own.length <= 1) return [[name, `^${to}`]];
  return own
    .filter(({ fields }) => stringField(fields, 'version') === from)
    .flatMap(({ descriptors }) => descriptors.map((one): Rule => [one, `^${to}`]));
}
