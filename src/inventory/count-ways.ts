// How many ways there are, by dynamic programming: from the end upwards, each step's ways are the sum of those behind it.

import { collapseCycles, type Collapsed } from './collapse-cycles.ts';
import type { Edges } from './way-graph.ts';

export interface WayCount {
  readonly count: bigint;
  /** Whether there are more than `count`, which is as far as anybody counts. */
  readonly isMore: boolean;
  /** Whether any of them runs through a cycle: it counts as one step, so that each way around it is not a way of its own. */
  readonly hasCycles: boolean;
}

/** The part of a graph that stands on any way. */
export interface OnWay {
  readonly edges: Edges;
  /** 1 where ways end. Nothing leads on from there. */
  readonly isEnd: Uint8Array;
  readonly entries: readonly number[];
}

export interface WayCounts {
  readonly total: WayCount;
  /** From a position down. */
  readonly from: (at: number) => WayCount;
}

/** A hostile file could make numbers of a hundred thousand digits. */
const MOST = 10n ** 60n;

export function countWays(onWay: OnWay): WayCounts {
  const collapsed = collapseCycles(onWay.edges);
  const links = linksOf(onWay, collapsed);
  const { hasCycles, group } = collapsed;
  const small = addUp<number>(links, 0, 1, (sum) => sum);
  const tops = new Set(onWay.entries.map((at) => group[at] ?? 0));
  const total = [...tops].reduce((sum, top) => sum + (small[top] ?? 0), 0);
  if (total <= Number.MAX_SAFE_INTEGER) {
    // Nothing on a way has more ways than all together: none of the numbers was rounded.
    const tell = (count: number) => ({ count: BigInt(count), isMore: false, hasCycles });
    return { total: tell(total), from: (at) => tell(small[group[at] ?? 0] ?? 0) };
  }
  const large = addUp<bigint>(links, 0n, 1n, (sum) => (sum > MOST ? MOST + 1n : sum));
  const tell = (count: bigint) => ({ count: count > MOST ? MOST : count, isMore: count > MOST, hasCycles });
  return {
    total: tell([...tops].reduce((sum, top) => sum + (large[top] ?? 0n), 0n)),
    from: (at) => tell(large[group[at] ?? 0] ?? 0n),
  };
}

interface GroupLinks extends Edges {
  readonly isEnd: Uint8Array;
}

/** Which cycle, or single position, leads to which others, each once. */
function linksOf({ edges, isEnd }: OnWay, { group, count }: Collapsed): GroupLinks {
  const members = membersOf(group, count);
  const ends = new Uint8Array(count);
  const starts = new Int32Array(count + 1);
  const targets = new Int32Array(edges.targets.length);
  const seenBy = new Int32Array(count).fill(-1);
  let length = 0;
  for (let own = 0; own < count; own += 1) {
    seenBy[own] = own;
    for (let place = members.starts[own] ?? 0; place < (members.starts[own + 1] ?? 0); place += 1) {
      const at = members.targets[place] ?? 0;
      if (isEnd[at] === 1) ends[own] = 1;
      const end = edges.starts[at + 1] ?? 0;
      for (let index = edges.starts[at] ?? 0; index < end; index += 1) {
        const other = group[edges.targets[index] ?? 0] ?? 0;
        if (seenBy[other] === own) continue;
        seenBy[other] = own;
        targets[length++] = other;
      }
    }
    starts[own + 1] = length;
  }
  return { starts, targets: targets.subarray(0, length), isEnd: ends };
}

/** The positions of each group. */
function membersOf(group: Int32Array, count: number): Edges {
  const starts = new Int32Array(count + 1);
  for (const own of group) starts[own + 1] = (starts[own + 1] ?? 0) + 1;
  for (let own = 0; own < count; own += 1) starts[own + 1] = (starts[own + 1] ?? 0) + (starts[own] ?? 0);
  const next = Int32Array.from(starts);
  const targets = new Int32Array(group.length);
  for (let at = 0; at < group.length; at += 1) {
    const own = group[at] ?? 0;
    const place = next[own] ?? 0;
    targets[place] = at;
    next[own] = place + 1;
  }
  return { starts, targets };
}

/** Groups are numbered from the ends upwards: whatever one leads to is known before it. */
function addUp<N extends number | bigint>(
  { starts, targets, isEnd }: GroupLinks,
  none: N,
  one: N,
  bound: (sum: N) => N,
): readonly N[] {
  const sums: N[] = [];
  for (let own = 0; own < isEnd.length; own += 1) {
    let sum: N = isEnd[own] === 1 ? one : none;
    const end = starts[own + 1] ?? 0;
    for (let index = starts[own] ?? 0; index < end; index += 1) {
      sum = bound(((sum as number) + (sums[targets[index] ?? 0] as number)) as N);
    }
    sums.push(sum);
  }
  return sums;
}
