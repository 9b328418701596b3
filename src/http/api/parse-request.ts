// Parses a request's parts by their schemas; all that is wrong is told together, each with its path.

import type { z } from 'zod';

import { GatehouseError } from '../../kernel/errors.ts';
import type { ApiRoute } from './route.ts';

/** The parts of a request, not yet parsed. */
export interface RawParts {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

const PARTS = ['params', 'query', 'body'] as const;
const MAX_FAULTS = 50;

/**
 * The parts as the route's schemas read them; a part without a schema is undefined. Throws `invalid-request` with
 * `facts.fields`, one text for each fault: `body.name: Invalid input: expected string, received number`.
 */
export function parseRequest(route: Pick<ApiRoute, (typeof PARTS)[number]>, raw: RawParts): RawParts {
  const parsed: { params: unknown; query: unknown; body: unknown } = {
    params: undefined,
    query: undefined,
    body: undefined,
  };
  const fields: string[] = [];
  for (const part of PARTS) {
    const result = route[part]?.safeParse(part === 'body' ? (raw.body ?? {}) : raw[part]);
    if (result === undefined) continue;
    if (result.success) parsed[part] = result.data;
    else fields.push(...result.error.issues.map((issue) => describeIssue(part, issue)));
  }
  if (fields.length === 0) return parsed;
  throw new GatehouseError('invalid-request', `Cannot read the request: ${fields.slice(0, 5).join('; ')}`, {
    facts: { fields: fields.slice(0, MAX_FAULTS) },
  });
}

function describeIssue(part: string, issue: z.core.$ZodIssue): string {
  const path = issue.path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`));
  return `${part}${path.join('').slice(0, 200)}: ${issue.message.slice(0, 300)}`;
}
