// One route of the mock.

import type { z } from 'zod';

import type { MockState } from './mock-state.ts';

export interface MockCall {
  readonly state: MockState;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/** A route with the schema of its answer. */
export interface MockRoute {
  readonly method: string;
  readonly path: RegExp;
  readonly answer?: z.ZodType;
  readonly handle: (call: MockCall, params: readonly string[]) => unknown;
}

/** Whether the query's filter lets `text` through. */
export function matches(query: URLSearchParams, name: string, text: string): boolean {
  const wanted = query.get(name);
  return wanted === null || text.toLowerCase().includes(wanted.toLowerCase());
}

/** A page of `items`. */
export function page<T>(
  query: URLSearchParams,
  items: readonly T[],
  cursor = 'after',
): { items: readonly T[]; next?: string } {
  const limit = Number(query.get('limit') ?? 50);
  const from = Number(query.get(cursor) ?? 0);
  const shown = items.slice(from, from + limit);
  return from + limit < items.length ? { items: shown, next: String(from + limit) } : { items: shown };
}
