// cargo through a whole gate over the registry that this machine's cargo is configured with, else the one that the first start takes.

import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { clients } from '../../src/ecosystems/cargo/client-setup.ts';
import { defaultUpstreams } from '../../src/outbound/addresses.ts';
import { jobOn, makeMachine, requireInstalled } from '../clients/gate-clients.ts';
import { cargo } from '../support/client-cargo.ts';
import { skipUnlessInstalled } from '../support/client.ts';
import { startGate } from '../support/gate.ts';

const REACH_MS = 10_000;

interface Registry {
  readonly url: string;
  readonly skip: false | string;
}

/** The registry's address is the machine's own affair: it is read when the tests run, and told to nobody. */
async function findRegistry(): Promise<Registry> {
  const file = join(process.env['CARGO_HOME'] ?? join(homedir(), '.cargo'), 'config.toml');
  const own = existsSync(file) ? clients[0]?.currentRegistry(readFileSync(file, 'utf8')) : undefined;
  const url = (own ?? defaultUpstreams().cargo?.url ?? '').replace(/^sparse\+/, '').replace(/\/+$/, '');
  if (!/^https?:/.test(url)) return { url: '', skip: 'no sparse Cargo registry is known here' };
  try {
    const answer = await fetch(`${url}/config.json`, { signal: AbortSignal.timeout(REACH_MS) });
    if (answer.ok) return { url, skip: false };
    return { url, skip: `the Cargo registry answers ${answer.status}` };
  } catch {
    return { url, skip: 'the Cargo registry cannot be reached from here' };
  }
}

const registry = await findRegistry();

test(
  'cargo: real crates install through the gate, at their exact versions',
  { skip: registry.skip === false ? skipUnlessInstalled(cargo) : registry.skip },
  async (t) => {
    const gate = await startGate(t, { upstreamUrls: { cargo: registry.url } });
    const machine = await makeMachine(t, gate, cargo);
    const packages = { 'cfg-if': '=1.0.0', itoa: '=1.0.0' };
    requireInstalled(await cargo.install(jobOn(gate, cargo, machine, packages)), {
      'cfg-if': '1.0.0',
      itoa: '1.0.0',
    });
  },
);
