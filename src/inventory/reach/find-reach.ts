// For components of a project, whether its own code uses them: see `reach.ts`.

import type { Ecosystem } from '../../kernel/ecosystem.ts';
import type { Adapter } from '../../ecosystems/adapter.ts';
import type { ProvidedModule, SourceRules } from '../../ecosystems/adapter-sources.ts';
import type { ProjectFolder } from '../ports.ts';
import { reachInGraph, type CodeNear } from './reach-in-graph.ts';
import { strongestReach, type Reach } from './reach.ts';
import type { ReadFile } from '../scan/read-project.ts';
import { readSources, type Sources } from './read-sources.ts';

export interface ReachDeps {
  readonly adapters: Readonly<Record<Ecosystem, Pick<Adapter, 'sources'>>>;
  readonly folder: ProjectFolder;
  /** What the packages that are installed in the project say of their modules. */
  installed(rules: SourceRules): Promise<readonly ProvidedModule[]>;
}

/** Where a component stands. */
export interface ComponentPlace {
  readonly file: ReadFile;
  readonly at: number;
}

/** An answer for each of `asked`, in order. Code is read only of ecosystems that are asked about. */
export async function findReach(
  deps: ReachDeps,
  files: readonly ReadFile[],
  asked: readonly { readonly ecosystem: Ecosystem; readonly places: readonly ComponentPlace[] }[],
): Promise<readonly Reach[]> {
  const finders = new Map<Ecosystem, (place: ComponentPlace) => Reach>();
  for (const ecosystem of new Set(asked.map((one) => one.ecosystem))) {
    const rules = deps.adapters[ecosystem].sources;
    if (rules !== undefined) finders.set(ecosystem, await finderOf(deps, files, ecosystem, rules));
  }
  return asked.map(({ ecosystem, places }) => {
    const find = finders.get(ecosystem);
    return (find && strongestReach(places.map(find))) ?? NOT_LOOKED_FOR;
  });
}

/** Of ecosystems whose code is not read. */
export const NOT_LOOKED_FOR: Reach = {
  state: 'unknown',
  because: 'imports are looked for in JavaScript and Python only',
  about: 'project',
};

async function finderOf(
  deps: ReachDeps,
  files: readonly ReadFile[],
  ecosystem: Ecosystem,
  rules: SourceRules,
): Promise<(place: ComponentPlace) => Reach> {
  const names = namesIn(files, ecosystem);
  const installed = rules.installed === undefined ? [] : await deps.installed(rules);
  // What is installed under a name that is not asked for may be mentioned by that name.
  const modules = new Set(installed.filter((one) => names.has(one.package)).map(({ module }) => module));
  const known = rules.names(names, installed);
  const isWanted = (name: string) =>
    names.has(name) || modules.has(name) || known.packagesOf(name).length > 0;
  const sources = await readSources(deps.folder, rules, isWanted);
  const graphs = new Map<ReadFile, (at: number) => Reach>();
  return ({ file, at }) => {
    const find =
      graphs.get(file) ??
      reachInGraph(file.graph, ecosystem, rules, codeNear(file.path, sources, installed, rules));
    graphs.set(file, find);
    return find(at);
  };
}

function namesIn(files: readonly ReadFile[], ecosystem: Ecosystem): ReadonlySet<string> {
  return new Set(
    files.flatMap(({ graph }) =>
      graph.components.filter((one) => one.ecosystem === ecosystem).map(({ name }) => name),
    ),
  );
}

/** The code below the folder of a lock file; where none is there and it may stand apart, below the nearest folder above that has some. */
function codeNear(
  path: string,
  sources: Sources,
  installed: readonly ProvidedModule[],
  { isLockApart }: SourceRules,
): CodeNear {
  for (let base = parentOf(path); ; base = parentOf(base)) {
    const isBelow = (one: { readonly path: string }) => base === '' || one.path.startsWith(`${base}/`);
    const files = sources.files.filter(isBelow);
    if (base === '' || !isLockApart || files.some(({ isCode }) => isCode)) {
      const provides = [...installed, ...files.flatMap(({ facts }) => facts.provides ?? [])];
      return { files, untold: sources.untold.filter((one) => one.path === '' || isBelow(one)), provides };
    }
  }
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
