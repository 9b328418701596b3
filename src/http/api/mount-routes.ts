// Routes of the JSON API, mounted: Fastify finds the one that a request means and reads its body.

import type { IncomingMessage, ServerResponse } from 'node:http';

import fastify, { type FastifyInstance, type RouteOptions } from 'fastify';

import { GatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import { answerCall, answerProblem, authoriseCall } from './answer-call.ts';
import type { ApiContext } from './deps.ts';
import { keepRawBody } from './raw-bodies.ts';
import { assertRoutes, type ApiRoute } from './route.ts';

/** Bodies are small; what is large comes by other ways in. */
const BODY_LIMIT_BYTES = 1024 * 1024;
const BYTES = 'application/octet-stream';
/** The longest package name, percent-encoded. */
const MAX_PARAM_LENGTH = 2_000;

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly keepsRawBody?: boolean;
    readonly takesBytes?: boolean;
  }
}

/** Routes that answer. */
export interface MountedRoutes {
  readonly answer: (message: IncomingMessage, response: ServerResponse) => void;
  close(): Promise<void>;
}

/** Throws `invalid-config` when a route declares no access: nothing is mounted then. */
export async function mountRoutes(context: ApiContext, routes: readonly ApiRoute[]): Promise<MountedRoutes> {
  assertRoutes(routes);
  const app = fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    schemaController: { compilersFactory: { buildValidator: noSchemas, buildSerializer: noSchemas } },
  });
  takeJsonAlone(app);
  app.setErrorHandler((error, request, reply) => answerProblem(context, error, request, reply));
  app.setNotFoundHandler((request, reply) =>
    answerProblem(
      context,
      new GatehouseError('not-found', `Cannot find ${request.method} ${pathOf(request.url)}`),
      request,
      reply,
    ),
  );
  app.addHook('onResponse', (_request, reply, done) => {
    context.answered?.(reply.statusCode, reply.elapsedTime);
    done();
  });
  for (const route of routes) {
    app.route({
      method: route.method,
      url: route.url,
      handler: (request, reply) => answerCall(context, route, request, reply),
      errorHandler: (error, request, reply) => void answerProblem(context, error, request, reply, route),
      config: { keepsRawBody: route.keepsRawBody === true, takesBytes: route.takesBytes === true },
      ...takeLargeBody(context, route),
    });
  }
  await app.ready();
  return { answer: (message, response) => app.routing(message, response), close: () => app.close() };
}

/**
 * Our routes are parsed by Zod. Without compilers of its own Fastify loads a hundred modules for schemas that no route has,
 * which an idle server would hold in memory.
 */
function noSchemas(): never {
  throw new GatehouseError(
    'invalid-config',
    'Cannot mount a route: found a schema of Fastify, expected Zod alone',
  );
}

/** Strangers cannot make the server read what only few may send. */
function takeLargeBody(context: ApiContext, route: ApiRoute): Partial<RouteOptions> {
  if (route.bodyLimitBytes === undefined && route.takesBytes !== true) return {};
  return {
    ...given('bodyLimit', route.bodyLimitBytes),
    onRequest: async (request) => void (await authoriseCall(context, route, request)),
  };
}

/** Only JSON is read, so that a form of another site's page is never understood. An empty body is none. */
function takeJsonAlone(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (request.routeOptions.config.keepsRawBody === true) keepRawBody(request.raw, body as Buffer);
    if (body.length === 0) done(null, undefined);
    else void parse(request, body.toString(), done);
  });
  app.addContentTypeParser(BYTES, (request, _body, done) => {
    if (request.routeOptions.config.takesBytes === true) done(null, undefined);
    else done(Object.assign(new Error('Unsupported Media Type'), { statusCode: 415 }), undefined);
  });
}

function pathOf(url: string): string {
  return url.split('?', 1)[0]?.slice(0, 200) ?? '';
}
