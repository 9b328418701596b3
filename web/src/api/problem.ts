// What goes wrong between this page and the server, as one kind of error.

import type { Problem } from '../../../src/http/api/contract.ts';

/** An answer that is a problem (RFC 9457), or no answer at all (`code` is then `unreachable`). */
export class ApiProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.name = 'ApiProblem';
    this.problem = problem;
  }
}

/** The problem behind anything thrown; a programming error is told as `page-failed`. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ApiProblem) return error.problem;
  const detail = error instanceof Error ? error.message : String(error);
  return { type: 'about:blank', title: 'Page failed', status: 0, code: 'page-failed', detail };
}

/** The texts in a list-valued fact. */
export function factTexts(problem: Problem, fact: string): readonly string[] {
  const value = problem.facts?.[fact];
  return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
}
