// Maven's choice among all that a project's POM leads to: the nearest wins, at the same distance the first
// (Maven's manual, "Introduction to the Dependency Mechanism"; Maven Resolver's conflict resolution).
//
// It walks level by level. An occurrence wins when it is the first of its key; only what a winner needs is walked
// further, so that every level is decided by those above it and each POM is looked at once.

import type { RegistryAsker } from '../adapter-manifest.ts';
import {
  conflictKey,
  PomModeller,
  withoutLine,
  type Dependency,
  type EffectivePom,
} from './effective-pom.ts';
import { isOpen } from './interpolate.ts';
import { fillShelf, type VersionLists } from './fill-shelf.ts';
import { tellCoordinates, type PomShelf, type ShelvedPom } from './pom-shelf.ts';
import { excludeBelow, isExcluded, spreadScopes, tellWinner, type Edge, type Winner } from './pom-winners.ts';
import { chooseInRange, findVersionRange, isInRange, isRange, type VersionRange } from './version-range.ts';

/** One artifact that was chosen. */
export interface ResolvedNode {
  readonly dependency: Dependency;
  /** Absent when it could not be told. */
  readonly version?: string;
  readonly scope: string;
  /** Positions of what it needs. Undefined: not known. */
  readonly needs: readonly number[] | undefined;
  /** Whether it is built here. */
  readonly isOwn: boolean;
}

export interface Resolution {
  readonly project: EffectivePom;
  readonly nodes: readonly ResolvedNode[];
  readonly needs: readonly number[];
  readonly gaps: readonly string[];
}

const MAX_DEPTH = 200;
const MOST_NODES = 20_000;
/** A range that is found late may overturn what was chosen before. */
const MAX_PASSES = 10;

/** Resolves the POM `start` on the shelf. Throws what `ask` throws. */
export async function resolvePom(
  start: ShelvedPom,
  shelf: PomShelf,
  ask: RegistryAsker,
): Promise<Resolution> {
  const modeller = new PomModeller(shelf);
  const lists: VersionLists = new Map();
  const project = await fillShelf(shelf, lists, ask, () => modeller.find(start));
  const ranges = new Map<string, VersionRange[]>();
  for (let passes = 1; ; passes++) {
    const walk = new Walk(project, { modeller, lists, ranges, shelf, ask });
    await walk.run();
    if (!walk.isOverturned || passes === MAX_PASSES) return walk.result();
  }
}

interface Tools {
  readonly modeller: PomModeller;
  readonly lists: VersionLists;
  /** Every range that was asked for, by key. */
  readonly ranges: Map<string, VersionRange[]>;
  readonly shelf: PomShelf;
  readonly ask: RegistryAsker;
}

interface Occurrence {
  readonly dependency: Dependency;
  readonly parent: Winner | undefined;
  readonly isScopeManaged: boolean;
  /** Absent until it is chosen, and when it cannot be told. */
  readonly version: string | undefined;
  readonly found?: ShelvedPom;
}

class Walk {
  readonly #project: EffectivePom;
  readonly #tools: Tools;
  readonly #winners = new Map<string, Winner>();
  readonly #direct: Edge[] = [];
  /** By key what no winner has been found for, since a range leaves its version out. */
  readonly #passedOver = new Map<string, Occurrence[]>();
  readonly #gaps = new Set<string>();
  isOverturned = false;

  constructor(project: EffectivePom, tools: Tools) {
    this.#project = project;
    this.#tools = tools;
    for (const gap of project.gaps) this.#gaps.add(gap);
  }

