// pip and uv through a whole gate over the index that this machine's pip is configured with, else the one that the first start takes.

import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

import { pinnedCommand } from '../../scripts/pinned-clients.ts';
import { defaultUpstreams } from '../../src/outbound/addresses.ts';
import { jobOn, makeMachine, requireInstalled } from '../clients/gate-clients.ts';
import { pip, uv } from '../support/client-python.ts';
import { skipUnlessInstalled } from '../support/client.ts';
import { startGate } from '../support/gate.ts';

const REACH_MS = 10_000;

/** Old, without dependencies, and from an index that keeps its files on another host. */
const PACKAGES = { six: '==1.16.0', idna: '==3.4' };
const INSTALLED = { six: '1.16.0', idna: '3.4' };

interface Index {
  readonly url: string;
  /** Where its pages say that the files are: learnt as the first start learns it. */
  readonly filesAt: readonly string[];
  readonly skip: false | string;
}

/** What pip asks when nothing else is said: of the environment, else of its files; undefined: nothing is configured. */
function ownIndex(): string | undefined {
  const fromEnv = process.env['PIP_INDEX_URL'];
  if (fromEnv !== undefined && fromEnv !== '') return fromEnv;
  const [program, ...args] = pinnedCommand('pip') ?? ['pip'];
  const asked = spawnSync(program ?? 'pip', [...args, 'config', 'get', 'global.index-url'], {
    encoding: 'utf8',
  });
  return asked.status === 0 ? asked.stdout.trim() : undefined;
}

/** The index's address is the machine's own affair: it is read when the tests run, and told to nobody. */
async function findIndex(): Promise<Index> {
  const said = ownIndex() ?? defaultUpstreams().pypi?.url ?? '';
  const url = said.replace(/\/+$/, '').replace(/\/simple$/, '');
  if (!/^https?:/.test(url)) return { url: '', filesAt: [], skip: 'no Python index is known here' };
  const page = `${url}/simple/six/`;
  try {
    const headers = { accept: 'text/html' };
    const answer = await fetch(page, { headers, signal: AbortSignal.timeout(REACH_MS) });
    if (!answer.ok) return { url, filesAt: [], skip: `the Python index answers ${answer.status}` };
    const links = (await answer.text()).matchAll(/href="([^"]+)"/g);
    const origins = Array.from(links, ([, href = '']) => new URL(href, page).origin);
    const filesAt = [...new Set(origins)].filter((origin) => origin !== new URL(url).origin);
    return { url, filesAt, skip: false };
  } catch {
    return { url, filesAt: [], skip: 'the Python index cannot be reached from here' };
  }
}

const index = await findIndex();

for (const client of [pip, uv]) {
  test(
    `${client.id}: real packages install through the gate, at their exact versions`,
    { skip: index.skip === false ? skipUnlessInstalled(client) : index.skip },
    async (t) => {
      const upstream = { name: 'main', url: index.url, artifact_hosts: index.filesAt };
      const gate = await startGate(t, { config: { upstreams: { pypi: [upstream] } } });
      const machine = await makeMachine(t, gate, client);
      requireInstalled(await client.install(jobOn(gate, client, machine, PACKAGES)), INSTALLED);
    },
  );
}
