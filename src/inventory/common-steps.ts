// What every way leads through (the dominators of the end): found along one way, by looking how far others can pass it by.

import type { OnWay } from './count-ways.ts';
import { targetsOf } from './way-graph.ts';

/**
 * The steps of `way` that no other way passes by, from the top down, without ends. `way` leads from an entry to an end. Each
 * edge is looked at once.
 */
export function commonSteps(onWay: OnWay, way: readonly number[]): readonly number[] {
  const { edges, isOn, isEnd, entries } = onWay;
  const placeOnWay = new Map(way.map((at, place) => [at, place]));
  const isSeen = new Uint8Array(isOn.length);
  const waiting: number[] = [];
  // How far down the way one comes without the steps that were not yet looked at.
  let furthest = 0;
  const enter = (at: number): void => {
    if (isOn[at] !== 1) return;
    const place = placeOnWay.get(at);
    if (place !== undefined) furthest = Math.max(furthest, place);
    else if (isEnd(at)) furthest = way.length;
    else if (isSeen[at] === 0) {
      isSeen[at] = 1;
      waiting.push(at);
    }
  };
  const spread = (): void => {
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      for (const to of targetsOf(edges, at)) enter(to);
    }
  };
  for (const at of entries) enter(at);
  spread();
  const common: number[] = [];
  for (const [place, at] of way.entries()) {
    if (furthest <= place && !isEnd(at)) common.push(at);
    for (const to of targetsOf(edges, at)) enter(to);
    spread();
  }
  return common;
}
