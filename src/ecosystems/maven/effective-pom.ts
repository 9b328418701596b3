// What a POM says together with all that it hangs on: its parents, its profiles, the lists of versions that it imports
// (Maven's manual, "Maven Model Builder"). Inheritance goes before interpolation, interpolation before imports.

import { createInterpolator, isOpen, type Interpolate } from './interpolate.ts';
import { lineageOf } from './pom-lineage.ts';
import {
  tellCoordinates,
  type Coordinates,
  type Found,
  type PomShelf,
  type ShelvedPom,
} from './pom-shelf.ts';
import type { Pom, PomDependency } from './read-pom.ts';

/** A dependency after interpolation, with all that is known filled in; `version` is absent where nothing says it. */
export interface Dependency extends Omit<PomDependency, 'line'> {
  /** Where it stands, if that is the very POM that was asked about. */
  readonly line?: number;
}

export interface EffectivePom extends Coordinates {
  readonly packaging: string;
  readonly dependencies: readonly Dependency[];
  readonly managed: ReadonlyMap<string, Dependency>;
  readonly gaps: readonly string[];
  /** The artifact's new place, with what has not changed filled in. */
  readonly relocation?: Coordinates;
}

const MAX_IMPORT_DEPTH = 20;
const MOST_MANAGED = 100_000;

/** Types whose file has another ending, or a classifier, and those that bring along what they need. */
const TYPES: ReadonlyMap<string, { readonly extension: string; readonly classifier?: string }> = new Map([
  ['test-jar', { extension: 'jar', classifier: 'tests' }],
  ['ejb-client', { extension: 'jar', classifier: 'client' }],
  ['javadoc', { extension: 'jar', classifier: 'javadoc' }],
  ['java-source', { extension: 'jar', classifier: 'sources' }],
  ['maven-plugin', { extension: 'jar' }],
  ['bundle', { extension: 'jar' }],
  ['ejb', { extension: 'jar' }],
]);

/** What two dependencies share of which a project can have only one: `group:artifact:extension:classifier`. */
export function conflictKey({ groupId, artifactId, type, classifier }: Dependency): string {
  const known = TYPES.get(type);
  const ownClassifier = classifier === '' ? (known?.classifier ?? '') : classifier;
  return `${groupId}:${artifactId}:${known?.extension ?? type}:${ownClassifier}`;
}

/** Works POMs out by what is on the shelf; what is not there yet counts as absent, and is wanted. */
export class PomModeller {
  readonly #shelf: PomShelf;
  readonly #known = new Map<ShelvedPom, EffectivePom>();

  constructor(shelf: PomShelf) {
    this.#shelf = shelf;
  }

  /** Undefined while POMs are wanted that it hangs on. */
  find(start: ShelvedPom): EffectivePom | undefined {
    return this.#known.get(start) ?? this.#model(start, []);
  }

  #model(start: ShelvedPom, trail: readonly string[]): EffectivePom | undefined {
    const known = this.#known.get(start);
    if (known !== undefined) return known;
    const lineage = lineageOf(start, this.#shelf, trail.length === 0 && start.place !== undefined);
    if (lineage === undefined) return undefined;
    const { identity, gaps: lineageGaps } = lineage;
    const name = tellCoordinates(identity);
    const interpolate = createInterpolator((expression) => lineage.find(expression));
    const gaps = [...lineageGaps];
    const declared = mergeByKey(
      lineage.levels.map(({ managed }) => managed),
      interpolate,
    );
    const managed = this.#withImports(name, declared, [...trail, name], gaps);
    if (managed === undefined) return undefined;
    const dependencies = mergeByKey(
      lineage.levels.map((level) => level.dependencies),
      interpolate,
    );
    const relocation = start.pom.relocation;
    const effective: EffectivePom = {
      ...identity,
      packaging: interpolate(start.pom.packaging),
      dependencies: [...dependencies.values()].map((one) => fillIn(one, managed.get(conflictKey(one)))),
      managed,
      gaps,
      ...(relocation === undefined ? {} : { relocation: relocate(identity, relocation, interpolate) }),
    };
    this.#known.set(start, effective);
    return effective;
  }

