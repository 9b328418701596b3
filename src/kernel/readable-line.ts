// A line of the log for people who look at a terminal; files and pipes get the JSON as it is.

import { escapeControl } from './errors.ts';

/** `15:47:14 warn  a feed could not be refreshed: feed kev, error …`, in UTC; what is no line of the log stays as it is. */
export function readableLine(line: string): string {
  const entry = parse(line);
  if (entry === undefined) return line;
  const { time, level, message, ...facts } = entry;
  const said = Object.entries(facts).flatMap(([key, value]) => {
    const text = describe(value);
    return text === '' ? [] : [`${key} ${text}`];
  });
  const more = said.length === 0 ? '' : `: ${said.join(', ')}`;
  return `${String(time).slice(11, 19)} ${String(level).padEnd(5)} ${escapeControl(`${String(message)}${more}`)}\n`;
}

function parse(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    // Not the logger's own.
    return undefined;
  }
}

/** Errors by their message, and by their stack where there is one; empty lists say nothing. */
function describe(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return value.map(describe).join('; ');
  const { message, stack } = value as { readonly message?: unknown; readonly stack?: unknown };
  if (typeof stack === 'string') return stack;
  return typeof message === 'string' ? message : JSON.stringify(value);
}
