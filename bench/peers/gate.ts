// Gatehouse itself, as `npm start` runs it, on a data folder that is prepared for the measurement.

import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { renderConfig, writeFirstConfig, type PinnedFeed } from '../../src/main/first-start.ts';
import { ECOSYSTEMS, type Ecosystem } from '../../src/kernel/ecosystem.ts';
import { SERVER_CORE, startChild, waitFor, type Child } from './child.ts';

export interface Gate {
  /** Without a trailing slash. */
  readonly url: string;
  readonly child: Child;
  /** From the start of the process to its first answer to a request. */
  readonly startMs: number;
  stop(): Promise<void>;
}

export interface GateOptions {
  readonly dataDir: string;
  readonly port: number;
  /** Addresses of the upstreams; an ecosystem without one serves nothing. */
  readonly upstreams?: Partial<Record<Ecosystem, string>>;
  readonly feeds?: readonly PinnedFeed[];
  readonly env?: NodeJS.ProcessEnv;
  /** For node, before the program. */
  readonly nodeOptions?: readonly string[];
}

const PROGRAM = join(import.meta.dirname, '../../bin/gatehouse.js');

/** Starts the server on its core; the data folder is made when it is new. */
export async function startGate(options: GateOptions): Promise<Gate> {
  const { dataDir, port, upstreams = {}, feeds = [] } = options;
  const pinnedUpstreams = ECOSYSTEMS.map((ecosystem) => {
    const url = upstreams[ecosystem];
    return [ecosystem, url === undefined ? [] : [{ name: 'main', url, artifactHosts: [] }]];
  });
  const file = join(dataDir, 'gatehouse.toml');
  if (!existsSync(file)) {
    const settled = { server: { port: String(port) }, upstreams: Object.fromEntries(pinnedUpstreams), feeds };
    writeFirstConfig(file, renderConfig(settled));
  }
  const url = `http://127.0.0.1:${port}`;
  const startedAt = performance.now();
  const child = startChild(
    [
      process.execPath,
      ...(options.nodeOptions ?? []),
      PROGRAM,
      'serve',
      '--data',
      dataDir,
      '--port',
      String(port),
    ],
    { core: SERVER_CORE, ...(options.env === undefined ? {} : { env: options.env }) },
  );
  await waitFor(child, async () => (await fetch(`${url}/npm/-/ping`)).ok, 5);
  return { url, child, startMs: performance.now() - startedAt, stop: () => child.stop() };
}
