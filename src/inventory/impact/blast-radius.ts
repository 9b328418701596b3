// The blast radius of a package: everybody who depends on it, near and far, among all that the gate has seen.

import { startTurn, type Turn } from '../../evidence/turn.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import type { Verdict } from '../../kernel/verdict.ts';
import type { Need } from '../../ecosystems/adapter-dependencies.ts';
import type { Adapter } from '../../ecosystems/adapter.ts';
import type { ScanDeps } from '../ports.ts';
import { scanComponents } from '../scan/scan-components.ts';
import type { Basis, SeenDependencies, SeenGraph } from './seen-dependencies.ts';

export interface BlastDeps extends ScanDeps {
  readonly adapters: Readonly<Record<Ecosystem, Pick<Adapter, 'versions' | 'ranges'>>>;
  readonly seen: Pick<SeenDependencies, 'graph'>;
}

/** One that needs it itself. */
export interface Dependant {
  readonly ref: PackageRef;
  /** The newest of its versions that are known to need it, and in which words. */
  readonly version: string;
  readonly range?: string;
  /** It may as well need it for building and testing alone: what would say so is not at hand. */
  readonly isPerhaps?: true;
  /** How many come to it through this one on a shortest way, itself included. */
  readonly through: number;
  /** What the policy makes of it by what is known; absent where nothing is known against it. */
  readonly verdict?: Verdict;
}

export interface BlastRadius {
  readonly total: number;
  /** How many at each distance; those that need it themselves first. */
  readonly byDepth: readonly number[];
  /** Those with most behind them. */
  readonly direct: readonly Dependant[];
  /** Of the nearest that were looked up, how many the policy holds back or refuses. */
  readonly refused: number;
  readonly lookedUp: number;
  /** With a version: those whose words do not say whether they admit it; they count, since nobody knows. */
  readonly untold: number;
  /** Of those that need it themselves: those of which nobody knows whether for more than building and testing; they count. */
  readonly perhaps: number;
  /** Whether anything that was seen needs the package, or is it. */
  readonly isKnown: boolean;
  readonly basis: Basis;
}

const MOST_DIRECT = 20;
const MOST_LOOKED_UP = 1_000;

/** With `version`, those alone count as nearest whose ranges admit it, or do not say. Throws `not-found` for no such view. */
export async function findBlastRadius(
  deps: BlastDeps,
  { ref, version }: { readonly ref: PackageRef; readonly version?: string },
  view: string,
): Promise<BlastRadius> {
  const seen = await deps.seen.graph();
  const number = seen.numberOf(ref);
  const nothing = { total: 0, byDepth: [], direct: [], refused: 0, lookedUp: 0, untold: 0, perhaps: 0 };
  if (number === undefined) return { ...nothing, isKnown: false, basis: seen.basis };
  const turn = startTurn();
  const admitting = await admittingOf(deps, seen, { ref, number, version }, turn);
  const found = await seen.graph.dependentsOf(
    number,
    turn,
    admitting.map(({ node }) => node),
  );
  const nearest = [...found.nodes.subarray(0, MOST_LOOKED_UP)];
  const verdicts = await verdictsOf(deps, seen, nearest, view);
  const asked = new Map(admitting.map((one) => [one.node, one]));
  return {
    total: found.total,
    byDepth: found.byDepth,
    direct: found.top(MOST_DIRECT).flatMap(({ node, through }) => {
      const [own, one] = [seen.refs[node], asked.get(node)];
      if (own === undefined || one === undefined) return [];
      const verdict = verdicts.get(node);
      return [{ ref: own, through, ...one.words, ...(verdict === undefined ? {} : { verdict }) }];
    }),
    refused: [...verdicts.values()].filter(({ action }) => action === 'hide' || action === 'block').length,
    lookedUp: nearest.length,
    untold: version === undefined ? 0 : admitting.filter(({ admits }) => admits === undefined).length,
    perhaps: admitting.filter(({ words }) => words.isPerhaps === true).length,
    isKnown: true,
    basis: seen.basis,
  };
}

interface Admitting {
  readonly node: number;
  readonly words: { readonly version: string } & Omit<Need, 'name'>;
  readonly admits: boolean | undefined;
}

/** Who needs it itself, each once; the newest version that admits it speaks for all. */
async function admittingOf(
  { adapters }: BlastDeps,
  seen: SeenGraph,
  {
    ref,
    number,
    version,
  }: { readonly ref: PackageRef; readonly number: number; readonly version: string | undefined },
  turn: Turn,
): Promise<readonly Admitting[]> {
  const { ranges, versions } = adapters[ref.ecosystem];
  const found: Admitting[] = [];
  for (const node of new Set(seen.graph.directOf(number))) {
    await turn.next();
    let best: Admitting | undefined;
    for (const { version: own, needs } of seen.needsOf(node)) {
      const need = needs.find(({ name }) => name === ref.name);
      if (need === undefined) continue;
      const { name: _, ...words } = need;
      const { range } = words;
      const admits =
        version === undefined ? true : range === undefined ? undefined : ranges.admits(range, version);
      const isBetter = best === undefined || versions.compare(own, best.words.version) > 0;
      if (admits === false || !isBetter) continue;
      best = { node, admits, words: { version: own, ...words } };
    }
    if (best !== undefined) found.push(best);
  }
  return found;
}

/** By node, of those against whose newest known version something is known. */
async function verdictsOf(
  deps: BlastDeps,
  seen: SeenGraph,
  nodes: readonly number[],
  view: string,
): Promise<ReadonlyMap<number, Verdict>> {
  const verdicts = new Map<number, Verdict>();
  for (const [ecosystem, some] of Map.groupBy(nodes, (node) => seen.refs[node]?.ecosystem)) {
    if (ecosystem === undefined) continue;
    const { compare } = deps.adapters[ecosystem].versions;
    const used = some.flatMap((node) => {
      const [newest] = seen
        .needsOf(node)
        .map(({ version }) => version)
        .sort((a, b) => compare(b, a));
      const ref = seen.refs[node];
      return newest === undefined || ref === undefined ? [] : [{ name: ref.name, versions: [newest] }];
    });
    try {
      for (const { ref, verdict } of await scanComponents(deps, new Map([[ecosystem, used]]), view)) {
        const node = seen.numberOf(ref);
        if (node !== undefined) verdicts.set(node, verdict);
      }
    } catch (error) {
      // Who depends on whom is told all the same; nothing is said against anybody then.
      if (!isGatehouseError(error, 'feed-unavailable')) throw error;
    }
  }
  return verdicts;
}
