// Which components of one lock file the code beside it uses: what it imports, what hangs below that by the file's edges,
// what may be used without an import, and the rest.

import type { Component, ComponentGraph } from '../../kernel/component-graph.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import type { ModuleNames, ProvidedModule, SourceRules } from '../../ecosystems/adapter-sources.ts';
import type { ImportPlace, Reach } from './reach.ts';
import type { SourceFile, UntoldSource } from './read-sources.ts';

/** The code that a lock file is for. */
export interface CodeNear {
  readonly files: readonly SourceFile[];
  readonly untold: readonly UntoldSource[];
  readonly provides: readonly ProvidedModule[];
}

const MOST_PLACES = 3;
/** Letters of the beginning of a name that are told. */
const MOST_LETTERS = 80;
/** Beginnings of names that are worked out; those beyond count as ones of which nothing is known. */
const MOST_PREFIXES = 200;

/** Answers for a component by its position. Time grows with the files and the edges. */
export function reachInGraph(
  graph: ComponentGraph,
  ecosystem: Ecosystem,
  rules: SourceRules,
  code: CodeNear,
): (at: number) => Reach {
  const count = code.files.filter(({ isCode }) => isCode).length;
  if (count === 0) {
    const reach = unknown(`no ${rules.language} files were found`, 'project');
    return () => reach;
  }
  const walk = new Walk(graph, ecosystem, rules, code);
  walk.enterImports();
  walk.enterUsedOtherwise();
  const rest = walk.reasonForAll() ?? {
    state: 'not-seen',
    because: `no import of it was found in ${count} ${rules.language} ${count === 1 ? 'file' : 'files'}; that is no proof`,
  };
  return (at) => walk.stateOf(at) ?? walk.reasonForOne(at) ?? rest;
}

class Walk {
  readonly #graph: ComponentGraph;
  readonly #rules: SourceRules;
  readonly #code: CodeNear;
  readonly #names: ModuleNames;
  readonly #byName = new Map<string, number[]>();
  readonly #direct: ReadonlySet<number>;
  readonly #states: (Reach | undefined)[];
  /** How names that are worked out begin, each once. */
  readonly #prefixes: readonly (ImportPlace & { readonly prefix: string })[];
  #found: (ImportPlace & { readonly module: string }) | null | undefined;

  constructor(graph: ComponentGraph, ecosystem: Ecosystem, rules: SourceRules, code: CodeNear) {
    this.#graph = graph;
    this.#rules = rules;
    this.#code = code;
    for (const [at, one] of graph.components.entries()) {
      if (one.ecosystem !== ecosystem || one.source === 'project') continue;
      const known = this.#byName.get(one.name);
      if (known === undefined) this.#byName.set(one.name, [at]);
      else known.push(at);
    }
    this.#names = rules.names(new Set(this.#byName.keys()), code.provides);
    this.#direct = directOf(graph);
    this.#states = graph.components.map(() => undefined);
    this.#prefixes = prefixesIn(code.files);
  }

  stateOf(at: number): Reach | undefined {
    return this.#states[at];
  }

  /** What is imported, and what hangs below it. */
  enterImports(): void {
    const places = this.#placesOf((facts) => facts.imports);
    const seeds: number[] = [];
    for (const [name, found] of places) {
      const all = this.#byName.get(name) ?? [];
      // What the project itself asks for is what its code gets; where it asks for none, any of them may be.
      const asked = all.filter((at) => this.#direct.has(at));
      for (const at of asked.length > 0 ? asked : all) {
        this.#states[at] = { state: 'imported', places: found.places, count: found.count };
        seeds.push(at);
      }
    }
    this.#spread(seeds, (seed) => {
      const reach = this.#states[seed];
      const below = nameOf(this.#graph.components[seed]);
      return {
        state: 'below-imported',
        below,
        places: reach?.state === 'imported' ? reach.places.slice(0, 1) : [],
      };
    });
    for (const [name, found] of places) {
      const [first] = found.places;
      for (const at of this.#byName.get(name) ?? []) {
        this.#states[at] ??= unknown(`another version of it is imported at ${first?.file}:${first?.line}`);
      }
    }
  }

