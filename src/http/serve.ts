// The server's front: checks the host, then hands a request to the registries, the JSON API, operations or the web UI.

import type { IncomingMessage, ServerResponse } from 'node:http';

import { isGatehouseError, messageOf } from '../kernel/errors.ts';
import { asRegistryPath, isBelowRegistry } from './api/below-registry.ts';
import { createHostCheck } from './host-check.ts';
import { assertRouteTables, ecosystemOfPath } from './find-route.ts';
import type { RegistryHttpDeps } from './registry-exchange.ts';
import { serveRegistry } from './serve-registry.ts';
import { splitPath, type SplitPath } from './split-path.ts';
import { statusOf } from './status-of.ts';

/** Something that answers what no registry does. */
export interface PathHandler {
  /** Answers, or says that the path is not its own. */
  handle(path: SplitPath, message: IncomingMessage, response: ServerResponse): boolean;
}

export interface FrontDeps extends RegistryHttpDeps {
  readonly publicUrl: string;
  /** Asked in order. */
  readonly handlers: readonly PathHandler[];
}

/** The request listener of the server. Throws `invalid-config` for route tables that cannot be mounted. */
export function createFront(deps: FrontDeps): (message: IncomingMessage, response: ServerResponse) => void {
  assertRouteTables(deps.registry.adapters);
  const assertHost = createHostCheck(deps.publicUrl);
  return (message, response) => {
    try {
      assertHost(message.headers.host);
      const path = asRegistryPath(splitPath(message.url ?? '/'));
      const ecosystem = isBelowRegistry(path) ? undefined : ecosystemOfPath(path);
      if (ecosystem !== undefined) {
        void serveRegistry(deps, ecosystem, path, message, response);
        return;
      }
      if (deps.handlers.some((handler) => handler.handle(path, message, response))) return;
      sendText(response, 404, `Cannot find /${path.segments.join('/')}`);
    } catch (error) {
      if (!isGatehouseError(error)) deps.report(error, message);
      sendText(response, isGatehouseError(error) ? statusOf(error.code) : 500, messageOf(error));
    }
  };
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response
    .writeHead(status, {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'",
    })
    .end(`${text}\n`);
}
