// Where in an application's graphs something stands that was asked about: by which ways, who else asks for it in words that admit
// it, and of whom that cannot be told. Positions first; names are read for those that are told.

import type { ComponentScope } from '../../kernel/component-graph.ts';
import { isProjectAt, rangeOfEdge, saidAt, scopeAt, type GraphShape } from './graph-shape.ts';
import type { Hit, Meant } from './impact-question.ts';
import type { ComponentKey, KnownComponent } from '../ports.ts';
import { targetsOf } from './way-graph.ts';
import { neededBy, waysTo, type DirectWays, type Ways } from './ways-to.ts';
import type { WayCount } from './count-ways.ts';

/** A component on a way. */
export interface Step {
  readonly name: string;
  readonly version?: string;
}

/** A direct dependency by which something came in. */
export interface DirectPlace extends Step {
  readonly ways: WayCount;
  /** Its shortest way, from it down; of a long one the last steps. */
  readonly via: readonly Step[];
  readonly depth: number;
}

/** In one file. */
export interface ImpactPlace {
  readonly file: string;
  readonly line?: number;
  readonly scope: ComponentScope;
  /** Absent where the file does not tell what needs what. */
  readonly ways?: WayCount;
  /** The shortest first; empty where no known way leads there. */
  readonly direct: readonly DirectPlace[];
  /** Direct dependencies that are not told. */
  readonly directLeft: number;
  /** What every way leads through, from the top down: to move any one of these ends all. */
  readonly through: readonly Step[];
}

export interface Held {
  readonly component: KnownComponent;
  readonly records: readonly string[];
  readonly places: readonly ImpactPlace[];
}

/** Another version is resolved, though the words admit what was asked about. */
export interface Admission {
  readonly file: string;
  /** Who asks; absent: the project itself. */
  readonly by?: Step;
  readonly range: string;
  readonly resolved: string;
  readonly scope: ComponentScope;
}

/** Another version is resolved, and the file does not say in which words it is asked for. */
export interface Untold {
  readonly file: string;
  readonly format: string;
  readonly resolved: string;
}

export interface ApplicationImpact {
  readonly held: readonly Held[];
  readonly admitted: readonly Admission[];
  /** Admissions that are not told. */
  readonly admittedLeft: number;
  readonly untold: readonly Untold[];
}

const MOST_THROUGH = 20;
const FEW = 8;
const MOST_ADMITTED = 20;

type Names = ReadonlyMap<number, ComponentKey>;

/** What was found by position, and the ids whose names are to be read. */
export interface RawImpact {
  readonly ids: ReadonlySet<number>;
  tell(names: Names): ApplicationImpact;
}

/** Time grows with the number of components and, where something is found, of edges. */
export function placeImpact(shapes: readonly GraphShape[], meant: Meant): RawImpact {
  const places = shapes.flatMap((shape) => placesIn(shape, meant));
  const asked = shapes.map((shape) => askedIn(shape, meant));
  const ids = new Set<number>();
  const want = (shape: GraphShape, at: number): void => {
    const id = shape.ids[at] ?? -1;
    if (id >= 0) ids.add(id);
  };
  for (const { shape, ways } of places) {
    for (const at of ways?.through.slice(0, MOST_THROUGH) ?? []) want(shape, at);
    for (const one of ways?.direct ?? []) {
      want(shape, one.at);
      for (const at of one.steps) want(shape, at);
    }
  }
  const admitted = oncePerAsker(asked.flatMap((one) => one.admitted));
  for (const { shape, by } of admitted.slice(0, MOST_ADMITTED)) want(shape, by);
  return {
    ids,
    tell: (names) => ({
      held: [...Map.groupBy(places, ({ hit }) => hit)].map(([{ component, records }, found]) => ({
        component,
        records,
        places: found.map((place) => tellPlace(place, names)),
      })),
      admitted: admitted.slice(0, MOST_ADMITTED).map((one) => tellAdmission(one, names)),
      admittedLeft: Math.max(0, admitted.length - MOST_ADMITTED),
      untold: asked.flatMap((one) => one.untold),
    }),
  };
}

interface RawPlace {
  readonly shape: GraphShape;
  readonly hit: Hit;
  readonly positions: readonly number[];
  readonly ways: Ways | undefined;
}

