// Finds the line of a policy document that each fault is about.

import type { Problem } from '../../../src/http/api/contract.ts';
import { factTexts } from '../api/problem.ts';

export interface PlacedFault {
  /** From 1; absent where no line is to blame, such as a preset's. */
  readonly line?: number;
  readonly text: string;
}

/**
 * The faults of an `invalid-policy` problem, by line. A fault names its place as `rules[2] (young-version).block_under_hours`
 * or as a key of the head; faults that are no TOML come with their line.
 */
export function placeFaults(text: string, problem: Problem): readonly PlacedFault[] {
  const line = problem.facts?.['line'];
  const told = factTexts(problem, 'problems');
  const texts = told.length === 0 ? [problem.detail] : told;
  const lines = text.split('\n');
  return texts
    .map((fault) => {
      const found = typeof line === 'number' ? line : findLine(lines, fault);
      return found === undefined ? { text: fault } : { line: found, text: fault };
    })
    .sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

function findLine(lines: readonly string[], fault: string): number | undefined {
  const rule = /^rules\[(\d+)\](?: \([^)]*\))?(?:\.(\w+))?/.exec(fault);
  if (rule !== null) {
    const start = startOfRule(lines, Number(rule[1]));
    if (start === undefined) return undefined;
    const key = rule[2] ?? unknownKey(fault) ?? 'id';
    return lineOfKey(lines, start + 1, endOfTable(lines, start + 1), key) ?? start + 1;
  }
  if (fault.startsWith('preset rule ')) return undefined;
  const key = unknownKey(fault) ?? /^(\w+)[:.[]/.exec(fault)?.[1];
  return key === undefined ? undefined : lineOfKey(lines, 0, endOfTable(lines, 0), key);
}

/** The index of the line with the `at`-th `[[rules]]`. */
function startOfRule(lines: readonly string[], at: number): number | undefined {
  const starts = lines.flatMap((line, index) => (/^\s*\[\[\s*rules\s*\]\]/.test(line) ? [index] : []));
  return starts[at];
}

function endOfTable(lines: readonly string[], from: number): number {
  const end = lines.findIndex((line, index) => index >= from && /^\s*\[\[?\s*[\w"'-]/.test(line));
  return end < 0 ? lines.length : end;
}

/** From 1. */
function lineOfKey(lines: readonly string[], from: number, to: number, key: string): number | undefined {
  const index = lines.findIndex((line, at) => at >= from && at < to && keyOf(line) === key);
  return index < 0 ? undefined : index + 1;
}

function keyOf(line: string): string | undefined {
  return /^\s*["']?([\w-]+)["']?\s*=/.exec(line)?.[1];
}

function unknownKey(fault: string): string | undefined {
  return /unknown key (\w+)/.exec(fault)?.[1];
}
