// Another registry by its address: asked within bounds, and never led to another host than the one that was named.

import { GatehouseError, messageOf } from '../../kernel/errors.ts';
import { withoutLastSlashes } from '../../kernel/without-last.ts';
import { readVersion } from '../../main/version.ts';
import type { Machine } from '../machine.ts';

export interface SourceWeb {
  /** Without a trailing slash, a name or a password. */
  readonly url: string;
  /** The bytes at an address below, or of the same host. Undefined where nothing is. */
  find(address: string, ask: WebAsk): Promise<WebAnswer | undefined>;
  /** As `find`. Throws `not-found` where nothing is. */
  read(address: string, ask: WebAsk): Promise<WebAnswer>;
}

export interface WebAsk {
  readonly maxBytes: number;
  readonly accept?: string;
}

export interface WebAnswer {
  readonly bytes: Buffer;
  readonly lastModified?: string;
}

const TIMEOUT_MS = 5 * 60_000;

export function isWebPlace(place: string): boolean {
  return /^https?:\/\//i.test(place);
}

/** Throws `invalid-request` for what is no address. */
export function openSourceWeb({ fetch }: Pick<Machine, 'fetch'>, place: string): SourceWeb {
  if (!URL.canParse(place)) {
    throw new GatehouseError(
      'invalid-request',
      `Cannot move in from ${place.slice(0, 200)}: it is no address`,
    );
  }
  const given = new URL(place);
  const { username, password } = given;
  const login =
    username === '' && password === ''
      ? undefined
      : `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`;
  given.username = '';
  given.password = '';
  given.search = '';
  given.hash = '';
  const url = withoutLastSlashes(given.href);
  const find: SourceWeb['find'] = async (address, { maxBytes, accept }) => {
    const target = addressOf(address, url);
    try {
      const response = await fetch(target, {
        headers: {
          'user-agent': `gatehouse/${readVersion()}`,
          ...(accept === undefined ? {} : { accept }),
          ...(login === undefined ? {} : { authorization: login }),
        },
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (response.status === 404 || response.status === 410) {
        await response.body?.cancel();
        return undefined;
      }
      if (!response.ok) {
        await response.body?.cancel();
        throw new GatehouseError('upstream-refused', `Cannot read ${target}: it answers ${response.status}`);
      }
      const lastModified = response.headers.get('last-modified');
      return {
        bytes: await readBounded(response, target, maxBytes),
        ...(lastModified === null ? {} : { lastModified }),
      };
    } catch (cause) {
      if (cause instanceof GatehouseError) throw cause;
      throw new GatehouseError('upstream-unreachable', `Cannot read ${target}: ${reasonOf(cause)}`, {
        cause,
      });
    }
  };
  return {
    url,
    find,
    async read(address, ask) {
      const answer = await find(address, ask);
      if (answer !== undefined) return answer;
      throw new GatehouseError('not-found', `Cannot read ${addressOf(address, url)}: nothing is there`);
    },
  };
}

/** A path below the source, or an address of its own host: a document names no other. */
function addressOf(address: string, url: string): string {
  if (!isWebPlace(address)) return `${url}/${address}`;
  const target = URL.parse(address);
  if (target !== null && target.origin === new URL(url).origin) {
    target.username = '';
    target.password = '';
    target.hash = '';
    return target.href;
  }
  throw new GatehouseError(
    'invalid-request',
    `Cannot read ${address.slice(0, 300)}: it leads to another host than ${url}`,
  );
}

async function readBounded(response: Response, target: string, maxBytes: number): Promise<Buffer> {
  const tooLarge = () =>
    new GatehouseError('too-large', `Cannot read ${target}: found more than ${maxBytes} bytes`);
  if (Number(response.headers.get('content-length') ?? 0) > maxBytes) {
    await response.body?.cancel();
    throw tooLarge();
  }
  const pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const piece of response.body ?? []) {
    sizeBytes += piece.byteLength;
    if (sizeBytes > maxBytes) throw tooLarge();
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function reasonOf(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return messageOf(inner);
}
