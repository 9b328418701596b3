// JavaScript and TypeScript of a project: which files there are, and which packages their modules are of.

import { isObject, objectField, type JsonObject } from '../../formats/json.ts';
import { readJavaScriptImports } from '../../formats/source/javascript-imports.ts';
import { createLineCounter, UseList } from '../../formats/source/source-reading.ts';
import { readWords } from '../../formats/source/read-words.ts';
import { stringsIn } from '../../formats/source/strings-in.ts';
import type { ModuleNames, ProvidedModule, SourceFacts, SourceRules } from '../adapter-sources.ts';
import { commandPackages } from './command-packages.ts';

const SOURCE = /\.(?:[cm]?[jt]s|[jt]sx|vue|svelte)$/;
/** Files of other languages that lead to JavaScript. */
const BEYOND = /\.(?:coffee|litcoffee|astro|mdx|marko|civet|res|elm|purs|ls)$/;
const SETTINGS =
  /^(?:package\.json|[tj]sconfig(?:\.[\w.-]+)?\.json|\.[\w-]*rc(?:\.(?:json|json5|ya?ml))?|(?:babel|jest|nest-cli|angular|workspace|project|nx|lerna|turbo|biome|vercel)(?:\.config)?\.json|Makefile|Dockerfile|Procfile|.*\.(?:css|scss|sass|less))$/;
const PACKAGE = /^(?:@[a-z0-9._~-]+\/)?[a-z0-9._~-]+(?=\/|$)/i;
const DEPENDENCIES: ReadonlySet<string> = new Set([
  'dependencies',
  'devDependencies',
  'optionalDependencies',
  'peerDependencies',
  'peerDependenciesMeta',
  'bundledDependencies',
  'bundleDependencies',
  'overrides',
  'resolutions',
  'pnpm',
]);
/** Fields whose words are no use of a package. */
const WORDS_OF_PEOPLE: ReadonlySet<string> = new Set([
  'name',
  'description',
  'keywords',
  'author',
  'license',
  'repository',
]);
const PLUGIN =
  /^(?:@[^/]+\/)?(?:(?:eslint|babel|rollup|vite|prettier|stylelint|karma|esbuild|postcss|remark|rehype|gulp|grunt|grunt-contrib|tailwindcss|semantic-release|commitlint|hygen|webpack|jest|vitest|storybook|svelte-preprocess|metro|serverless|cypress)-(?:plugin|preset|config|environment|adapter|contrib|transform|reporter|runner)\b.*|(?:eslint|babel|prettier|stylelint|commitlint)-(?:plugin|preset|config)|.*-(?:webpack-plugin|loader|preset))$|^(?:grunt|gulp|karma|postcss|remark|rehype)-|^@(?:babel|commitlint|storybook|semantic-release)\//;

export const sources: SourceRules = {
  language: 'JavaScript',
  isLockApart: false,
  isSource: (fileName) => SOURCE.test(fileName),
  isSettings: (fileName) => SETTINGS.test(fileName),
  isBeyond: (fileName) => BEYOND.test(fileName),
  read: readFile,
  ownModules: () => [],
  names: (packages, provides) => moduleNames(packages, provides),
  usedWithoutImport(name) {
    if (name.startsWith('@types/')) return 'has types, which are used without an import';
    return PLUGIN.test(name) ? 'is named like a plugin, which settings use without an import' : undefined;
  },
  isPlain: (name) => /^[a-z0-9]+$/.test(name),
};

function readFile(fileName: string, text: string, isWanted: (text: string) => boolean): SourceFacts {
  const isPackage = (word: string) => {
    const name = nameOf(word);
    return name !== undefined && isWanted(name);
  };
  if (fileName === 'package.json') return readPackageJson(text, isPackage);
  if (!SOURCE.test(fileName))
    return { imports: [], computed: [], mentions: readWords(text, isPackage), isSound: true };
  if (/\.(?:vue|svelte)$/.test(fileName)) return readParts(text, isPackage);
  return readJavaScriptImports(text, { hasElements: !/\.[cm]?ts$/.test(fileName) }, isPackage);
}

const SCRIPT = /<script\b([^>]{0,1000})>/gi;

