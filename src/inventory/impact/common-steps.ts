// What every way leads through (the dominators of the end): found along one way, by looking how far others can pass it by.

import type { OnWay } from './count-ways.ts';
import { spareArray } from './spare-array.ts';

/**
 * The steps of `way` that no other way passes by, from the top down, without ends. `way` leads from an entry to an end. Each
 * edge is looked at once.
 */
export function commonSteps({ edges, ends, entries }: OnWay, way: readonly number[]): readonly number[] {
  const { starts, targets } = edges;
  const count = starts.length - 1;
  const placeOnWay = spareArray('place-on-way', count).fill(-1, 0, count);
  for (const [place, at] of way.entries()) placeOnWay[at] = place;
  const isSeen = spareArray('is-seen', count).fill(0, 0, count);
  const waiting: number[] = [];
  // How far down the way one comes without the steps that were not yet looked at.
  let furthest = 0;
  const enter = (at: number): void => {
    const place = placeOnWay[at] ?? -1;
    if (place >= 0) furthest = Math.max(furthest, place);
    else if (at < ends) furthest = way.length;
    else if (isSeen[at] === 0) {
      isSeen[at] = 1;
      waiting.push(at);
    }
  };
  const enterBelow = (at: number): void => {
    const end = starts[at + 1] ?? 0;
    for (let index = starts[at] ?? 0; index < end; index += 1) enter(targets[index] ?? 0);
  };
  const spread = (): void => {
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) enterBelow(at);
  };
  for (const at of entries) enter(at);
  spread();
  const common: number[] = [];
  for (const [place, at] of way.entries()) {
    if (furthest <= place && at >= ends) common.push(at);
    enterBelow(at);
    spread();
    // Nothing further down can be common.
    if (furthest === way.length) break;
  }
  return common;
}
