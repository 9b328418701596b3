// The public JSON API, version 1: the shape of every request and answer. OpenAPI and the web client's types come from here
// and from the `…-contract.ts` beside it, one for each subject; here is what they share.
// Times are RFC 3339 in UTC; lists are pages that are continued with `after` = the last page's `next`.

import { z } from 'zod';

import { ECOSYSTEMS } from '../../kernel/ecosystem.ts';
import { ACTIONS } from '../../kernel/verdict.ts';

export const ecosystem = z.enum(ECOSYSTEMS);
export const action = z.enum(ACTIONS);
export const time = z.string();

/** A page of `item`s; no `next` on the last one. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next: z.string().optional() });

export const evidenceNote = z.object({
  kind: z.string(),
  source: z.string(),
  id: z.string().optional(),
  url: z.string().optional(),
});

export const reason = z.object({
  rule: z.string(),
  action,
  summary: z.string(),
  evidence: z.array(evidenceNote),
  until: time.optional(),
});

export const verdict = z.object({ action, reasons: z.array(reason), observed: z.array(reason) });

/** RFC 9457. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  detail: z.string(),
  /** The error's code: `needs-confirmation`, `not-found`, … */
  code: z.string(),
  facts: z.record(z.string(), z.unknown()).optional(),
});

export type VerdictItem = z.infer<typeof verdict>;
export type ReasonItem = z.infer<typeof reason>;
export type Problem = z.infer<typeof problem>;
