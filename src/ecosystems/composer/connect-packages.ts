// Which package of a composer.lock needs which. A package may stand in for others (`replace`, `provide`).

import { edgesOf, type ComponentEdge } from '../../kernel/component-edges.ts';
import type { ComponentGraph, GraphGap } from '../../kernel/component-graph.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { stringField, type JsonObject } from '../../formats/json.ts';
import { findName, names } from './name.ts';
import { requirementsIn, type ProjectManifest } from './project-manifest.ts';

export interface LockedProject {
  readonly packages: readonly JsonObject[];
  /** It comes before the packages, as position 0. */
  readonly project: ProjectManifest | undefined;
  readonly lineOf: (locked: object) => number | undefined;
}

/** Nothing needs more stand-ins for one name than this; the number of edges stays in proportion to the file. */
const MOST_STAND_INS = 100;

/** The positions that the project (if there is one) and each package need. What is not there is a gap. */
export function connectPackages(
  locked: LockedProject,
  gaps: GraphGap[],
): Pick<ComponentGraph, 'needs' | 'ranges'> {
  const { packages, project, lineOf } = locked;
  const connector = new Connector(locked, gaps);
  return edgesOf([
    ...(project === undefined
      ? []
      : [
          connector.needsOf('the project', new Map([...project.runtime, ...project.development]), {
            at: 0,
            line: undefined,
          }),
        ]),
    ...packages.map((one, index) =>
      connector.needsOf(nameOf(one), requirementsIn(one, 'require'), {
        at: index + connector.offset,
        line: lineOf(one),
      }),
    ),
  ]);
}

function nameOf(locked: JsonObject): string {
  return (stringField(locked, 'name') ?? '').toLowerCase();
}

interface StandIn {
  readonly at: number;
  readonly locked: JsonObject;
  /** What it says of the version that it replaces; undefined where it only provides. */
  readonly replaces?: string;
}

class Connector {
  readonly offset: number;
  readonly #own: ReadonlySet<string>;
  readonly #gaps: GraphGap[];
  readonly #positions = new Map<string, number>();
  readonly #standIns = new Map<string, StandIn[]>();
  readonly #told = new Set<string>();

  constructor({ packages, project, lineOf }: LockedProject, gaps: GraphGap[]) {
    this.offset = project === undefined ? 0 : 1;
    this.#own = project?.own ?? new Set();
    this.#gaps = gaps;
    for (const [index, locked] of packages.entries()) {
      const name = nameOf(locked);
      if (this.#positions.has(name)) {
        throw new GatehouseError(
          'invalid-document',
          `Cannot read composer.lock: found ${name.slice(0, 200)} a second time at line ${lineOf(locked)}, expected each package once`,
        );
      }
      const at = index + this.offset;
      this.#positions.set(name, at);
      for (const [replaced, replaces] of requirementsIn(locked, 'replace')) {
        this.#addStandIn(replaced, { at, locked, replaces });
      }
      for (const provided of requirementsIn(locked, 'provide').keys())
        this.#addStandIn(provided, { at, locked });
    }
  }

  #addStandIn(name: string, standIn: StandIn): void {
    const known = this.#standIns.get(name) ?? [];
    this.#standIns.set(name, known);
    if (known.length < MOST_STAND_INS) known.push(standIn);
  }

  needsOf(
    who: string,
    asks: ReadonlyMap<string, string>,
    { at, line }: { readonly at: number; readonly line: number | undefined },
  ): readonly ComponentEdge[] {
    const needs: ComponentEdge[] = [];
    for (const [name, range] of asks) {
      const found = this.#find(name, line);
      // What stands in for a package has versions of its own.
      const isItself = this.#positions.has(name);
      for (const to of found) if (to !== at) needs.push(isItself ? { to, range } : { to });
      if (found.length === 0 && !this.#own.has(name)) {
        this.#addGap(`Cannot find what ${who} needs: found no ${name.slice(0, 200)} in composer.lock`, line);
      }
    }
    return needs;
  }

  #find(name: string, line: number | undefined): readonly number[] {
    const position = this.#positions.get(name);
    if (position !== undefined) return [position];
    const standIns = this.#standIns.get(name) ?? [];
    const fork = standIns.find((one) => isFork(name, one));
    if (fork !== undefined && !this.#told.has(name)) {
      this.#told.add(name);
      this.#addGap(
        `Cannot tell what is known against ${name}: found ${nameOf(fork.locked)} in its place`,
        line,
      );
    }
    return standIns.map(({ at }) => at);
  }

  #addGap(message: string, line: number | undefined): void {
    this.#gaps.push({ message, ...(line === undefined ? {} : { line }) });
  }
}

/** Other people's copy of a package. A whole that is released with its parts replaces them at its own version. */
function isFork(name: string, { locked, replaces }: StandIn): boolean {
  if (replaces === undefined || replaces === 'self.version') return false;
  const replaced = findName(name);
  const own = findName(nameOf(locked));
  if (replaced === undefined || own === undefined) return false;
  return names.namespaceOf(replaced) !== names.namespaceOf(own);
}
