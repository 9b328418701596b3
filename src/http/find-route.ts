// Finds the row of an ecosystem's route table that a request means.

import type { IncomingHttpHeaders } from 'node:http';

import { isEcosystem, type Ecosystem } from '../kernel/ecosystem.ts';
import { GatehouseError } from '../kernel/errors.ts';
import type { RegistryRequest, RegistryRoute, RouteInput } from '../ecosystems/adapter-routes.ts';
import type { Adapter } from '../ecosystems/adapter.ts';
import type { SplitPath } from './split-path.ts';

/** A request to a registry, understood. */
export interface FoundRoute {
  readonly ecosystem: Ecosystem;
  readonly route: RegistryRoute;
  readonly request: RegistryRequest;
}

/** The ecosystem at whose root a path lies; undefined when it lies under none. */
export function ecosystemOfPath({ segments }: SplitPath): Ecosystem | undefined {
  const first = segments[0];
  return first !== undefined && isEcosystem(first) ? first : undefined;
}

const ACCESS: ReadonlySet<string> = new Set<RegistryRoute['access']>(['anyone', 'read', 'publish']);

/** Throws `invalid-config` for a table in which a row does not declare who may call it, or an id stands twice. */
export function assertRouteTables(adapters: Readonly<Record<string, Pick<Adapter, 'routes'>>>): void {
  const seen = new Set<string>();
  for (const { id, access } of Object.values(adapters).flatMap(({ routes }) => routes)) {
    if (!ACCESS.has(access)) {
      throw new GatehouseError('invalid-config', `Cannot mount ${id}: found no declared access`);
    }
    if (seen.has(id)) throw new GatehouseError('invalid-config', `Cannot mount ${id}: found it twice`);
    seen.add(id);
  }
}

/** Route tables only read it. */
const NO_QUERY = new URLSearchParams();

/** Rows are tried in order; HEAD counts as GET. Throws `not-found`, and what a row's parser throws. */
export function findRoute(
  adapter: Adapter,
  method: string,
  path: SplitPath,
  headers: IncomingHttpHeaders,
): FoundRoute {
  const asked = method === 'HEAD' ? 'GET' : method;
  const input: RouteInput = {
    method: asked,
    segments: path.segments.slice(1),
    endsWithSlash: path.endsWithSlash,
    query: path.query === '' ? NO_QUERY : new URLSearchParams(path.query),
    headers: headers as RouteInput['headers'],
  };
  for (const route of adapter.routes) {
    if (!(route.methods as readonly string[]).includes(asked)) continue;
    const request = route.match(input);
    if (request !== undefined) return { ecosystem: adapter.id, route, request };
  }
  throw new GatehouseError(
    'not-found',
    `Cannot find /${path.segments.join('/')}: the ${adapter.title} registry has no such address`,
  );
}