/** The scripts of a component's file; what its template does with them imports nothing. */
function readParts(text: string, isWanted: (text: string) => boolean): SourceFacts {
  const lineOf = createLineCounter(text);
  const parts: SourceFacts[] = [];
  let from = 0;
  for (const open of text.matchAll(SCRIPT)) {
    if (open.index < from) continue;
    const start = open.index + open[0].length;
    const close = text.indexOf('</script', start);
    from = close < 0 ? text.length : close;
    const hasElements = /\blang\s*=\s*["'][jt]sx/.test(open[1] ?? '');
    parts.push(
      readJavaScriptImports(text.slice(start, from), { hasElements, firstLine: lineOf(start) }, isWanted),
    );
    // `src` leads to another file.
    const source = /\bsrc\s*=\s*["']([^"']+)["']/.exec(open[1] ?? '')?.[1];
    if (source !== undefined)
      parts.push({
        imports: [{ module: source, line: lineOf(start) }],
        computed: [],
        mentions: [],
        isSound: true,
      });
  }
  return {
    imports: parts.flatMap(({ imports }) => imports),
    computed: parts.flatMap(({ computed }) => computed),
    mentions: parts.flatMap(({ mentions }) => mentions),
    isSound: parts.every(({ isSound }) => isSound),
  };
}

/** Scripts, settings of tools, `imports` and aliases; what it depends on is no use. */
function readPackageJson(text: string, isWanted: (text: string) => boolean): SourceFacts {
  const document = parseObject(text);
  if (document === undefined) return { imports: [], computed: [], mentions: [], isSound: false };
  const said = new UseList();
  const lines = linesOfStrings(text);
  const lineOf = (word: string) => lines.get(JSON.stringify(word)) ?? 1;
  const provides: ProvidedModule[] = [];
  for (const [key, value] of Object.entries(document)) {
    if (DEPENDENCIES.has(key)) {
      for (const [module, range] of Object.entries(isObject(value) ? value : {})) {
        const name = typeof range === 'string' ? /^npm:((?:@[^/]+\/)?[^@]+)/.exec(range)?.[1] : undefined;
        if (name !== undefined) provides.push({ module, package: name });
      }
    } else if (key === 'scripts') {
      for (const [script, command] of Object.entries(isObject(value) ? value : {})) {
        if (typeof command !== 'string') continue;
        for (const { module } of readWords(command, () => true)) {
          for (const name of commandPackages(module)) if (isWanted(name)) said.add(name, lineOf(script));
        }
      }
    } else if (!WORDS_OF_PEOPLE.has(key)) {
      for (const word of stringsIn(value)) if (isWanted(word)) said.add(word, lineOf(word));
    }
  }
  const mapped = stringsIn(objectField(document, 'imports')).filter((target) => !target.startsWith('.'));
  const imports = mapped.map((module) => ({ module, line: lineOf(module) }));
  return { imports, computed: [], mentions: said.list(), isSound: true, provides };
}

/** Where each string of a document stands for the first time, as it is written: as a value before as a key. */
function linesOfStrings(text: string): ReadonlyMap<string, number> {
  const keys = new Map<string, number>();
  const values = new Map<string, number>();
  const lineOf = createLineCounter(text);
  for (const { 0: written, 1: string = '', index } of text.matchAll(/("(?:[^"\\\n]|\\.)*")(?:\s{0,9}:)?/g)) {
    const lines = written.endsWith(':') ? keys : values;
    if (!lines.has(string)) lines.set(string, lineOf(index));
  }
  return new Map([...keys, ...values]);
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    return isObject(value) ? value : undefined;
  } catch {
    // The reader of the manifest tells what is wrong with it; here it only says nothing.
    return undefined;
  }
}

/** `@scope/name/sub/path` -> `@scope/name`; undefined for files of the project, built-in modules and addresses. */
function nameOf(module: string): string | undefined {
  // Loaders of webpack stand before what they load; `~` is how style sheets mark a package; `npm:` is Deno's.
  const plain = module
    .replace(/^.*!/, '')
    .replace(/^~(?=[@\w])/, '')
    .replace(/^npm:/, '');
  if (module.startsWith('npm:')) return /^(?:@[^/@]+\/)?[^/@]+/.exec(plain)?.[0];
  const name = PACKAGE.exec(plain)?.[0];
  return name === undefined || /^\.{1,2}$/.test(name) ? undefined : name;
}

function moduleNames(packages: ReadonlySet<string>, provides: readonly ProvidedModule[]): ModuleNames {
  const aliases = new Map<string, Set<string>>();
  for (const { module, package: name } of provides)
    aliases.set(module, (aliases.get(module) ?? new Set()).add(name));
  return {
    packagesOf(module) {
      const name = nameOf(module);
      if (name === undefined) return [];
      return [...new Set([name, ...(aliases.get(name) ?? [])])].filter((one) => packages.has(one));
    },
    // A package's name is the module's: what is imported and not there is of no interest.
    isExplained: () => true,
    isCertain: () => true,
  };
}