  /** What is declared goes before what is imported, and the first import before the next. */
  #withImports(
    name: string,
    declared: ReadonlyMap<string, Dependency>,
    trail: readonly string[],
    gaps: string[],
  ): ReadonlyMap<string, Dependency> | undefined {
    const managed = new Map<string, Dependency>();
    const imports: Dependency[] = [];
    for (const [key, one] of declared) {
      if (one.scope === 'import' && one.type === 'pom') imports.push(one);
      else managed.set(key, one);
    }
    let isWhole = true;
    for (const one of imports) {
      const imported = this.#import(name, one, trail, gaps);
      if (imported === undefined) isWhole = false;
      for (const [key, entry] of imported ?? []) {
        if (managed.size < MOST_MANAGED && !managed.has(key)) managed.set(key, withoutLine(entry));
      }
    }
    return isWhole ? managed : undefined;
  }

  #import(
    name: string,
    { groupId, artifactId, version = '' }: Dependency,
    trail: readonly string[],
    gaps: string[],
  ): ReadonlyMap<string, Dependency> | undefined {
    const wanted = tellCoordinates({ groupId, artifactId, version });
    const fail = (because: string): ReadonlyMap<string, Dependency> => {
      gaps.push(`Cannot read ${wanted}, which ${name} imports: ${because}`);
      return new Map();
    };
    if (version === '' || isOpen(wanted)) return fail('found no exact version');
    if (trail.includes(wanted) || trail.length > MAX_IMPORT_DEPTH) return fail('the imports go in a circle');
    const found = this.locate({ groupId, artifactId, version });
    if (found === undefined) return undefined;
    if ('because' in found) return fail(found.because);
    const effective = this.#model(found, trail);
    if (effective === undefined) return undefined;
    for (const gap of effective.gaps) gaps.push(gap);
    return effective.managed;
  }

  /** The POM of these coordinates, the project's own before any other. Undefined while it is wanted. */
  locate({ groupId, artifactId, version }: Coordinates): Found | undefined {
    for (const own of this.#shelf.ownPoms(artifactId)) {
      const lineage = lineageOf(own, this.#shelf, true);
      if (lineage === undefined) return undefined;
      if (lineage.identity.groupId === groupId && lineage.identity.version === version) return own;
    }
    return this.#shelf.find({ groupId, artifactId, version });
  }
}

/** What stands in another file has no line in this one. */
export function withoutLine(dependency: Dependency): Dependency {
  const { line, ...rest } = dependency;
  return line === undefined ? dependency : rest;
}

/** Children's before parents', each key once; within one POM the last word counts. */
function mergeByKey(
  levels: readonly (readonly (PomDependency & { readonly isElsewhere?: boolean })[])[],
  interpolate: Interpolate,
): ReadonlyMap<string, Dependency> {
  const merged = new Map<string, Dependency>();
  for (const [depth, level] of levels.entries()) {
    const own = new Map<string, Dependency>();
    for (const raw of level) {
      const one = interpolateAll(raw, interpolate);
      own.set(conflictKey(one), depth === 0 ? one : withoutLine(one));
    }
    for (const [key, one] of own) if (!merged.has(key)) merged.set(key, one);
  }
  return merged;
}

function interpolateAll(raw: PomDependency, interpolate: Interpolate): Dependency {
  const { version, scope, optional } = raw;
  return {
    groupId: interpolate(raw.groupId),
    artifactId: interpolate(raw.artifactId),
    type: interpolate(raw.type),
    classifier: interpolate(raw.classifier),
    exclusions: raw.exclusions.map(interpolate),
    line: raw.line,
    ...(version === undefined ? {} : { version: interpolate(version) }),
    ...(scope === undefined ? {} : { scope: interpolate(scope) }),
    ...(optional === undefined ? {} : { optional: interpolate(optional) }),
  };
}

/** What a dependency leaves open is taken from the managed one; what it says itself stays. */
function fillIn(one: Dependency, managed: Dependency | undefined): Dependency {
  if (managed === undefined) return one;
  return { ...managed, ...one, exclusions: one.exclusions.length > 0 ? one.exclusions : managed.exclusions };
}

function relocate(
  from: Coordinates,
  to: NonNullable<Pom['relocation']>,
  interpolate: Interpolate,
): Coordinates {
  return {
    groupId: interpolate(to.groupId ?? from.groupId),
    artifactId: interpolate(to.artifactId ?? from.artifactId),
    version: interpolate(to.version ?? from.version),
  };
}
