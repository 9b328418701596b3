// Counts who has what: application by application, then for whatever packages are taken together. An application that has three
// packages of a line has the line once.

import { mapInTurns } from '../../evidence/in-turns.ts';
import type { Turn } from '../../evidence/turn.ts';
import { isProjectAt, scopeAt, type GraphShape } from '../impact/graph-shape.ts';
import { directDependencies, targetsOf } from '../impact/way-graph.ts';
import type { LineParts } from './weights.ts';

const PRESENT = 1;
const PRODUCTION = 2;
const DIRECT = 4;

/** What an application has: numbers of packages, with flags beside each. */
interface Holding {
  readonly packages: Uint32Array;
  readonly flags: Uint8Array;
  /** In hundredths. */
  readonly criticality: number;
}

export class UseCollector {
  readonly #holdings: Holding[] = [];
  readonly #applications: Uint32Array;
  /** For each package those that need it. */
  readonly #dependents = new Map<number, Set<number>>();

  constructor(packageCount: number) {
    this.#applications = new Uint32Array(packageCount);
  }

  /** `packageOf` answers the number of a component's package; undefined for one that is not counted. */
  add(
    shapes: readonly GraphShape[],
    criticality: number,
    packageOf: (componentId: number) => number | undefined,
  ): void {
    const flags = new Map<number, number>();
    for (const shape of shapes) this.#addShape(shape, flags, packageOf);
    for (const own of flags.keys()) this.#applications[own] = this.applicationsOf(own) + 1;
    this.#holdings.push({
      packages: Uint32Array.from(flags.keys()),
      flags: Uint8Array.from(flags.values()),
      criticality,
    });
  }

  /** How many applications have a package. */
  applicationsOf(own: number): number {
    return this.#applications[own] ?? 0;
  }

  /** The parts of lines 0 to `lineCount`, of which each package belongs to `lineOf` it. */
  async partsOf(lineOf: Uint32Array, lineCount: number, turn: Turn): Promise<readonly LineParts[]> {
    const [applications, production] = [new Uint32Array(lineCount), new Uint32Array(lineCount)];
    const [direct, criticality] = [new Uint32Array(lineCount), new Float64Array(lineCount)];
    for (const holding of this.#holdings) {
      await turn.next();
      for (const [line, flags] of linesIn(holding, lineOf)) {
        applications[line] = (applications[line] ?? 0) + 1;
        if ((flags & DIRECT) !== 0) direct[line] = (direct[line] ?? 0) + 1;
        if ((flags & PRODUCTION) === 0) continue;
        production[line] = (production[line] ?? 0) + 1;
        criticality[line] = (criticality[line] ?? 0) + holding.criticality;
      }
    }
    const dependents = await this.#dependentsOf(lineOf, turn);
    return mapInTurns(applications, turn, (count, line) => ({
      applications: count,
      production: production[line] ?? 0,
      direct: direct[line] ?? 0,
      dependents: dependents.get(line)?.size ?? 0,
      criticality: criticality[line] ?? 0,
    }));
  }

  #addShape(
    shape: GraphShape,
    flags: Map<number, number>,
    packageOf: (componentId: number) => number | undefined,
  ): void {
    const numbers = Array.from(shape.ids, (id) => (id < 0 ? undefined : packageOf(id)));
    for (const [at, own] of numbers.entries()) {
      if (own === undefined || isProjectAt(shape, at)) continue;
      const isDevelopment = scopeAt(shape, at) === 'development';
      flags.set(own, (flags.get(own) ?? 0) | PRESENT | (isDevelopment ? 0 : PRODUCTION));
      this.#addNeeds(shape, at, own, numbers);
    }
    for (const at of directDependencies(shape) ?? []) {
      const own = numbers[at];
      if (own !== undefined) flags.set(own, (flags.get(own) ?? 0) | DIRECT);
    }
  }

  #addNeeds(shape: GraphShape, at: number, own: number, numbers: readonly (number | undefined)[]): void {
    for (const target of targetsOf(shape, at)) {
      const needed = numbers[target];
      if (needed === undefined || needed === own) continue;
      const known = this.#dependents.get(needed);
      if (known === undefined) this.#dependents.set(needed, new Set([own]));
      else known.add(own);
    }
  }

  /** Packages of other lines that need one of the line. */
  async #dependentsOf(lineOf: Uint32Array, turn: Turn): Promise<ReadonlyMap<number, ReadonlySet<number>>> {
    const found = new Map<number, Set<number>>();
    for (const [needed, needing] of this.#dependents) {
      const line = lineOf[needed] ?? 0;
      const known = found.get(line) ?? new Set<number>();
      found.set(line, known);
      for (const one of needing) if (lineOf[one] !== line) known.add(one);
      await turn.next();
    }
    return found;
  }
}

function linesIn({ packages, flags }: Holding, lineOf: Uint32Array): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (const [at, own] of packages.entries()) {
    const line = lineOf[own] ?? 0;
    found.set(line, (found.get(line) ?? 0) | (flags[at] ?? 0));
  }
  return found;
}
