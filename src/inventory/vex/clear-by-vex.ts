// What VEX statements clear of findings: a record that does not matter in any place where its component stands.

import type { ComponentGraph } from '../../kernel/component-graph.ts';
import { asPackageName, packageKey, type PackageRef } from '../../kernel/package-ref.ts';
import { clears, type VexDocument } from '../../formats/vex/vex-statement.ts';
import { componentKeyOf, keyOfComponent } from '../component-key.ts';
import { VexIndex, type FoundVex, type NamedPackage, type VexPlace, type VexRules } from './vex-index.ts';

/** A file, and what it says of its own components. */
export interface VexFile {
  readonly graph: ComponentGraph;
  readonly vex?: VexDocument;
}

/** Where statements are to be found. */
export interface VexSources {
  readonly rules: VexRules;
  /** Those that hold everywhere. */
  readonly index: VexIndex;
  readonly files: readonly VexFile[];
  readonly application?: VexPlace['application'];
}

/** A record against a version, by all of its ids. */
export interface VexAsked {
  readonly ref: PackageRef;
  readonly version: string;
  readonly ids: readonly string[];
}

/**
 * For each of `asked` what clears it: the statement that counts, where it says in every file in which the version stands
 * that the vulnerability does not matter. What a file says of its own components holds in that file alone.
 */
export function findClearing(
  sources: VexSources,
  asked: readonly VexAsked[],
): readonly (FoundVex | undefined)[] {
  if (sources.index.isEmpty && sources.files.every(({ vex }) => vex === undefined))
    return asked.map(() => undefined);
  const places = sources.files.map((file) => new FilePlace(sources, file));
  return asked.map(({ ref, version, ids }) => {
    const key = componentKeyOf({ ...ref, version });
    const there = places.filter((place) => place.has(key));
    const said = there.map((place) => place.find(ids, { ref, version }, key));
    const [first] = said;
    return first !== undefined && said.every((one) => one !== undefined && clears(one.statement))
      ? first
      : undefined;
  });
}

/** Components that are walked over in one file, in all: a document that names every component as a product is a hostile one. */
const MOST_WALKED = 10_000_000;

class FilePlace {
  readonly #sources: VexSources;
  readonly #graph: ComponentGraph;
  readonly #own: VexIndex | undefined;
  readonly #projects: readonly NamedPackage[];
  readonly #positions = new Map<string, number[]>();
  readonly #packages = new Set<string>();
  #walked = 0;

  constructor(sources: VexSources, { graph, vex }: VexFile) {
    this.#sources = sources;
    this.#graph = graph;
    this.#own = vex === undefined ? undefined : new VexIndex(sources.rules, [vex]);
    this.#projects = graph.roots.flatMap((at) => namedAt(graph, at) ?? []);
    for (const [at, component] of graph.components.entries()) {
      const known = keyOfComponent(component);
      if (known === undefined) continue;
      const key = componentKeyOf(known);
      const positions = this.#positions.get(key);
      if (positions === undefined) this.#positions.set(key, [at]);
      else positions.push(at);
      this.#packages.add(packageKey(known));
    }
  }

  has(key: string): boolean {
    return this.#positions.has(key);
  }

  find(vulnerabilities: readonly string[], component: NamedPackage, key: string): FoundVex | undefined {
    const { application, index } = this.#sources;
    const place: VexPlace = {
      projects: this.#projects,
      ...(application === undefined ? {} : { application }),
      isOnlyWithin: (ref, isMeant) => this.#packages.has(packageKey(ref)) && this.#isOnlyWithin(key, isMeant),
    };
    const question = { vulnerabilities, component, place };
    // A bill may name its subject by the name that it has in it.
    const named = this.#graph.components[this.#graph.roots[0] ?? -1]?.name;
    const inside = named === undefined ? place : { ...place, application: { name: named, environment: '' } };
    const [everywhere, here] = [index.find(question), this.#own?.find({ ...question, place: inside })];
    if (everywhere === undefined || here === undefined) return everywhere ?? here;
    return (here.statement.at ?? 0) >= (everywhere.statement.at ?? 0) ? here : everywhere;
  }

  /** Walks from the projects and around what is meant: what is still met is not within it alone. */
  #isOnlyWithin(key: string, isMeant: (one: NamedPackage) => boolean): boolean {
    this.#walked += this.#graph.components.length;
    const wanted = new Set(this.#positions.get(key));
    const { roots } = this.#graph;
    if (roots.length === 0 || this.#walked > MOST_WALKED) return false;
    const around = walk(this.#graph, (at) => {
      const named = namedAt(this.#graph, at);
      return named !== undefined && isMeant(named);
    });
    if (around === undefined || [...wanted].some((at) => around.has(at))) return false;
    const all = walk(this.#graph, () => false);
    return all !== undefined && [...wanted].every((at) => all.has(at));
  }
}

/** The positions that are met from the roots; undefined when a component is met of which it is not known what it needs. */
function walk(
  { roots, needs }: ComponentGraph,
  isPassed: (at: number) => boolean,
): ReadonlySet<number> | undefined {
  const met = new Set(roots.filter((at) => !isPassed(at)));
  for (const at of met) {
    const targets = needs[at];
    if (targets === undefined) return undefined;
    for (const target of targets) if (!isPassed(target)) met.add(target);
  }
  return met;
}

function namedAt({ components }: ComponentGraph, at: number): NamedPackage | undefined {
  const component = components[at];
  if (component?.ecosystem === undefined) return undefined;
  const ref = { ecosystem: component.ecosystem, name: asPackageName(component.name) };
  return component.version === undefined ? { ref } : { ref, version: component.version };
}
