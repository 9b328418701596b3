// The only way from these pages to the server: the public JSON API.

import type { Problem } from '../../../src/http/api/contract.ts';
import { ApiProblem } from './problem.ts';

type ChangeMethod = 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Reads and changes what the server has. All methods throw ApiProblem. */
export interface ApiClient {
  /** `path` is below `/api/v1`, with its query. */
  readonly get: <T>(path: string, signal?: AbortSignal) => Promise<T>;
  /** Asks the person for the password and tries again when the server wants them confirmed. */
  readonly send: <T>(method: ChangeMethod, path: string, body?: unknown) => Promise<T>;
}

/** Below this everything stands. */
export const API_ROOT = '/api/v1';

/** `confirm` shows the dialog and answers whether the person proved themself. */
export function createApiClient(confirm: (why: string) => Promise<boolean>): ApiClient {
  return {
    get: (path, signal) => call('GET', path, undefined, signal),
    async send<T>(method: ChangeMethod, path: string, body?: unknown): Promise<T> {
      try {
        return await call<T>(method, path, body);
      } catch (error) {
        const isAsked = error instanceof ApiProblem && error.problem.code === 'needs-confirmation';
        if (!isAsked || !(await confirm(error.problem.detail))) throw error;
        return call<T>(method, path, body);
      }
    },
  };
}

/** The query of a request: pairs without a value are left out. */
export function queryOf(pairs: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(pairs).flatMap(([key, value]) =>
    value === undefined || value === '' ? [] : [[key, String(value)]],
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}

async function call<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const response = await reach(`${API_ROOT}${path}`, {
    method,
    credentials: 'same-origin',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    ...(method === 'GET' ? {} : { body: body === undefined ? '' : JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  // Nothing to tell, or nothing yet.
  if (response.status === 204 || response.status === 202) return undefined as T;
  const answer: unknown = await readJson(response);
  if (!response.ok) throw new ApiProblem(answer as Problem);
  return answer as T;
}

async function reach(url: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(url, request);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiProblem(noAnswer(0, 'Cannot reach Gatehouse: found no answer at its address'));
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    throw new ApiProblem(
      noAnswer(response.status, `Cannot read the answer: found status ${response.status} without JSON`),
    );
  }
}

function noAnswer(status: number, detail: string): Problem {
  return { type: 'about:blank', title: 'No answer', status, code: 'unreachable', detail };
}
