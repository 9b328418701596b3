// Where commands ask: a running server, or the data folder itself. Both answer the questions of the JSON API.

import type { z } from 'zod';

import type { RegistryAsker } from '../../ecosystems/adapter-manifest.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';

/** One question of the API (http/api/contract.ts). */
export interface Question<T> {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/api/v1`, its parts percent-encoded (`apiPath`): `/explain`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: unknown;
  /** The answer tells more to who signed in: on a terminal, somebody without a token is asked who they are first. */
  readonly tellsPeopleMore?: true;
  /** Reads the answer; absent where there is none (204). */
  readonly answer?: z.ZodType<T>;
}

export interface Desk {
  /** The server's address, or the folder that is worked on directly. */
  readonly place:
    | { readonly kind: 'server'; readonly url: string }
    | { readonly kind: 'folder'; readonly path: string };
  /**
   * Throws the server's own errors; `upstream-unreachable` when it cannot be reached, `upstream-invalid` when its answer
   * cannot be read, `not-signed-in` and `needs-confirmation` when a person is needed and cannot be asked.
   */
  ask<T>(question: Question<T>): Promise<T>;
  /** The bytes of a file that a server has. Throws as `ask`, and `unsupported` where no server runs. */
  bytes(question: Pick<Question<never>, 'path' | 'query'>): Promise<Uint8Array>;
  /**
   * Reads a registry as a client would: policy decides, and refusals say why. A server brings what it has not got; the
   * folder knows what is stored.
   */
  askerOf(ecosystem: Ecosystem): RegistryAsker;
  /** Loads a feed again and waits until that has ended, well or not: its state tells. */
  refreshFeed(name: string): Promise<void>;
  close(): Promise<void>;
}

/** A path of the API from its parts: `apiPath('policies', view)`. */
export function apiPath(...parts: readonly string[]): string {
  return parts.map((part) => `/${encodeURIComponent(part)}`).join('');
}

/** Every item of a paged list, up to `most`; `isCut` when there were more. */
export async function askPages<T>(
  desk: Desk,
  question: Question<{ readonly items: readonly T[]; readonly next?: string | undefined }>,
  most: number,
): Promise<{ readonly items: readonly T[]; readonly isCut: boolean }> {
  const items: T[] = [];
  let after: string | undefined;
  do {
    const limit = Math.min(PAGE_LIMIT, most - items.length);
    const page = await desk.ask({ ...question, query: { ...question.query, after, limit } });
    items.push(...page.items);
    after = page.next;
  } while (after !== undefined && items.length < most);
  return { items, isCut: after !== undefined };
}

const PAGE_LIMIT = 200;
