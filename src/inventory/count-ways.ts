// How many ways there are, by dynamic programming: from the end upwards, each step's ways are the sum of those behind it.

import type { Collapsed } from './collapse-cycles.ts';
import { targetsOf, type Edges } from './way-graph.ts';

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
  readonly isOn: Uint8Array;
  readonly isEnd: (at: number) => boolean;
  readonly entries: readonly number[];
}

export interface WayCounts {
  readonly total: WayCount;
  /** From a position down. */
  readonly from: (at: number) => WayCount;
}

/** A hostile file could make numbers of a hundred thousand digits. */
const MOST = 10n ** 60n;

export function countWays(onWay: OnWay, collapsed: Collapsed): WayCounts {
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
function linksOf({ edges, isOn, isEnd }: OnWay, { group, count }: Collapsed): GroupLinks {
  const members = membersOf(group, count);
  const ends = new Uint8Array(count);
  const starts = new Int32Array(count + 1);
  const targets: number[] = [];
  const seenBy = new Int32Array(count).fill(-1);
  for (let own = 0; own < count; own += 1) {
    seenBy[own] = own;
    for (const at of targetsOf(members, own)) {
      if (isEnd(at)) ends[own] = 1;
      for (const to of targetsOf(edges, at)) {
        const other = group[to] ?? -1;
        if (isOn[to] !== 1 || seenBy[other] === own) continue;
        seenBy[other] = own;
        targets.push(other);
      }
    }
    starts[own + 1] = targets.length;
  }
  return { starts, targets: Int32Array.from(targets), isEnd: ends };
}

function membersOf(group: Int32Array, count: number): Edges {
  const next = new Int32Array(count + 1);
  for (const own of group) if (own >= 0) next[own + 1] = (next[own + 1] ?? 0) + 1;
  for (let own = 0; own < count; own += 1) next[own + 1] = (next[own + 1] ?? 0) + (next[own] ?? 0);
  const starts = Int32Array.from(next);
  const targets = new Int32Array(next[count] ?? 0);
  for (const [at, own] of group.entries()) {
    if (own < 0) continue;
    const place = next[own] ?? 0;
    targets[place] = at;
    next[own] = place + 1;
  }
  return { starts, targets };
}

/** Groups are numbered from the ends upwards: whatever one leads to is known before it. */
function addUp<N extends number | bigint>(
  links: GroupLinks,
  none: N,
  one: N,
  bound: (sum: N) => N,
): readonly N[] {
  const sums: N[] = [];
  for (const [own, isEnd] of links.isEnd.entries()) {
    let sum: N = isEnd === 1 ? one : none;
    for (const other of targetsOf(links, own)) sum = bound(((sum as number) + (sums[other] as number)) as N);
    sums.push(sum);
  }
  return sums;
}
