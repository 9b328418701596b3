// Asks a server what moving versions in would come to, and sends them one by one.

import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { z } from 'zod';

import { GatehouseError, isGatehouseError, messageOf, type ErrorCode } from '../../kernel/errors.ts';
import type { Digests } from '../../kernel/digest.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { problem } from '../../http/api/contract.ts';
import {
  importAnswer,
  planAnswer,
  type ImportAnswer,
  type PlanAnswer,
} from '../../http/api/import-contract.ts';
import { readVersion } from '../../main/version.ts';
import { EXIT_CODES } from '../exit-code.ts';
import type { Machine } from '../machine.ts';

export interface ImportServer {
  /** Without a trailing slash. */
  readonly url: string;
  readonly token: string;
}

/** What the server is told of a version beside its bytes. */
export interface SentHead {
  readonly name: string;
  readonly version: string;
  readonly files: readonly { readonly file: string; readonly digests: Digests }[];
}

const TIMEOUT_MS = 10 * 60_000;
/** A server that is started anew, or says that it is asked too much, is waited for. */
const WAITS_MS = [1_000, 4_000, 15_000] as const;

export async function askPlan(
  machine: Pick<Machine, 'fetch'>,
  server: ImportServer,
  ecosystem: Ecosystem,
  question: object,
): Promise<PlanAnswer> {
  return patiently(() =>
    post(machine, server, `/imports/${ecosystem}/plan`, {
      type: 'application/json',
      body: JSON.stringify(question),
      answer: planAnswer,
    }),
  );
}

/** Throws what the server refused, with its own words. */
export async function sendVersion(
  machine: Pick<Machine, 'fetch'>,
  server: ImportServer,
  ecosystem: Ecosystem,
  { head, blobs }: { readonly head: SentHead; readonly blobs: readonly Blob[] },
): Promise<ImportAnswer> {
  const files = [];
  for (const [at, { file, digests }] of head.files.entries()) {
    const blob = blobs[at] ?? new Blob([]);
    const sha256 = await sha256OfBlob(blob);
    if (digests.sha256 !== undefined && digests.sha256 !== sha256) {
      throw new GatehouseError(
        'digest-mismatch',
        `Cannot move in ${head.name} ${head.version}: ${file}: its sha256 is ${sha256}, and ${digests.sha256} was said there`,
      );
    }
    files.push({ file, sizeBytes: blob.size, digests: { ...digests, sha256 } });
  }
  const json = Buffer.from(JSON.stringify({ ...head, files }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  const body = new Blob([length, json, ...blobs]);
  return patiently(() =>
    post(machine, server, `/imports/${ecosystem}/versions`, {
      type: 'application/octet-stream',
      body,
      answer: importAnswer,
    }),
  );
}

/** In pieces, since a file may be larger than memory. */
export async function sha256OfBlob(blob: Blob): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of blob.stream()) hash.update(piece);
  return hash.digest('hex');
}

async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (const waitMs of WAITS_MS) {
    try {
      return await ask();
    } catch (error) {
      const isPassing =
        isGatehouseError(error, 'upstream-unreachable') || isGatehouseError(error, 'too-many-requests');
      if (!isPassing) throw error;
      await sleep(waitMs);
    }
  }
  return ask();
}

async function post<T>(
  { fetch }: Pick<Machine, 'fetch'>,
  { url, token }: ImportServer,
  path: string,
  {
    type,
    body,
    answer,
  }: { readonly type: string; readonly body: string | Blob; readonly answer: z.ZodType<T> },
): Promise<T> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${url}/api/v1${path}`, {
      method: 'POST',
      headers: {
        'user-agent': `gatehouse/${readVersion()}`,
        accept: 'application/json',
        authorization: `Bearer ${token}`,
        'content-type': type,
      },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    text = await response.text();
  } catch (cause) {
    throw new GatehouseError('upstream-unreachable', `Cannot reach ${url}: ${messageOf(cause)}`, { cause });
  }
  const value = parsed(text);
  if (!response.ok) throw refusalOf(response.status, value);
  const read = answer.safeParse(value);
  if (read.success) return read.data;
  throw new GatehouseError(
    'upstream-invalid',
    `Cannot read the answer of ${url}: is it a Gatehouse of this version?`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A proxy's page: the status has to do.
    return undefined;
  }
}

function refusalOf(status: number, value: unknown): GatehouseError {
  const read = problem.safeParse(value);
  if (!read.success) {
    const code = status >= 500 ? 'upstream-unreachable' : 'upstream-invalid';
    return new GatehouseError(code, `Cannot move in: the server answered ${status}`);
  }
  const { code, detail, facts = {} } = read.data;
  const known = Object.hasOwn(EXIT_CODES, code) ? (code as ErrorCode) : 'undecided';
  const plain = Object.entries(facts).filter(
    (one): one is [string, string | number | boolean] => typeof one[1] !== 'object',
  );
  return new GatehouseError(known, detail, { facts: Object.fromEntries(plain) });
}
