// Sends the archive of a Composer package to a server.

import { GatehouseError, messageOf } from '../../kernel/errors.ts';
import { arrayField, isObject, stringField, type JsonObject } from '../../formats/json.ts';
import { given } from '../../kernel/given.ts';
import { readVersion } from '../../main/version.ts';
import type { Machine } from '../machine.ts';

export interface Upload {
  /** The server's address. */
  readonly server: string;
  readonly token: string;
  readonly name: string;
  readonly version: string;
  readonly archive: Uint8Array;
  readonly reference?: string;
  readonly source?: string;
  /** Whether it is put up for approval, though it might be published. */
  readonly isStaged?: boolean;
}

export interface Uploaded {
  readonly name: string;
  readonly version: string;
  readonly warnings: readonly string[];
  /** It is not published: it waits for approval, under this id. */
  readonly stagedId?: string;
}

const TIMEOUT_MS = 10 * 60_000;
const MAX_WORDS = 2_000;

/** Throws the server's own refusal (`not-allowed`, `conflict`, `invalid-request`), and `upstream-unreachable`. */
export async function uploadArchive({ fetch }: Pick<Machine, 'fetch'>, upload: Upload): Promise<Uploaded> {
  const { server, token, name, version, archive, reference, source, isStaged = false } = upload;
  const path = [...name.split('/'), version].map(encodeURIComponent).join('/');
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${server.replace(/\/+$/, '')}/composer/packages/${path}`, {
      method: 'PUT',
      headers: {
        'user-agent': `gatehouse/${readVersion()}`,
        authorization: `Bearer ${token}`,
        'content-type': 'application/zip',
        ...(reference === undefined ? {} : { 'gatehouse-source-reference': reference }),
        ...(source === undefined ? {} : { 'gatehouse-source-url': source }),
        ...(isStaged ? { 'gatehouse-stage': 'true' } : {}),
      },
      body: Buffer.from(archive),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    text = await response.text();
  } catch (cause) {
    throw new GatehouseError('upstream-unreachable', `Cannot reach ${server}: ${messageOf(cause)}`, {
      cause,
    });
  }
  const answer = readAnswer(text);
  if (response.status !== 201) throw refusalOf(response.status, answer, `${name} ${version}`);
  return {
    name: stringField(answer, 'name') ?? name,
    version: stringField(answer, 'version') ?? version,
    warnings: arrayField(answer, 'warnings').filter((one) => typeof one === 'string'),
    ...given('stagedId', stringField(answer, 'stagedId')),
  };
}

function readAnswer(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    // A proxy's page: the status has to do.
    return {};
  }
}

function refusalOf(status: number, answer: JsonObject, what: string): GatehouseError {
  const words = (
    stringField(answer, 'message') ??
    stringField(answer, 'warning') ??
    `the server answered ${status}`
  ).slice(0, MAX_WORDS);
  const message = words.startsWith('Cannot ') ? words : `Cannot publish ${what}: ${words}`;
  if (status === 401) return new GatehouseError('not-signed-in', message);
  if (status === 403) return new GatehouseError('not-allowed', message);
  if (status === 409) return new GatehouseError('conflict', message);
  return new GatehouseError(status < 500 ? 'invalid-request' : 'upstream-unreachable', message);
}
