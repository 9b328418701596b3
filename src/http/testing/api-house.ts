// A gate with its JSON API on loopback, for tests: real SQLite in a temporary folder, a fixture upstream, a held clock.

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { offerFirstAdministrator } from '../../identity/accounts/first-administrator.ts';
import type { Role } from '../../identity/ports.ts';
import type { Clock } from '../../kernel/clock.ts';
import { startFixtureUpstream } from '../../../test/support/fixture-upstream.ts';
import { createApi } from '../api/create-api.ts';
import type { ApiDeps } from '../api/deps.ts';
import type { ApiSubject } from '../api/subjects.ts';
import { createFront } from '../serve.ts';
import { assertContract, send, type Received, type Sent } from './api-exchange.ts';
import { openParts } from './api-parts.ts';
import { makePerson } from './api-person.ts';

const NOBODY = {
  principal: { kind: 'nobody', address: '127.0.0.1' },
  address: '127.0.0.1',
} as const;

export type ApiHouse = Awaited<ReturnType<typeof startApiHouse>>;

/** Starts everything; `close` ends it and deletes the folder. */
export async function startApiHouse(
  options: {
    readonly closedReading?: boolean;
    readonly settings?: object;
    readonly subjects?: readonly ApiSubject[];
  } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-api-'));
  const upstream = await startFixtureUpstream();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clock = holdClock();
  const { settings = {} } = options;
  const parts = await openParts({ folder, publicUrl, clock, upstreamUrls: upstream.urls, settings });
  const reported: unknown[] = [];
  const deps: ApiDeps = {
    ...parts.deps,
    closedReading: options.closedReading ?? false,
    report: (error) => void reported.push(error),
  };
  const api = createApi(deps, options.subjects);
  server.on(
    'request',
    createFront({
      ...parts.front,
      isAuthRequired: false,
      report: deps.report,
      served: () => {},
      refused: () => {},
      identify: () => ({ ...NOBODY, key: 'address:127.0.0.1', view: 'default', mayRead: true }),
      publicUrl,
      handlers: [api],
    }),
  );
  return {
    url: publicUrl,
    deps,
    upstream,
    clock,
    reported,
    storage: parts.storage,
    refreshed: parts.refreshed,
    /** Packages that the gate has seen, with what they need; to be filled by the test. */
    seen: parts.seen,
    /** What the server does after an import. */
    reloadFeeds: parts.reloadFeeds,
    /** Sends; what is answered is held to the contract. */
    async request(method: string, path: string, sent: Sent = {}): Promise<Received> {
      const received = await send(publicUrl, method, path, sent);
      assertContract(method, path, received);
      return received;
    },
    /** Makes an account with a session and two tokens. */
    person: (name: string, role: Role) => makePerson(deps, publicUrl, name, role),
    firstLink: () => offerFirstAdministrator(deps.identity),
    async close() {
      await api.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await parts.close();
      await upstream.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function holdClock(): Clock & { advance(ms: number): void } {
  let at = Date.UTC(2026, 5, 1);
  return {
    now: () => at,
    advance: (ms) => {
      at += ms;
    },
  };
}