  /** What settings, scripts and strings name, plugins, names that are half known, and what hangs below them. */
  enterUsedOtherwise(): void {
    const seeds = new Map<number, string>();
    const enter = (at: number, because: string) => {
      if (this.#states[at] !== undefined) return;
      this.#states[at] = unknown(`it ${because}`);
      seeds.set(at, because);
    };
    for (const [name, { places }] of this.#placesOf((facts) => facts.mentions)) {
      const [first] = places;
      for (const at of this.#byName.get(name) ?? []) {
        if (this.#rules.isPlain(name) && !this.#direct.has(at)) continue;
        enter(at, `is named at ${first?.file}:${first?.line}, without an import`);
      }
    }
    for (const [name, all] of this.#byName) {
      const computed = this.#computedFor(name);
      const otherwise = this.#rules.usedWithoutImport(name);
      for (const at of all) {
        if (computed !== undefined) enter(at, computed);
        // What somebody else asks for hangs below that one.
        else if (otherwise !== undefined && this.#direct.has(at)) enter(at, otherwise);
      }
    }
    this.#spread([...seeds.keys()], (seed) =>
      unknown(`it is below ${nameOf(this.#graph.components[seed])}, which ${seeds.get(seed) ?? ''}`),
    );
  }

  /** A reason that keeps everything from being called not seen. */
  reasonForAll(): Reach | undefined {
    for (const { path, facts } of this.#code.files) {
      const isOpen = ({ prefix }: { readonly prefix: string }) =>
        prefix === '' ||
        (this.#prefixes.length === MOST_PREFIXES && !this.#prefixes.some((one) => one.prefix === prefix));
      const computed = facts.computed.find(isOpen);
      if (computed !== undefined)
        return unknown(`${path}:${computed.line} loads a module whose name it works out`, 'project');
    }
    const [untold] = this.#code.untold;
    if (untold !== undefined)
      return unknown([untold.path, untold.because].filter((part) => part !== '').join(': '), 'project');
    const silent = this.#graph.needs.findIndex(
      (needs, at) => needs === undefined && this.#states[at] !== undefined,
    );
    if (silent < 0) return undefined;
    const { format, components } = this.#graph;
    return unknown(`${format} does not say what ${nameOf(components[silent])} needs`, 'project');
  }

  /** What is imported and of no package may be of one whose modules are not known. */
  reasonForOne(at: number): Reach | undefined {
    const name = this.#graph.components[at]?.name ?? '';
    if (this.#names.isCertain(name)) return undefined;
    const found = this.#unexplained();
    if (found === undefined) return undefined;
    const { file, line, module } = found;
    return unknown(
      `which modules it has is not known here, and ${module} (${file}:${line}) is of no package that is`,
    );
  }

  /** The first import that is of nothing that is known here. */
  #unexplained(): (ImportPlace & { readonly module: string }) | undefined {
    if (this.#found === undefined) {
      const own = new Set(
        this.#code.files.filter(({ isCode }) => isCode).flatMap(({ path }) => this.#rules.ownModules(path)),
      );
      this.#found = null;
      for (const { path, facts } of this.#code.files) {
        const use = facts.imports.find(({ module }) => !this.#names.isExplained(module, own));
        if (use === undefined) continue;
        this.#found = { file: path, line: use.line, module: use.module };
        break;
      }
    }
    return this.#found ?? undefined;
  }

  #computedFor(name: string): string | undefined {
    const found = this.#prefixes.find(({ prefix }) => name.startsWith(prefix));
    return (
      found &&
      `may be what ${found.file}:${found.line} loads: its name is worked out, and begins with "${found.prefix.slice(0, MOST_LETTERS)}"`
    );
  }

  #placesOf(
    uses: (facts: SourceFile['facts']) => SourceFile['facts']['imports'],
  ): ReadonlyMap<string, { readonly places: readonly ImportPlace[]; readonly count: number }> {
    const found = new Map<string, { places: ImportPlace[]; count: number }>();
    for (const { path, facts } of this.#code.files) {
      const here = new Map<string, number>();
      for (const { module, line } of uses(facts)) {
        for (const name of this.#names.packagesOf(module)) if (!here.has(name)) here.set(name, line);
      }
      for (const [name, line] of here) {
        const known = found.get(name) ?? { places: [], count: 0 };
        found.set(name, known);
        known.count++;
        if (known.places.length < MOST_PLACES) known.places.push({ file: path, line });
      }
    }
    return found;
  }

  /** What hangs below the seeds and has no state yet gets one; the project's own parts are not gone through. */
  #spread(seeds: readonly number[], reachBelow: (seed: number) => Reach): void {
    const queue = seeds.map((at) => ({ at, reach: reachBelow(at) }));
    // The queue grows while it is walked.
    for (const { at, reach } of queue) {
      for (const next of this.#graph.needs[at] ?? []) {
        if (this.#states[next] !== undefined || this.#graph.components[next]?.source === 'project') continue;
        this.#states[next] = reach;
        queue.push({ at: next, reach });
      }
    }
  }
}

/** What the project asks for itself; where the file has no project, all. */
function directOf({ components, needs }: ComponentGraph): ReadonlySet<number> {
  const projects = [...components.keys()].filter((at) => components[at]?.source === 'project');
  if (projects.length === 0) return new Set(components.keys());
  return new Set(projects.flatMap((at) => needs[at] ?? []));
}

function prefixesIn(files: readonly SourceFile[]): readonly (ImportPlace & { readonly prefix: string })[] {
  const found = new Map<string, ImportPlace & { readonly prefix: string }>();
  for (const { path, facts } of files) {
    for (const { prefix, line } of facts.computed) {
      if (prefix !== '' && !found.has(prefix) && found.size < MOST_PREFIXES)
        found.set(prefix, { file: path, line, prefix });
    }
  }
  return [...found.values()];
}

function unknown(because: string, about: 'component' | 'project' = 'component'): Reach {
  return { state: 'unknown', because, about };
}

function nameOf(component: Component | undefined): string {
  const { name = '', version } = component ?? {};
  return version === undefined ? name : `${name}@${version}`;
}
