// The data folder itself, worked on while no server runs: the API's own routes are called, without a network between.

import type { IncomingMessage, ServerResponse } from 'node:http';

import type { RegistryAsker } from '../../ecosystems/adapter-manifest.ts';
import { parseRequest } from '../../http/api/parse-request.ts';
import type { ApiRoute } from '../../http/api/route.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import type { OpenedFolder } from '../../main/open-folder.ts';
import type { Desk, Question } from './desk.ts';
import type { WholeFolder } from './whole-folder.ts';

const PREFIX = '/api/v1';
const LOOPBACK = '127.0.0.1';

/** The operator may do everything that no account is needed for. */
export function createFolderDesk(folder: OpenedFolder): Desk {
  let opening: Promise<WholeFolder> | undefined;
  // Loaded late: a scan is answered without.
  const openWhole = () =>
    (opening ??= import('./whole-folder.ts').then(({ openWholeFolder }) => openWholeFolder(folder)));
  return {
    place: { kind: 'folder', path: folder.path },
    async ask(question) {
      const { routes, context } = folder.scan;
      const scan = findRoute(routes, question);
      if (scan !== undefined) return askRoute(scan, context, folder.operator, question);
      const whole = await openWhole();
      const [, subject = ''] = question.path.split('/');
      const found = findRoute(await whole.routesOf(subject), question);
      if (found !== undefined) return askRoute(found, whole.context, folder.operator, question);
      throw new GatehouseError('not-found', `Cannot find ${question.method ?? 'GET'} ${question.path}`);
    },
    async bytes({ path }) {
      throw new GatehouseError('unsupported', `Cannot fetch ${path}: no server runs that would send it`, {
        facts: { command: 'gatehouse serve' },
      });
    },
    askerOf: (ecosystem) => lateAsker(async () => (await openWhole()).askerOf(ecosystem, LOOPBACK)),
    async refreshFeed(name) {
      await (await openWhole()).refreshFeed(name);
    },
    async close() {
      // What could not be opened was reported by who asked for it.
      (await opening?.catch(() => undefined))?.close();
      await folder.close();
    },
  };
}

/** Opened when it is first asked. */
function lateAsker(open: () => Promise<RegistryAsker>): RegistryAsker {
  let opening: Promise<RegistryAsker> | undefined;
  const asker = () => (opening ??= open());
  return {
    document: async (name, version, file) => (await asker()).document(name, version, file),
    versions: async (name) => (await asker()).versions(name),
  };
}

interface FoundRoute<D> {
  readonly route: ApiRoute<D>;
  readonly params: Readonly<Record<string, string>>;
}

async function askRoute<D, T>(
  { route, params }: FoundRoute<D>,
  context: D,
  principal: OpenedFolder['operator'],
  question: Question<T>,
): Promise<T> {
  const parts = parseRequest(route, { params, query: textOf(question.query), body: question.body });
  const answer = await route.handle(context, {
    ...parts,
    principal,
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

function findRoute<D>(
  routes: readonly ApiRoute<D>[],
  { method = 'GET', path }: Question<unknown>,
): FoundRoute<D> | undefined {
  const given = `${PREFIX}${path}`.split('/');
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
