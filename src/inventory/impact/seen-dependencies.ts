// Who needs whom among all packages that the gate has seen: read once from the documents that it keeps, and again where those
// have changed. Kept in memory; nothing is fetched.

import { startTurn } from '../../evidence/turn.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import { packageKey, type PackageRef } from '../../kernel/package-ref.ts';
import type { VersionNeeds } from '../../ecosystems/adapter-dependencies.ts';
import { DependentsGraph } from './dependents-graph.ts';

/** A package that the gate has seen. */
export interface SeenPackage {
  readonly ref: PackageRef;
  /** Of what tells of it: another one says that it is to be read again. */
  readonly digest: string;
  /** What its kept documents say of its newest release and of those that were fetched; throws what reading throws. */
  readonly readNeeds: () => Promise<readonly VersionNeeds[]>;
}

export interface SeenPackages {
  /** All of them, in pages. */
  pages(): AsyncIterable<readonly SeenPackage[]>;
}

/** On which part of the world an answer is based. */
export interface Basis {
  readonly packages: number;
  /** Those of which a document says what they need. */
  readonly telling: number;
  /** Those whose documents cannot be read. */
  readonly unread: number;
}

/** A graph with the names of its numbers. */
export interface SeenGraph {
  readonly graph: DependentsGraph;
  readonly refs: readonly PackageRef[];
  readonly numberOf: (ref: PackageRef) => number | undefined;
  readonly needsOf: (number: number) => readonly VersionNeeds[];
  readonly basis: Basis;
}

interface ReadPackage {
  readonly ref: PackageRef;
  readonly digest: string;
  /** Undefined: it cannot be read. */
  readonly needs: readonly VersionNeeds[] | undefined;
}

export class SeenDependencies {
  readonly #seen: SeenPackages;
  #read = new Map<string, ReadPackage>();
  #graph: SeenGraph | undefined;
  #refreshing: Promise<SeenGraph> | undefined;

  constructor(seen: SeenPackages) {
    this.#seen = seen;
  }

  /** As of now. Those who ask while it is being read wait for the same. */
  graph(): Promise<SeenGraph> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #refresh(): Promise<SeenGraph> {
    const next = new Map<string, ReadPackage>();
    let isSame = this.#graph !== undefined;
    const turn = startTurn();
    for await (const page of this.#seen.pages()) {
      for (const { ref, digest, readNeeds } of page) {
        const key = packageKey(ref);
        const known = this.#read.get(key);
        if (known?.digest === digest) next.set(key, known);
        else {
          isSame = false;
          next.set(key, { ref, digest, needs: await readOr(readNeeds) });
        }
        await turn.next();
      }
    }
    isSame &&= next.size === this.#read.size;
    this.#read = next;
    this.#graph = isSame && this.#graph !== undefined ? this.#graph : await buildGraph([...next.values()]);
    return this.#graph;
  }
}

/** One that is damaged keeps no other from being told. */
async function readOr(readNeeds: SeenPackage['readNeeds']): Promise<ReadPackage['needs']> {
  try {
    return await readNeeds();
  } catch (error) {
    if (isGatehouseError(error)) return undefined;
    throw error;
  }
}

async function buildGraph(all: readonly ReadPackage[]): Promise<SeenGraph> {
  const numbers = new Map<string, number>();
  const refs: PackageRef[] = [];
  const numberOf = (ref: PackageRef): number => {
    const key = packageKey(ref);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, refs.length);
    return refs.push(ref) - 1;
  };
  const [from, to]: [number[], number[]] = [[], []];
  const told: (readonly VersionNeeds[] | undefined)[] = [];
  const turn = startTurn();
  for (const { ref, needs } of all) {
    const own = numberOf(ref);
    told[own] = needs;
    const names = new Set((needs ?? []).flatMap((version) => version.needs.map(({ name }) => name)));
    for (const name of names) {
      from.push(own);
      to.push(numberOf({ ecosystem: ref.ecosystem, name }));
    }
    await turn.next();
  }
  const pairs = { from: Uint32Array.from(from), to: Uint32Array.from(to) };
  return {
    graph: await DependentsGraph.build(refs.length, pairs, turn),
    refs,
    numberOf: (ref) => numbers.get(packageKey(ref)),
    needsOf: (number) => told[number] ?? [],
    basis: {
      packages: all.length,
      telling: all.filter(({ needs }) => (needs?.length ?? 0) > 0).length,
      unread: all.filter(({ needs }) => needs === undefined).length,
    },
  };
}
