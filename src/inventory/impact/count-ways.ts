// How many ways there are, by dynamic programming: from the end upwards, each step's ways are the sum of those behind it.

import { collapseCycles, type Collapsed } from './collapse-cycles.ts';
import { spareArray } from './spare-array.ts';
import type { Edges } from './way-graph.ts';

export interface WayCount {
  readonly count: bigint;
  /** Whether there are more than `count`, which is as far as anybody counts. */
  readonly isMore: boolean;
  /** Whether any of them runs through a cycle: it counts as one step, so that each way around it is not a way of its own. */
  readonly hasCycles: boolean;
}

/** The part of a graph that leads to an end. */
export interface OnWay {
  readonly edges: Edges;
  /** The first so many are where ways end. Nothing leads on from there. */
  readonly ends: number;
  /** Where ways begin: what stands above them alone is on none. */
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
  const collapsed = collapseCycles(onWay.edges, onWay.entries);
  const { hasCycles, group } = collapsed;
  const small = addUp<number>(onWay, collapsed, 0, 1, (sum) => sum);
  const tops = new Set(onWay.entries.map((at) => group[at] ?? 0));
  const total = [...tops].reduce((sum, top) => sum + (small[top] ?? 0), 0);
  if (total <= Number.MAX_SAFE_INTEGER) {
    // Nothing on a way has more ways than all together: none of the numbers was rounded.
    const tell = (count: number) => ({ count: BigInt(count), isMore: false, hasCycles });
    return { total: tell(total), from: (at) => tell(small[group[at] ?? 0] ?? 0) };
  }
  const large = addUp<bigint>(onWay, collapsed, 0n, 1n, (sum) => (sum > MOST ? MOST + 1n : sum));
  const tell = (count: bigint) => ({ count: count > MOST ? MOST : count, isMore: count > MOST, hasCycles });
  return {
    total: tell([...tops].reduce((sum, top) => sum + (large[top] ?? 0n), 0n)),
    from: (at) => tell(large[group[at] ?? 0] ?? 0n),
  };
}

/**
 * The ways from each cycle, or single position, to an end. They are numbered from the ends upwards: whatever one leads to is
 * known before it. Several edges from one to another are one.
 */
function addUp<N extends number | bigint>(
  { edges, ends }: OnWay,
  { group, starts, members, count }: Collapsed,
  none: N,
  one: N,
  bound: (sum: N) => N,
): readonly N[] {
  const sums: N[] = [];
  const countedFor = spareArray('counted', count).fill(-1, 0, count);
  for (let own = 0; own < count; own += 1) {
    countedFor[own] = own;
    let sum = none;
    const last = starts[own + 1] ?? 0;
    for (let place = starts[own] ?? 0; place < last; place += 1) {
      const at = members[place] ?? 0;
      if (at < ends) sum = one;
      const end = edges.starts[at + 1] ?? 0;
      for (let index = edges.starts[at] ?? 0; index < end; index += 1) {
        const other = group[edges.targets[index] ?? 0] ?? 0;
        if (countedFor[other] === own) continue;
        countedFor[other] = own;
        sum = bound(((sum as number) + (sums[other] as number)) as N);
      }
    }
    sums.push(sum);
  }
  return sums;
}
