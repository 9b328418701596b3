// The data folder itself, worked on while no server runs: the API's own routes are called, without a network between.

import type { IncomingMessage, ServerResponse } from 'node:http';

import type { ApiContext, ApiDeps } from '../../http/api/deps.ts';
import { createEventStreams } from '../../http/api/event-streams.ts';
import { parseRequest } from '../../http/api/parse-request.ts';
import { createOverviewReader } from '../../http/api/read-overview.ts';
import type { ApiRoute } from '../../http/api/route.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { createStoredAsker } from '../../registry/stored-asker.ts';
import type { Desk, Question } from './desk.ts';

/** The folder, opened (`main/open-folder.ts`). */
export interface OpenFolder {
  readonly path: string;
  readonly api: ApiDeps;
  /** The routes of which one answers this path. */
  routesFor(path: string): Promise<readonly ApiRoute[]>;
  /** Who works on it. */
  readonly operator: Parameters<ApiRoute['handle']>[1]['principal'];
  /** Imports a feed now, and waits for it. */
  refreshFeed(name: string): Promise<unknown>;
  close(): Promise<void>;
}

const PREFIX = '/api/v1';
const LOOPBACK = '127.0.0.1';

/** The operator may do everything that no account is needed for. */
export function createFolderDesk(folder: OpenFolder): Desk {
  const { api } = folder;
  const streams = createEventStreams(api);
  const context: ApiContext = { ...api, streams, overview: createOverviewReader(api) };
  return {
    place: { kind: 'folder', path: folder.path },
    ask: (question) => askRoute(folder, context, question),
    askerOf: (ecosystem) =>
      createStoredAsker(api.registry, ecosystem, api.viewFor(folder.operator, LOOPBACK)),
    async refreshFeed(name) {
      await folder.refreshFeed(name);
    },
    async close() {
      streams.close();
      await folder.close();
    },
  };
}

async function askRoute<T>(folder: OpenFolder, context: ApiContext, question: Question<T>): Promise<T> {
  const method = question.method ?? 'GET';
  const path = `${PREFIX}${question.path}`;
  const found = findRoute(await folder.routesFor(path), method, path);
  if (found === undefined) throw new GatehouseError('not-found', `Cannot find ${method} ${question.path}`);
  const { route, params } = found;
  const parts = parseRequest(route, { params, query: textOf(question.query), body: question.body });
  const answer = await route.handle(context, {
    ...parts,
    principal: folder.operator,
    address: LOOPBACK,
    setHeader() {},
    // No route that a command asks for reads from or writes to a connection.
    message: undefined as unknown as IncomingMessage,
    response: undefined as unknown as ServerResponse,
  });
  return question.answer === undefined ? (undefined as T) : question.answer.parse(answer);
}

/** As a query arrives: texts, and nothing for what was not given. */
function textOf(query: Question<unknown>['query']): Readonly<Record<string, string>> {
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([key, value]) => [key, String(value)]));
}

function findRoute(
  routes: readonly ApiRoute[],
  method: string,
  path: string,
): { readonly route: ApiRoute; readonly params: Readonly<Record<string, string>> } | undefined {
  const given = path.split('/');
  for (const route of routes) {
    if (route.method !== method) continue;
    const params = matchUrl(route.url.split('/'), given);
    if (params !== undefined) return { route, params };
  }
  return undefined;
}

function matchUrl(
  pattern: readonly string[],
  given: readonly string[],
): Readonly<Record<string, string>> | undefined {
  if (pattern.length !== given.length) return undefined;
  const params = new Map<string, string>();
  for (const [at, part] of pattern.entries()) {
    const value = given[at] ?? '';
    if (part.startsWith(':')) params.set(part.slice(1), decodeURIComponent(value));
    else if (part !== value) return undefined;
  }
  return Object.fromEntries(params);
}
