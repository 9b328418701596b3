// A call of the JSON API of a gate, with what somebody presents.

import type { Gate } from './gate.ts';

export interface ApiAnswer {
  readonly status: number;
  /** Of a problem. */
  readonly code: string;
  readonly detail: string;
  readonly body: Readonly<Record<string, unknown>> & { readonly items: readonly Record<string, never>[] };
}

/** `request`: `POST /organisations`, below `/api/v1`. */
export async function callApi(
  gate: Gate,
  { headers }: { readonly headers: Readonly<Record<string, string>> },
  request: string,
  body?: unknown,
): Promise<ApiAnswer> {
  const [method = 'GET', path = ''] = request.split(' ');
  const answer = await gate.ask(`/api/v1${path}`, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const read = (answer.text === '' ? {} : JSON.parse(answer.text)) as ApiAnswer['body'];
  const { code = '', detail = '' } = read as { readonly code?: string; readonly detail?: string };
  return { status: answer.status, code, detail, body: read };
}
