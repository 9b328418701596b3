// Verdaccio 6 as bench/'s own package installs it: a proxy of one upstream, reading open to all.

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { SERVER_CORE, startChild, waitFor } from './child.ts';
import { freePort } from './free-port.ts';

export interface Verdaccio {
  readonly url: string;
  stop(): Promise<void>;
}

const PROGRAM = join(import.meta.dirname, '../node_modules/verdaccio/bin/verdaccio');

/** Why it cannot be measured; undefined when it can. */
export function missingVerdaccio(): string | undefined {
  return existsSync(PROGRAM) ? undefined : 'verdaccio is not installed: npm ci --prefix bench';
}

/** Starts Verdaccio on the server's core with an empty storage, in a temporary folder that goes with it. */
export async function startVerdaccio(upstream: string): Promise<Verdaccio> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-verdaccio-'));
  const config = join(folder, 'config.yaml');
  writeFileSync(
    config,
    `storage: ${folder}/storage
uplinks:
  main:
    url: ${upstream}
    maxage: 30m
packages:
  '**':
    access: $all
    proxy: main
web:
  enable: false
log: { type: stdout, format: json, level: error }
`,
  );
  const port = await freePort();
  const child = startChild([process.execPath, PROGRAM, '--config', config, '--listen', `127.0.0.1:${port}`], {
    core: SERVER_CORE,
  });
  const url = `http://127.0.0.1:${port}`;
  await waitFor(child, async () => (await fetch(`${url}/-/ping`)).ok);
  return {
    url,
    async stop() {
      await child.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
