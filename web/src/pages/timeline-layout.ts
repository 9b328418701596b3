// Where each version stands in the timeline: left to right by publication, one lane for each release line.

import type { VersionItem } from '../../../src/http/api/package-contract.ts';
import { ACTION_NAMES, type ActionName } from '../words/verdict-words.ts';

export interface TimelineMark {
  readonly version: string;
  readonly action: ActionName;
  readonly publishedAt: string;
  readonly x: number;
  readonly y: number;
}

export interface TimelineLayout {
  readonly height: number;
  readonly marks: readonly TimelineMark[];
  readonly lanes: readonly { readonly title: string; readonly y: number }[];
  readonly ticks: readonly { readonly title: string; readonly x: number }[];
}

const LANE_HEIGHT = 24;
const MAX_LANES = 6;
const LEFT = 48;
const RIGHT = 12;
const TICK_WIDTH = 72;
const DAY_MS = 86_400_000;

/**
 * The layout in pixels for `width`. The newest lines have lanes of their own, all older ones share the last. Versions
 * without a date have no place. More severe verdicts come last, so that they are drawn over the others.
 */
export function layOutTimeline(
  versions: readonly VersionItem[],
  width: number,
  now: number,
): TimelineLayout | undefined {
  const dated = versions.flatMap((item) => {
    const at = Date.parse(item.publishedAt ?? '');
    return Number.isNaN(at) ? [] : [{ item, at, line: lineOf(item.version) }];
  });
  if (dated.length === 0) return undefined;
  const from = Math.min(...dated.map(({ at }) => at)) - DAY_MS;
  const scale = (width - LEFT - RIGHT) / Math.max(DAY_MS, now - from);
  const xOf = (at: number) => Math.round((LEFT + (at - from) * scale) * 10) / 10;
  const lines = [...new Set(dated.map(({ line }) => line))].sort(compareLines);
  const own = lines.length <= MAX_LANES ? lines : lines.slice(0, MAX_LANES - 1);
  const laneOf = (line: string) => (own.includes(line) ? own.indexOf(line) : own.length);
  const yOf = (lane: number) => lane * LANE_HEIGHT + LANE_HEIGHT / 2;
  const titles = own.length < lines.length ? [...own.map(titleOf), 'older'] : own.map(titleOf);
  return {
    height: titles.length * LANE_HEIGHT + 24,
    lanes: titles.map((title, lane) => ({ title, y: yOf(lane) })),
    ticks: ticksBetween(from, now, (width - LEFT - RIGHT) / TICK_WIDTH).map(({ at, title }) => ({
      title,
      x: xOf(at),
    })),
    marks: dated
      .map(({ item, at, line }) => ({
        version: item.version,
        action: item.verdict.action,
        publishedAt: item.publishedAt ?? '',
        x: xOf(at),
        y: yOf(laneOf(line)),
      }))
      .sort((a, b) => ACTION_NAMES.indexOf(a.action) - ACTION_NAMES.indexOf(b.action)),
  };
}

/** The first number of a version; `other` without one. */
function lineOf(version: string): string {
  return /\d+/.exec(version)?.[0] ?? 'other';
}

function compareLines(a: string, b: string): number {
  return (b === 'other' ? -1 : Number(b)) - (a === 'other' ? -1 : Number(a));
}

function titleOf(line: string): string {
  return line === 'other' ? line : `${line}.x`;
}

/** Years, months or days, whichever give no more than `most` ticks. */
function ticksBetween(
  from: number,
  to: number,
  most: number,
): readonly { readonly at: number; readonly title: string }[] {
  const monthSteps = [1, 3, 6, 12, 24, 60, 120];
  const months = (to - from) / (30.44 * DAY_MS);
  if (months < 2) {
    const step = Math.max(1, Math.ceil((to - from) / DAY_MS / Math.max(1, most)));
    const first = Math.ceil(from / DAY_MS) * DAY_MS;
    const count = Math.max(0, Math.floor((to - first) / (step * DAY_MS)) + 1);
    return Array.from({ length: count }, (_, index) => dayTick(first + index * step * DAY_MS));
  }
  const step = monthSteps.find((size) => months / size <= most) ?? 240;
  const start = new Date(from);
  const ticks: { at: number; title: string }[] = [];
  for (let month = start.getUTCFullYear() * 12; ; month += step) {
    const at = Date.UTC(Math.floor(month / 12), month % 12, 1);
    if (at > to) return ticks;
    if (at >= from) ticks.push({ at, title: new Date(at).toISOString().slice(0, step < 12 ? 7 : 4) });
  }
}

function dayTick(at: number): { readonly at: number; readonly title: string } {
  return { at, title: new Date(at).toISOString().slice(5, 10) };
}
