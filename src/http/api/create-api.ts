// The JSON API below /api: finds the subject that a request is about, and has its routes answer.

import type { IncomingMessage, ServerResponse } from 'node:http';

import type { PathHandler } from '../serve.ts';
import type { SplitPath } from '../split-path.ts';
import { isBelowRegistry } from './below-registry.ts';
import type { ApiContext, ApiDeps } from './deps.ts';
import { createEventStreams } from './event-streams.ts';
import type { MountedRoutes } from './mount-routes.ts';
import { PROBLEM_TYPE, problemOf } from './problem.ts';
import { createOverviewReader } from './read-overview.ts';
import { findSubject, loadRoutes, SUBJECTS, type ApiSubject } from './subjects.ts';

/** The API as a part of the server. */
export interface Api extends PathHandler {
  /** Ends the event streams, which would never end by themselves, and takes no more; other answers go on. */
  endStreams(): void;
  close(): Promise<void>;
}

/** What answers that an address leads nowhere. */
const NOWHERE: ApiSubject = { below: [], load: async () => [] };

/** Makes the API. A subject of which a route declares no access is never mounted: each request to it fails. */
export function createApi(deps: ApiDeps, subjects: readonly ApiSubject[] = SUBJECTS): Api {
  const streams = createEventStreams(deps);
  const context: ApiContext = { ...deps, streams, overview: createOverviewReader(deps) };
  const all = [...subjects, openApiSubject(subjects, deps.version)];
  const mounted = new Map<ApiSubject, Promise<MountedRoutes>>();
  const mountedFor = (path: SplitPath): Promise<MountedRoutes> => {
    const subject = findSubject(all, nameOf(path)) ?? NOWHERE;
    const routes = mounted.get(subject) ?? mount(context, subject);
    mounted.set(subject, routes);
    return routes;
  };
  return {
    handle(path, message, response) {
      if (!isOurs(path)) return false;
      mountedFor(path).then(
        ({ answer }) => answer(message, response),
        (error: unknown) => answerFailure(deps, error, message, response),
      );
      return true;
    },
    endStreams: () => streams.close(),
    async close() {
      streams.close();
      for (const routes of await Promise.allSettled(mounted.values())) {
        if (routes.status === 'fulfilled') await routes.value.close();
      }
    },
  };
}

/** What is ours, and where other services and clients look for what every registry has: npm below `/-` whatever its registry's address. */
const ROOTS: ReadonlySet<string> = new Set(['api', '_', '-', '.well-known']);

function isOurs(path: SplitPath): boolean {
  return ROOTS.has(path.segments[0] ?? '') || isBelowRegistry(path);
}

/**
 * `status` of `/api/v1/status` and of what is below it; `openapi.json` stands beside the versions, as `secrets` does in
 * `/_/secrets`, and `npm` in `/-/npm/v1/oidc`.
 */
function nameOf(path: SplitPath): string {
  const [, version, name] = isBelowRegistry(path) ? path.segments.slice(1) : path.segments;
  return (version === 'v1' ? name : version) ?? '';
}

/** The document tells of every subject, and so loads them all. */
function openApiSubject(subjects: readonly ApiSubject[], version: string): ApiSubject {
  return {
    below: ['openapi.json'],
    async load() {
      const { openApiRoute } = await import('./openapi.ts');
      return [openApiRoute(await loadRoutes(subjects), version)];
    },
  };
}

async function mount(context: ApiContext, subject: ApiSubject): Promise<MountedRoutes> {
  const [{ mountRoutes }, routes] = await Promise.all([import('./mount-routes.ts'), subject.load()]);
  return mountRoutes(context, routes);
}

function answerFailure(
  deps: ApiDeps,
  error: unknown,
  message: IncomingMessage,
  response: ServerResponse,
): void {
  deps.report(error, message);
  const problem = problemOf(error);
  response
    .writeHead(problem.status, { 'content-type': PROBLEM_TYPE, 'cache-control': 'no-store' })
    .end(JSON.stringify(problem));
}
