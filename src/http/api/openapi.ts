// The OpenAPI 3.1 document, written from the route table itself.

import { z } from 'zod';

import { ACCESS } from '../../identity/access.ts';
import { problem } from './contract.ts';
import { fixDocument } from './fix-contract.ts';
import { route, type ApiRoute } from './route.ts';

/** `GET /api/openapi.json`: the document about `routes`. */
export function openApiRoute(routes: readonly ApiRoute[], version: string): ApiRoute {
  const document = describeApi(routes, version);
  return route({
    method: 'GET',
    url: '/api/openapi.json',
    summary: 'This document',
    access: 'anyone',
    answer: z.unknown(),
    handle: () => document,
  });
}

/** The document (OpenAPI 3.1.1): every route with its parameters, body, answer and access (`x-access`). */
export function describeApi(routes: readonly ApiRoute[], version: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const one of routes) {
    const path = one.url.replaceAll(/:([a-zA-Z]+)/g, '{$1}');
    paths[path] = { ...paths[path], [one.method.toLowerCase()]: describeRoute(one) };
  }
  return {
    openapi: '3.1.1',
    info: { title: 'Gatehouse', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'gatehouse_session' },
      },
      // What the command line prints that no route answers stands beside what they share.
      schemas: { Problem: schemaOf(problem, 'output'), FixPlan: schemaOf(fixDocument, 'output') },
    },
  };
}

function describeRoute(one: ApiRoute): Record<string, unknown> {
  const hasBody = one.answer !== undefined || one.streams !== undefined;
  const status = String(one.status ?? (hasBody ? 200 : 204));
  const problems = { $ref: '#/components/schemas/Problem' };
  return {
    summary: one.summary,
    'x-access': one.access,
    ...(one.onOrganisation === undefined ? {} : { 'x-access-on-organisation': one.onOrganisation }),
    security: securityOf(one.access),
    parameters: [...parametersOf('path', one.params), ...parametersOf('query', one.query)],
    ...(one.body === undefined
      ? {}
      : { requestBody: { required: true, content: json(schemaOf(one.body, 'input')) } }),
    ...(one.takesBytes === true
      ? { requestBody: { required: true, content: { 'application/octet-stream': { schema: {} } } } }
      : {}),
    responses: {
      [status]: {
        description: one.summary,
        ...contentOf(one),
      },
      default: {
        description: 'What could not be done, and why',
        content: { 'application/problem+json': { schema: problems } },
      },
    },
  };
}

function contentOf({ answer, streams }: ApiRoute): Record<string, unknown> {
  if (streams !== undefined) return { content: { [streams]: { schema: { type: 'string' } } } };
  return answer === undefined ? {} : { content: json(schemaOf(answer, 'output')) };
}

/** What may be presented, each of them enough; nothing at all is `{}`. */
function securityOf(access: ApiRoute['access']): readonly Record<string, readonly string[]>[] {
  if (access === 'anyone') return [];
  const { proof } = ACCESS[access];
  if (proof.endsWith('person')) return [{ session: [] }];
  const presented = [{ token: [] }, { session: [] }];
  return proof === 'nothing' ? [{}, ...presented] : presented;
}

function parametersOf(place: 'path' | 'query', schema: z.ZodType | undefined): readonly unknown[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Readonly<Record<string, unknown>>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema,
  }));
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): unknown {
  const { $schema: _dialect, ...written } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return written;
}

function json(schema: unknown): Record<string, unknown> {
  return { 'application/json': { schema } };
}