function placesIn(shape: GraphShape, { hits }: Meant): readonly RawPlace[] {
  // A few are found faster by looking for each.
  const ids = hits.size <= FEW ? hits.keys() : new Set(shape.ids);
  const places: RawPlace[] = [];
  for (const id of ids) {
    const hit = hits.get(id);
    if (hit === undefined) continue;
    const positions: number[] = [];
    for (let at = shape.ids.indexOf(id); at >= 0; at = shape.ids.indexOf(id, at + 1)) positions.push(at);
    if (positions.length > 0) places.push({ shape, hit, positions, ways: waysTo(shape, positions) });
  }
  return places;
}

interface RawAdmission {
  readonly shape: GraphShape;
  readonly by: number;
  readonly at: number;
  readonly range: string;
  readonly resolved: string;
}

interface Asked {
  readonly admitted: readonly RawAdmission[];
  readonly untold: readonly Untold[];
}

/** Looks at everybody who needs a sibling. */
function askedIn(shape: GraphShape, { siblings, admits }: Meant): Asked {
  const admitted: RawAdmission[] = [];
  const untold: Untold[] = [];
  if (siblings.size === 0) return { admitted, untold };
  for (const [at, id] of shape.ids.entries()) {
    const sibling = id < 0 ? undefined : siblings.get(id);
    if (sibling === undefined) continue;
    const needed = neededBy(shape);
    const { version: resolved } = sibling;
    let isUntold = needed.starts[at] === needed.starts[at + 1];
    for (const by of targetsOf(needed, at)) {
      const range = rangeBetween(shape, by, at);
      const isAdmitted = range === undefined ? undefined : admits(range);
      if (range !== undefined && isAdmitted === true) admitted.push({ shape, by, at, range, resolved });
      isUntold ||= isAdmitted === undefined;
    }
    if (isUntold) untold.push({ file: shape.path, format: shape.format, resolved });
  }
  return { admitted, untold };
}

/** Copies of a component in several folders ask for the same. */
function oncePerAsker(all: readonly RawAdmission[]): readonly RawAdmission[] {
  const found = new Map<string, RawAdmission>();
  for (const one of all) {
    const id = one.shape.ids[one.by] ?? -1;
    const asker = id >= 0 ? id : `at ${one.by}`;
    const key = JSON.stringify([one.shape.path, asker, one.range, one.resolved]);
    if (!found.has(key)) found.set(key, one);
  }
  return [...found.values()];
}

function rangeBetween(shape: GraphShape, from: number, to: number): string | undefined {
  const start = shape.starts[from] ?? 0;
  const index = targetsOf(shape, from).indexOf(to);
  return index < 0 ? undefined : rangeOfEdge(shape, start + index);
}

function tellPlace({ shape, positions, ways }: RawPlace, names: Names): ImpactPlace {
  const [first = 0] = positions;
  const line = shape.lines[first] ?? 0;
  const scopes = positions.map((at) => scopeAt(shape, at));
  return {
    file: shape.path,
    ...(line === 0 ? {} : { line }),
    scope:
      scopes.find((scope) => scope === 'runtime') ??
      scopes.find((scope) => scope === 'unknown') ??
      'development',
    ...(ways === undefined ? {} : { ways: ways.ways }),
    direct: (ways?.direct ?? []).map((one) => tellDirect(shape, one, names)),
    directLeft: (ways?.directCount ?? 0) - (ways?.direct.length ?? 0),
    through: (ways?.through ?? []).slice(0, MOST_THROUGH).map((at) => tellStep(shape, at, names)),
  };
}

function tellDirect(shape: GraphShape, { at, ways, depth, steps }: DirectWays, names: Names): DirectPlace {
  const via = steps.map((step) => tellStep(shape, step, names));
  return { ...tellStep(shape, at, names), ways, via, depth };
}

function tellAdmission({ shape, by, at, range, resolved }: RawAdmission, names: Names): Admission {
  return {
    file: shape.path,
    ...(isProjectAt(shape, by) ? {} : { by: tellStep(shape, by, names) }),
    range,
    resolved,
    scope: scopeAt(shape, at),
  };
}

function tellStep(shape: GraphShape, at: number, names: Names): Step {
  const { name = '?', version } = saidAt(shape, at, names) ?? {};
  return version === undefined ? { name } : { name, version };
}
