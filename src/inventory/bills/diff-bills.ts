// What differs between two bills of materials, or between any two lists of components: pure, by the order of each ecosystem.

import type { Component, ComponentGraph, ComponentScope } from '../../kernel/component-graph.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';

/** A version of a package, as one side has it. */
export interface DiffSide {
  /** Absent where that side leaves it open. */
  readonly version?: string;
  readonly requested?: string;
  readonly scope: ComponentScope;
  readonly licence?: string;
}

/** A package version that is on one side alone, or otherwise on the other. */
export interface BillChange {
  readonly ecosystem?: Ecosystem;
  readonly name: string;
  /** `up` and `down` by the ecosystem's order; `other` where there is none, or the versions are equal in it. */
  readonly kind: 'added' | 'removed' | 'up' | 'down' | 'other' | 'same-version';
  readonly before?: DiffSide;
  readonly after?: DiffSide;
  readonly scopeChanged: boolean;
  readonly licenceChanged: boolean;
}

/** Compares two versions of an ecosystem. */
export type OrderOf = (ecosystem: Ecosystem, a: string, b: string) => number;

/**
 * Changes in the order of ecosystems and names. The projects themselves are left out, since the question is what they are
 * made of. Several versions of one package are paired in their order; what has no counterpart was added or removed.
 */
export function diffBills(
  before: readonly ComponentGraph[],
  after: readonly ComponentGraph[],
  orderOf: OrderOf,
): readonly BillChange[] {
  const left = gather(before);
  const right = gather(after);
  const keys = [...new Set([...left.keys(), ...right.keys()])].sort();
  return keys.flatMap((key) => {
    const subject = left.get(key) ?? right.get(key);
    return subject === undefined ? [] : changesOf(subject, left.get(key), right.get(key), orderOf);
  });
}

/** One package of one side. */
interface Gathered {
  readonly ecosystem?: Ecosystem;
  readonly name: string;
  /** By version, or by the words that stand instead of it. */
  readonly sides: Map<string, DiffSide>;
}

function gather(graphs: readonly ComponentGraph[]): ReadonlyMap<string, Gathered> {
  const packages = new Map<string, Gathered>();
  for (const component of graphs.flatMap(({ components }) => components)) {
    if (component.source === 'project') continue;
    const { ecosystem, name } = component;
    const key = `${ecosystem ?? ''}\n${name}`;
    const known = packages.get(key) ?? {
      ...(ecosystem === undefined ? {} : { ecosystem }),
      name,
      sides: new Map<string, DiffSide>(),
    };
    packages.set(key, known);
    const side = sideOf(component);
    const version = spelling(side);
    known.sides.set(version, merge(known.sides.get(version), side));
  }
  return packages;
}

function sideOf({ version, requested, scope, licence }: Component): DiffSide {
  return {
    ...(version === undefined ? {} : { version }),
    ...(requested === undefined ? {} : { requested }),
    scope,
    ...(licence === undefined ? {} : { licence }),
  };
}

/** Versions and open words are kept apart: neither can begin with the other's letter. */
function spelling({ version, requested }: DiffSide): string {
  return version === undefined ? `?${requested ?? ''}` : `=${version}`;
}

const SCOPES: readonly ComponentScope[] = ['runtime', 'unknown', 'development'];

/** One version in several places: what runs counts before what is not known, and that before what only builds. */
function merge(known: DiffSide | undefined, said: DiffSide): DiffSide {
  if (known === undefined) return said;
  const scope = SCOPES.find((one) => one === known.scope || one === said.scope) ?? 'unknown';
  return { ...said, ...known, scope };
}

function changesOf(
  { ecosystem, name }: Gathered,
  left: Gathered | undefined,
  right: Gathered | undefined,
  orderOf: OrderOf,
): readonly BillChange[] {
  const subject = { ...(ecosystem === undefined ? {} : { ecosystem }), name };
  const kept: BillChange[] = [];
  for (const [version, before] of left?.sides ?? []) {
    const after = right?.sides.get(version);
    if (after !== undefined) kept.push({ ...subject, ...compareSides('same-version', before, after) });
  }
  const compare = (a: DiffSide, b: DiffSide) => compareVersions(ecosystem, a, b, orderOf);
  const gone = inOrder(only(left, right), compare);
  const come = inOrder(only(right, left), compare);
  const changed = Array.from({ length: Math.max(gone.length, come.length) }, (_, at): BillChange => {
    const [before, after] = [gone[at], come[at]];
    if (before !== undefined && after !== undefined) {
      const order = compare(before, after);
      const kind = ecosystem === undefined || order === 0 ? 'other' : order < 0 ? 'up' : 'down';
      return { ...subject, ...compareSides(kind, before, after) };
    }
    const side = before === undefined ? { after } : { before };
    return {
      ...subject,
      ...(side as Pick<BillChange, 'before' | 'after'>),
      kind: before === undefined ? 'added' : 'removed',
      scopeChanged: false,
      licenceChanged: false,
    };
  });
  return [...kept.filter((one) => one.scopeChanged || one.licenceChanged), ...changed];
}

function only(one: Gathered | undefined, other: Gathered | undefined): DiffSide[] {
  return [...(one?.sides ?? [])].flatMap(([version, side]) => (other?.sides.has(version) ? [] : [side]));
}

/** What is open stands behind what is exact. */
function inOrder(
  sides: readonly DiffSide[],
  compare: (a: DiffSide, b: DiffSide) => number,
): readonly DiffSide[] {
  const [exact, open] = [true, false].map((isExact) =>
    sides.filter(({ version }) => (version !== undefined) === isExact),
  );
  return [...(exact ?? []).sort(compare), ...(open ?? [])];
}

/** What is open cannot be said to be newer or older. */
function compareVersions(
  ecosystem: Ecosystem | undefined,
  a: DiffSide,
  b: DiffSide,
  orderOf: OrderOf,
): number {
  if (ecosystem === undefined || a.version === undefined || b.version === undefined) return 0;
  return orderOf(ecosystem, a.version, b.version);
}

/** A licence or scope that one side does not say has not changed. */
function compareSides(
  kind: BillChange['kind'],
  before: DiffSide,
  after: DiffSide,
): Omit<BillChange, 'ecosystem' | 'name'> {
  const isScopeKnown = before.scope !== 'unknown' && after.scope !== 'unknown';
  return {
    kind,
    before,
    after,
    scopeChanged: isScopeKnown && before.scope !== after.scope,
    licenceChanged:
      before.licence !== undefined && after.licence !== undefined && before.licence !== after.licence,
  };
}
