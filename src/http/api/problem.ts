// Errors of the JSON API as problem details (RFC 9457), with the error's code beside the status.

import { STATUS_CODES } from '../node-http.ts';

import { isGatehouseError, type GatehouseError } from '../../kernel/errors.ts';
import { outsideWords } from '../outside-words.ts';
import { statusOf } from '../status-of.ts';
import type { Problem } from './contract.ts';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

/** An error of the HTTP layer below the routes: an unreadable body, a wrong content type. */
interface TransportError {
  readonly statusCode: number;
  readonly message: string;
}

/** The problem that an error is told as; what was not foreseen tells nothing about itself. */
export function problemOf(error: unknown): Problem {
  if (isGatehouseError(error)) return fromGatehouse(error);
  if (isTransportError(error)) {
    const code = error.statusCode === 413 ? 'too-large' : 'invalid-request';
    return write(error.statusCode, code, `Cannot read the request: ${error.message}`);
  }
  return write(500, 'internal', 'Cannot answer: an internal error happened and was logged');
}

/** Whether an error is the server's own fault, to be reported. */
export function isOwnFault(error: unknown): boolean {
  return isGatehouseError(error) ? statusOf(error.code) >= 500 : !isTransportError(error);
}

function fromGatehouse(error: GatehouseError): Problem {
  const words = outsideWords(error);
  const problem = write(statusOf(error.code), error.code, words);
  // Facts of an error that is told in other words name what the words leave out.
  if (words !== error.message) return problem;
  return Object.keys(error.facts).length === 0 ? problem : { ...problem, facts: error.facts };
}

function write(status: number, code: string, detail: string): Problem {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail, code };
}

function isTransportError(error: unknown): error is TransportError {
  if (!(error instanceof Error) || !('statusCode' in error)) return false;
  const { statusCode } = error;
  return typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500;
}
