// A process of its own that makes a graph of an ecosystem's size, asks who depends on packages of it, and prints what that took.

import { startTurn } from '../../src/evidence/turn.ts';
import { DependentsGraph } from '../../src/inventory/impact/dependents-graph.ts';
import { median } from '../median.ts';

const PACKAGES = 3_000_000;
const DEPENDENCIES = 24_000_000;
const ORDINARY = 201;

/** What the process prints. */
export interface BlastMeasured {
  readonly buildMs: number;
  readonly worstMs: number;
  readonly worstDependents: number;
  readonly typicalMs: number;
  readonly typicalDependents: number;
  readonly longestHoldMs: number;
  readonly peakBytes: number;
}

/** The same numbers each time (a linear congruence, modulo 2^32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A few packages are needed by very many, most by nobody: a power law, as registries have it. */
function makePairs(): { readonly from: Uint32Array; readonly to: Uint32Array } {
  const random = numbers(7);
  const from = new Uint32Array(DEPENDENCIES);
  const to = new Uint32Array(DEPENDENCIES);
  for (let at = 0; at < DEPENDENCIES; at += 1) {
    const needing = Math.floor(random() * PACKAGES);
    from[at] = needing;
    // Mostly older ones are needed; one in a hundred is any, so that there are cycles.
    const range = random() < 0.01 ? PACKAGES : Math.max(1, needing);
    to[at] = Math.floor(range * random() ** 4);
  }
  return { from, to };
}

/** What this thread computed between two looks, so that what others take of the core does not count. */
let longestHoldMs = 0;
let computedMs = cpuMs();
const watch = setInterval(() => {
  const now = cpuMs();
  longestHoldMs = Math.max(longestHoldMs, now - computedMs);
  computedMs = now;
}, 1);
const pairs = makePairs();
await new Promise((resolve) => setTimeout(resolve, 10));
[longestHoldMs, computedMs] = [0, cpuMs()];
const buildAt = performance.now();
const graph = await DependentsGraph.build(PACKAGES, pairs, startTurn());
const buildMs = performance.now() - buildAt;

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

const ask = async (node: number) => {
  const startedAt = performance.now();
  const { total } = await graph.dependentsOf(node, startTurn());
  return { ms: performance.now() - startedAt, total };
};
const worst = await ask(0);
const random = numbers(11);
const ordinary = [];
for (let round = 0; round < ORDINARY; round += 1) ordinary.push(await ask(Math.floor(random() * PACKAGES)));
clearInterval(watch);
const measured: BlastMeasured = {
  buildMs,
  worstMs: worst.ms,
  worstDependents: worst.total,
  typicalMs: median(ordinary.map(({ ms }) => ms)),
  typicalDependents: median(ordinary.map(({ total }) => total)),
  longestHoldMs,
  peakBytes: process.resourceUsage().maxRSS * 1024,
};
console.log(JSON.stringify(measured));
