// 200 clients that install the same 50 packages at once: cold, then warm.

import { join } from 'node:path';

import { startFixtureUpstream } from '../../test/support/fixture-upstream.ts';
import type { Bench } from '../bench.ts';
import { CLIENT_CORE, runToEnd } from '../peers/child.ts';
import { startGate } from '../peers/gate.ts';
import { count, expect, holdUnder, seconds, type Row } from '../row.ts';
import type { InstallOrder, InstallReport } from '../many-clients/install.ts';

const CLIENTS = 200;
const PACKAGES = 50;
const PROGRAM = join(import.meta.dirname, '../many-clients/install.ts');
const ARTIFACT_BYTES = 20_000;

export async function measureManyClients(bench: Bench): Promise<readonly Row[]> {
  const upstream = await startFixtureUpstream();
  bench.after(() => upstream.close());
  const packages = Array.from({ length: PACKAGES }, (_, at) => `shared-${at}`);
  for (const name of packages) {
    for (let minor = 0; minor < 10; minor++) {
      const files = { 'body.txt': `${name} ${minor} `.repeat(ARTIFACT_BYTES / 10) };
      await upstream.npm.publish({ name, version: `1.${minor}.0`, files });
    }
  }
  const gate = await startGate({
    dataDir: join(bench.folder, 'many-clients'),
    port: bench.port,
    upstreams: { npm: `${upstream.registryUrl}/npm` },
  });
  bench.after(() => gate.stop());
  const order: InstallOrder = { registryUrl: `${gate.url}/npm`, packages, clients: CLIENTS };
  const cold = await install(order);
  const fetched = upstream.requests.filter(({ path }) => path.endsWith('.tgz'));
  const files = new Set(fetched.map(({ path }) => path)).size;
  const warm = await install(order);
  const what = `${CLIENTS} clients installing ${PACKAGES} packages at once`;
  const errors = cold.errors + warm.errors;
  return [
    expect(`${what}: errors in ${count(cold.requests + warm.requests)} requests`, errors, 0),
    expect(
      `… upstream fetches of ${files} artifacts (cold: ${seconds(cold.tookMs)})`,
      fetched.length,
      PACKAGES,
    ),
    holdUnder(`… p99 of an index, warm (all: ${seconds(warm.tookMs)})`, warm.indexP99Ms, 250, seconds),
  ];
}

/** In a process on the clients' core. */
async function install(order: InstallOrder): Promise<InstallReport> {
  const output = await runToEnd([process.execPath, PROGRAM, JSON.stringify(order)], { core: CLIENT_CORE });
  return JSON.parse(output) as InstallReport;
}
