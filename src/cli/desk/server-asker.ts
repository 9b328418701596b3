// Reads a registry of a running server as a client does, so that its policy and its cache apply.

import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { isGatehouseError, messageOf } from '../../kernel/errors.ts';
import { decodeText } from '../../formats/decode-text.ts';
import type { RegistryAsker } from '../../ecosystems/adapter-manifest.ts';
import { ADAPTERS } from '../../ecosystems/list.ts';
import { readVersion } from '../../main/version.ts';
import type { Machine } from '../machine.ts';

export interface ServerAskerOptions {
  /** The server's address, without a trailing slash. */
  readonly url: string;
  readonly token?: string;
  readonly ecosystem: Ecosystem;
}

type Answer = { readonly bytes: Uint8Array } | { readonly because: string };

const TIMEOUT_MS = 60_000;
const MAX_BYTES = 32 * 1024 * 1024;
const MAX_WORDS = 400;

/** A server that cannot be reached is not waited for again. */
export function createServerAsker(
  machine: Pick<Machine, 'fetch'>,
  { url, token, ecosystem }: ServerAskerOptions,
): RegistryAsker {
  const { artifacts, index } = ADAPTERS[ecosystem];
  let unreachable: string | undefined;
  const get = async (path: string): Promise<Answer> => {
    if (unreachable !== undefined) return { because: unreachable };
    try {
      const response = await machine.fetch(`${url}/${ecosystem}${path}`, {
        headers: {
          // What is read to work a POM out is told apart from what a package manager fetches.
          'user-agent': `gatehouse/${readVersion()}`,
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const bytes = await readBytes(response);
      if (bytes === undefined) return { because: `it is larger than ${MAX_BYTES} bytes` };
      return response.ok ? { bytes } : { because: describeRefusal(response.status, bytes) };
    } catch (error) {
      unreachable = `the server at ${url} cannot be reached: ${messageOf(error)}`;
      return { because: unreachable };
    }
  };
  return {
    async document(name, version, file) {
      const answer = await get(artifacts.pathOf(name, version, file));
      return 'bytes' in answer ? { text: decodeText(answer.bytes) } : answer;
    },
    async versions(name) {
      const [wanted] = index.packageDocuments(name, new Map());
      if (wanted === undefined) return undefined;
      const answer = await get(`/${wanted.path}`);
      if (!('bytes' in answer)) return undefined;
      const context = { name, upstreamUrl: `${url}/${ecosystem}`, upstreamDocuments: new Map() };
      try {
        const read = index.read(new Map([[wanted.key, answer.bytes]]), context);
        return read.versions.map(({ version }) => version);
      } catch (error) {
        // What cannot be read tells no versions: the range stays unknown.
        if (isGatehouseError(error)) return undefined;
        throw error;
      }
    },
  };
}

async function readBytes(response: Response): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > MAX_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The server's own words (RFC 9457), where it has any. */
function describeRefusal(status: number, bytes: Uint8Array): string {
  try {
    const { detail } = JSON.parse(decodeText(bytes)) as { readonly detail?: unknown };
    if (typeof detail === 'string' && detail !== '') return detail.slice(0, MAX_WORDS);
  } catch {
    // No problem document: the status has to do.
  }
  return `the server answered ${status}`;
}