  async run(): Promise<void> {
    let level: Occurrence[] = this.#project.dependencies.map((dependency) => ({
      dependency,
      parent: undefined,
      isScopeManaged: false,
      version: undefined,
    }));
    for (let depth = 1; level.length > 0; depth++) {
      if (depth > MAX_DEPTH || this.#winners.size > MOST_NODES) {
        for (const { parent } of level) if (parent !== undefined) parent.edges = undefined;
        this.#gaps.add(
          depth > MAX_DEPTH
            ? `Cannot follow what is needed over ${MAX_DEPTH} steps away`
            : `Cannot follow what over ${MOST_NODES} artifacts need`,
        );
        return;
      }
      level = await this.#decideLevel(level);
    }
  }

  async #decideLevel(level: readonly Occurrence[]): Promise<Occurrence[]> {
    const { shelf, lists, ask } = this.#tools;
    const chosen = await fillShelf(shelf, lists, ask, () => every(level, (one) => this.#choose(one)));
    const fresh = chosen.flatMap((one) => this.#enter(one));
    const models = await fillShelf(shelf, lists, ask, () => every(fresh, (one) => this.#expand(one)));
    return models.flat();
  }

  /** The version, and the POM, of an occurrence; what has moved is followed. Undefined while something is wanted. */
  #choose(occurrence: Occurrence, moves = 0): Occurrence | undefined {
    const key = conflictKey(occurrence.dependency);
    const version = this.#versionOf(key, occurrence.dependency);
    if (version === undefined) return undefined;
    if (version === '') return { ...occurrence, version: undefined };
    const { groupId, artifactId, scope } = occurrence.dependency;
    const winner = this.#winners.get(key);
    // A file of this machine has no POM, and what has won already was looked at.
    if (scope === 'system' || winner?.version === version) return { ...occurrence, version };
    const coordinates = { groupId, artifactId, version };
    const found = this.#tools.modeller.locate(coordinates);
    if (found === undefined) return undefined;
    if ('because' in found) {
      const parent = occurrence.parent === undefined ? 'the project' : tellWinner(occurrence.parent);
      this.#gaps.add(`Cannot read ${tellCoordinates(coordinates)}, which ${parent} needs: ${found.because}`);
      return { ...occurrence, version };
    }
    if (found.pom.relocation === undefined || moves > MAX_MOVES) return { ...occurrence, version, found };
    const effective = this.#tools.modeller.find(found);
    if (effective === undefined) return undefined;
    const moved = { ...occurrence.dependency, ...effective.relocation };
    return this.#choose({ ...occurrence, dependency: moved }, moves + 1);
  }

  /** '' when it cannot be told; undefined while a list of versions is wanted. */
  #versionOf(key: string, { groupId, artifactId, version = '' }: Dependency): string | undefined {
    if (isOpen(`${groupId}${artifactId}${version}`)) return '';
    const isLatest = version === 'LATEST' || version === 'RELEASE';
    if (!isRange(version) && !isLatest) return version;
    const range = isLatest ? { pieces: [{ hasFrom: false, hasTo: false }] } : findVersionRange(version);
    if (range === undefined) return '';
    if (range.exact !== undefined) return range.exact;
    const name = `${groupId}:${artifactId}`;
    const listed = this.#tools.lists.get(name);
    if (listed === undefined) {
      this.#tools.lists.set(name, 'wanted');
      return undefined;
    }
    if (listed === 'wanted') return undefined;
    const others = this.#tools.ranges.get(key) ?? [];
    return chooseInRange(listed, [range, ...others]) ?? chooseInRange(listed, [range]) ?? '';
  }

  /** The occurrence as a winner, when it is the first of its key that every range admits. */
  #enter(occurrence: Occurrence): readonly (readonly [Winner, ShelvedPom | undefined])[] {
    const { dependency, parent, found } = occurrence;
    const key = conflictKey(dependency);
    this.#noteRange(key, dependency);
    const known = this.#winners.get(key);
    if (known === undefined && !this.#isAdmitted(key, occurrence)) {
      this.#passedOver.set(key, [...(this.#passedOver.get(key) ?? []), occurrence]);
      return [];
    }
    const winner = known ?? this.#crown(key, occurrence);
    for (const one of this.#passedOver.get(key) ?? []) link(one, winner, this.#direct);
    this.#passedOver.delete(key);
    link({ parent, dependency, isScopeManaged: occurrence.isScopeManaged }, winner, this.#direct);
    return known === undefined ? [[winner, found]] : [];
  }

  #crown(key: string, { dependency, parent, version, found }: Occurrence): Winner {
    const winner: Winner = {
      at: this.#winners.size,
      dependency,
      version,
      exclusions: excludeBelow(parent?.exclusions, dependency.exclusions),
      edges: found === undefined && dependency.scope !== 'system' ? undefined : [],
      scope: undefined,
      isDirect: parent === undefined,
      isOwn: found?.place !== undefined,
    };
    this.#winners.set(key, winner);
    return winner;
  }

  #isAdmitted(key: string, { version }: Occurrence): boolean {
    const ranges = this.#tools.ranges.get(key) ?? [];
    return version === undefined || ranges.every((range) => isInRange(version, range));
  }

  /** A range that what has won lies outside of is a reason to begin anew, knowing it. */
  #noteRange(key: string, { version = '' }: Dependency): void {
    const range = findVersionRange(version);
    if (range === undefined) return;
    const known = this.#tools.ranges.get(key) ?? [];
    const told = JSON.stringify(range);
    if (known.some((one) => JSON.stringify(one) === told)) return;
    this.#tools.ranges.set(key, [...known, range]);
    const winner = this.#winners.get(key);
    if (winner?.version !== undefined && !isInRange(winner.version, range)) this.isOverturned = true;
  }

  /** What a winner needs, as the next level. */
  #expand([winner, found]: readonly [Winner, ShelvedPom | undefined]): Occurrence[] | undefined {
    if (found === undefined || BRINGS_ALONG.has(winner.dependency.type)) return [];
    const effective = this.#tools.modeller.find(found);
    if (effective === undefined) return undefined;
    for (const gap of effective.gaps) this.#gaps.add(gap);
    return effective.dependencies
      .filter((one) => isTransitive(one) && !isExcluded(one, winner.exclusions))
      .map((one) => ({ ...this.#manage(one), parent: winner, version: undefined }));
  }

  /** The project's own list decides the versions of all that others need. */
  #manage(found: Dependency): Pick<Occurrence, 'dependency' | 'isScopeManaged'> {
    const dependency = withoutLine(found);
    const managed = this.#project.managed.get(conflictKey(dependency));
    if (managed === undefined) return { dependency, isScopeManaged: false };
    const { version = dependency.version, scope = dependency.scope } = managed;
    const exclusions = [...dependency.exclusions, ...managed.exclusions];
    return {
      dependency: {
        ...dependency,
        exclusions,
        ...(version === undefined ? {} : { version }),
        ...(scope === undefined ? {} : { scope }),
      },
      isScopeManaged: managed.scope !== undefined,
    };
  }

  result(): Resolution {
    for (const [key, [first]] of this.#passedOver) {
      if (first !== undefined) this.#crown(key, { ...first, version: undefined });
      this.#gaps.add(`Cannot choose a version of ${key}: found ranges that nothing asked for lies in`);
    }
    spreadScopes(this.#direct);
    const winners = [...this.#winners.values()];
    return {
      project: this.#project,
      nodes: winners.map(({ dependency, version, scope = 'compile', edges, isOwn }) => ({
        dependency,
        ...(version === undefined ? {} : { version }),
        scope,
        needs: edges === undefined ? undefined : [...new Set(edges.map(({ to }) => to.at))],
        isOwn,
      })),
      needs: [...new Set(this.#direct.map(({ to }) => to.at))],
      gaps: [...this.#gaps],
    };
  }
}

const MAX_MOVES = 10;
/** Archives that hold what they need. */
const BRINGS_ALONG: ReadonlySet<string> = new Set(['war', 'ear', 'rar', 'par']);

/** Undefined as soon as all were asked and any is undefined: each says what it wants. */
function every<From, To>(
  all: readonly From[],
  ask: (one: From) => To | undefined,
): readonly To[] | undefined {
  const answers = all.map(ask);
  return answers.some((answer) => answer === undefined)
    ? undefined
    : answers.filter((one) => one !== undefined);
}

function isTransitive({ scope, optional }: Dependency): boolean {
  return scope !== 'test' && scope !== 'provided' && optional !== 'true';
}

/** Notes that something needs the winner. */
function link(
  { parent, dependency, isScopeManaged }: Pick<Occurrence, 'parent' | 'dependency' | 'isScopeManaged'>,
  to: Winner,
  direct: Edge[],
): void {
  const edge = { to, scope: dependency.scope ?? 'compile', isManaged: isScopeManaged };
  if (parent === undefined) direct.push(edge);
  else parent.edges?.push(edge);
}
