// Python of a project: which files there are, and which packages their modules are of. A package need not be called like
// its modules: what is installed says so, a table says it of the best known, and else both names are compared.

import { readPythonImports } from '../../formats/source/python-imports.ts';
import { readWords } from '../../formats/source/read-words.ts';
import type { ModuleNames, ProvidedModule, SourceFacts, SourceRules } from '../adapter-sources.ts';
import { knownModules } from './known-modules.ts';
import { findName, normalizeName } from './name.ts';
import { readProjectWords } from './project-words.ts';
import { isStandardModule } from './standard-modules.ts';

/** Build scripts list what is asked for: that is no use. */
const LISTS: ReadonlySet<string> = new Set(['setup.py']);
const SETTINGS =
  /^(?:pyproject\.toml|tox\.ini|pytest\.ini|mypy\.ini|alembic\.ini|Procfile|Makefile|Dockerfile|\.flake8|\.pre-commit-config\.yaml|mkdocs\.ya?ml|docker-compose\.ya?ml|compose\.ya?ml)$/;
const BEYOND = /\.(?:ipynb|pyx|pxd|pxi)$/;
const PLUGIN =
  /^(?:pytest|flake8|pylint|mypy|sphinx|sphinxcontrib|mkdocs|nose|tox|hatch|poetry|setuptools|babel|pelican|jupyterlab|isort|black|coverage|hypothesis|markdown|pyproject|nbconvert|types)-|-(?:stubs|plugin|types)$/;

export const sources: SourceRules = {
  language: 'Python',
  isLockApart: true,
  isSource: (fileName) => fileName.endsWith('.py') || fileName.endsWith('.pyw'),
  isSettings: (fileName) => SETTINGS.test(fileName),
  isBeyond: (fileName) => BEYOND.test(fileName),
  read: readFile,
  ownModules: (path) =>
    path
      .replace(/\.pyw?$/, '')
      .split('/')
      .filter((part) => part !== '__init__'),
  names: moduleNames,
  usedWithoutImport: (name) =>
    PLUGIN.test(name) ? 'is named like a plugin, which a tool uses without an import' : undefined,
  isPlain: (name) => /^[a-z0-9]+$/.test(name),
  installed: {
    files: ['top_level.txt', 'RECORD'],
    isFacts: (folderName) => folderName.endsWith('.dist-info'),
    read: readInstalled,
  },
};

function readFile(fileName: string, text: string, isWanted: (text: string) => boolean): SourceFacts {
  // A string is a package's name, or a module's with its dots: `rest_framework.authtoken`.
  const isPackage = (word: string) => WORD.test(word) && prefixesOf(word).some((prefix) => isWanted(prefix));
  if (fileName === 'pyproject.toml')
    return { imports: [], computed: [], mentions: readProjectWords(text, isPackage), isSound: true };
  if (SETTINGS.test(fileName))
    return { imports: [], computed: [], mentions: readWords(text, isPackage), isSound: true };
  return readPythonImports(text, LISTS.has(fileName) ? () => false : isPackage);
}

const WORD = /^[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)*(?::[\p{L}\p{N}_.]+)?$/u;
const MOST_PARTS = 8;

/** `google.cloud.storage` -> `google.cloud.storage`, `google.cloud`, `google` */
function prefixesOf(module: string): readonly string[] {
  const parts = module.split(':', 1)[0]?.split('.').slice(0, MOST_PARTS) ?? [];
  return parts.map((_, at) => parts.slice(0, parts.length - at).join('.'));
}

function moduleNames(packages: ReadonlySet<string>, provides: readonly ProvidedModule[]): ModuleNames {
  const owners = new Map<string, Set<string>>();
  const certain = new Set<string>();
  const add = (module: string, name: string) => {
    if (!packages.has(name)) return;
    certain.add(name);
    owners.set(module, (owners.get(module) ?? new Set()).add(name));
  };
  for (const { module, package: name } of provides) add(module, name);
  for (const name of packages) for (const module of knownModules(name) ?? []) add(module, name);
  const ofModule = (module: string): ReadonlySet<string> =>
    new Set(
      prefixesOf(module).flatMap((prefix) => {
        const name = normalizeName(prefix);
        return [...(owners.get(prefix) ?? []), ...(packages.has(name) ? [name] : [])];
      }),
    );
  return {
    packagesOf: (module) => [...ofModule(module)],
    isExplained: (module, own) =>
      isStandardModule(module) || own.has(module.split('.', 1)[0] ?? '') || ofModule(module).size > 0,
    isCertain: (name) => certain.has(name),
  };
}

const MOST_FILES = 100_000;

/** `top_level.txt` where there is one; else the folders and files that the wheel's RECORD lists. */
function readInstalled(folderName: string, files: ReadonlyMap<string, string>): readonly ProvidedModule[] {
  const name = findName(folderName.replace(/-[^-]*\.dist-info$/, ''));
  if (name === undefined) return [];
  const modules = new Set<string>();
  for (const line of (files.get('top_level.txt') ?? '').split('\n', MOST_FILES)) {
    if (line.trim() !== '') modules.add(line.trim().replaceAll('/', '.'));
  }
  for (const line of (files.get('RECORD') ?? '').split('\n', MOST_FILES)) {
    const path = (/^"([^"]*)"/.exec(line)?.[1] ?? line.split(',', 1)[0] ?? '').trim();
    const module = moduleOfFile(path);
    if (module !== undefined) modules.add(module);
  }
  return [...modules].map((module) => ({ module, package: name }));
}

/**
 * `google/cloud/storage/client.py` -> `google.cloud.storage`. Several packages share `google`: what a file stands in is
 * named down to its folder.
 */
function moduleOfFile(path: string): string | undefined {
  const parts = path.split('/');
  const file = parts.pop() ?? '';
  if (!/\.(?:py|so|pyd)$/.test(file) || parts.some((part) => part === '..' || part.includes('-')))
    return undefined;
  if (parts.length === 0) return file.replace(/\..*$/, '');
  return parts.slice(0, MOST_PARTS).join('.');
}
