// One route of the JSON API: what it takes, who may call it, what it answers. There is no other way to make one.

import type { IncomingMessage, ServerResponse } from 'node:http';

import type { z } from 'zod';

import { ACCESS, type Action } from '../../identity/access.ts';
import { OBJECT_ACTIONS, type ObjectAction } from '../../identity/organisations/object-rights.ts';
import type { Principal } from '../../identity/principal.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import type { ApiContext } from './deps.ts';

/** The part of an address that names an organisation. */
const ORGANISATION_PARAM = ':organisation';

export type ApiMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Who may call a route: whoever may do the action (identity/access.ts), or anyone at all. */
export type ApiAccess = Action | 'anyone';

/** A request that was let in and parsed. */
export interface ApiCall<P = unknown, Q = unknown, B = unknown> {
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly principal: Principal;
  /** Normalized address of the client. */
  readonly address: string;
  readonly message: IncomingMessage;
  /** The bytes of the body, where the route keeps them. */
  readonly rawBody?: Uint8Array;
  readonly response: ServerResponse;
  /** Adds a header to the answer. */
  readonly setHeader: (name: string, value: string | string[]) => void;
}

/** What a handler answers when it has written to `call.response` itself. */
export const TAKEN_OVER: TakenOver = Object.freeze({ isTakenOver: true });

export interface TakenOver {
  readonly isTakenOver: true;
}

/** An error in a client's own form. */
export interface ToldError {
  readonly status: number;
  readonly body: object;
}

interface RouteWords {
  readonly method: ApiMethod;
  /** `/api/v1/packages/:ecosystem/:name` */
  readonly url: string;
  /** One line for the OpenAPI document. */
  readonly summary: string;
  readonly access: ApiAccess;
  /**
   * What the caller must be allowed on the organisation that `:organisation` of the url names, beside `access`: checked before
   * the handler. Whoever does not belong to it gets the answer for one that does not exist.
   */
  readonly onOrganisation?: ObjectAction;
  /** Default 200. */
  readonly status?: 200 | 201 | 202 | 204;
  /** Where a body may be larger than others: then nothing is read before it is known that the caller may. */
  readonly bodyLimitBytes?: number;
  /** Whether `Authorization` is no credential of ours but what is to be exchanged: who calls is then nobody. */
  readonly takesForeignToken?: boolean;
  /**
   * Whether the body is bytes (`application/octet-stream`, which no other site's form can send), which the handler reads from
   * `call.message` within its own bounds: nothing is read before it is known that the caller may.
   */
  readonly takesBytes?: boolean;
  /** Whether the handler is given the body's bytes as they came too: what a signature is over. */
  readonly keepsRawBody?: boolean;
  /** The content type of the answer, where a client asks for another than JSON's own. */
  readonly answerType?: string;
  /** What a client is told of an error, where it reads another form than ours; undefined: ours, as everywhere. */
  readonly tellError?: (error: unknown) => ToldError | undefined;
  /** The content type of what the handler itself goes on writing to the response. */
  readonly streams?: string;
}

/** A row of the route table; `D`: what its handler takes of what the API is given. */
export interface ApiRoute<D = ApiContext> extends RouteWords {
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** Absent: no JSON is answered (204, or the handler takes over). */
  readonly answer?: z.ZodType;
  handle(deps: D, call: ApiCall): Promise<unknown>;
}

type OutputOf<T> = T extends z.ZodType ? z.output<T> : undefined;
type AnswerOf<T> = T extends z.ZodType ? z.input<T> : undefined | TakenOver;

/** Declares a route. The types of the handler's call and answer follow from the schemas. */
export function route<
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
  A extends z.ZodType | undefined = undefined,
  D = ApiContext,
>(
  declared: RouteWords & {
    readonly params?: P;
    readonly query?: Q;
    readonly body?: B;
    readonly answer?: A;
    handle(deps: D, call: ApiCall<OutputOf<P>, OutputOf<Q>, OutputOf<B>>): Promise<AnswerOf<A>> | AnswerOf<A>;
  },
): ApiRoute<D> {
  return {
    ...(declared as unknown as ApiRoute<D>),
    handle: async (deps, call) =>
      declared.handle(deps, call as ApiCall<OutputOf<P>, OutputOf<Q>, OutputOf<B>>),
  };
}

/** Throws `invalid-config` for a table in which a row declares no known access, or two rows are the same. */
export function assertRoutes(routes: readonly ApiRoute[]): void {
  const seen = new Set<string>();
  for (const { method, url, access, onOrganisation, takesForeignToken } of routes) {
    const name = `${method} ${url}`;
    const isAboutOne = url.split('/').includes(ORGANISATION_PARAM);
    const isDeclared = onOrganisation !== undefined && OBJECT_ACTIONS.includes(onOrganisation);
    if (isAboutOne !== isDeclared || (isAboutOne && access === 'anyone')) {
      throw new GatehouseError(
        'invalid-config',
        `Cannot mount ${name}: expected ${ORGANISATION_PARAM} and what must be allowed on it together`,
      );
    }
    if (takesForeignToken === true && access !== 'anyone') {
      throw new GatehouseError('invalid-config', `Cannot mount ${name}: who calls it is never known`);
    }
    if (access !== 'anyone' && !Object.hasOwn(ACCESS, access ?? '')) {
      throw new GatehouseError('invalid-config', `Cannot mount ${name}: found no declared access`);
    }
    if (seen.has(name)) throw new GatehouseError('invalid-config', `Cannot mount ${name}: found it twice`);
    seen.add(name);
  }
}
