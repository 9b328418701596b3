// Measures how Gatehouse takes a packument of 100 MB, cold: peak memory, and for how long others wait.
// One request of each kind, then it ends. `node bench/large-packument.ts [versions] [bytes]`

import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createHash } from 'node:crypto';

import { startChild, waitFor } from './peers/child.ts';
import { startGate, type Gate } from './peers/gate.ts';

const PROBE_EVERY_MS = 10;
const ABBREVIATED = 'application/vnd.npm.install-v1+json';
const [versions = '27000', sizeBytes = '100000000'] = process.argv.slice(2);

interface Measured {
  readonly what: string;
  readonly status: number;
  readonly sizeBytes: number;
  readonly ms: number;
  readonly worstProbeMs: number;
  readonly probes: number;
  readonly loop: string;
  readonly rssBytes: number;
  readonly peakBytes: number;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Asks for the small index every few milliseconds until it is told to end; answers the longest wait. */
function startProbing(gate: Gate): () => Promise<{ readonly worstMs: number; readonly count: number }> {
  const end = new AbortController();
  let worstMs = 0;
  let count = 0;
  const probing = (async () => {
    while (!end.signal.aborted) {
      const startedAt = performance.now();
      await (await fetch(`${gate.url}/npm/small`)).arrayBuffer();
      worstMs = Math.max(worstMs, performance.now() - startedAt);
      count += 1;
      await sleep(PROBE_EVERY_MS);
    }
  })();
  return async () => {
    end.abort();
    await probing;
    return { worstMs, count };
  };
}

async function askLoop(gate: Gate): Promise<string> {
  const before = gate.child.output().length;
  process.kill(gate.child.pid, 'SIGUSR2');
  for (let waited = 0; waited < 100; waited += 1) {
    await sleep(20);
    const line = /event loop: (.*)/.exec(gate.child.output().slice(before));
    if (line !== null) return line[1] ?? '';
  }
  return 'no answer';
}

/** Reads the body as it comes, so that this process stays small and never holds up the server. */
async function measure(gate: Gate, what: string, headers: Record<string, string>): Promise<Measured> {
  await askLoop(gate);
  const stopProbing = startProbing(gate);
  const startedAt = performance.now();
  const response = await fetch(`${gate.url}/npm/large`, { headers });
  const hash = createHash('md5');
  let sizeBytes = 0;
  for await (const chunk of response.body ?? []) {
    sizeBytes += chunk.byteLength;
    hash.update(chunk);
  }
  const ms = performance.now() - startedAt;
  const { worstMs, count } = await stopProbing();
  const loop = await askLoop(gate);
  if (response.status !== 200) console.error(gate.child.output().slice(-2_000));
  const { rssBytes, peakBytes } = gate.child.memory();
  return {
    what,
    status: response.status,
    sizeBytes,
    ms,
    worstProbeMs: worstMs,
    probes: count,
    loop,
    rssBytes,
    peakBytes,
  };
}

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-large-'));
const upstream = startChild([
  process.execPath,
  join(import.meta.dirname, 'large-packument/upstream.ts'),
  versions,
  sizeBytes,
]);
try {
  await waitFor(upstream, async () => upstream.output().startsWith('http://'));
  const gate = await startGate({
    dataDir: join(folder, 'data'),
    port: await freePort(),
    upstreams: { npm: upstream.output().trim() },
    nodeOptions: ['--import', join(import.meta.dirname, 'large-packument/watch-loop.ts')],
  });
  try {
    await (await fetch(`${gate.url}/npm/small`)).arrayBuffer();
    const idle = gate.child.memory();
    console.log(`idle: ${Math.round(idle.rssBytes / 1e6)} MB`);
    const rows = [
      await measure(gate, 'abbreviated, cold', { accept: ABBREVIATED, 'accept-encoding': 'gzip' }),
      await measure(gate, 'full, gzip', { accept: 'application/json', 'accept-encoding': 'gzip' }),
      await measure(gate, 'full, plain', { accept: 'application/json', 'accept-encoding': 'identity' }),
      await measure(gate, 'abbreviated, again', { accept: ABBREVIATED, 'accept-encoding': 'gzip' }),
    ];
    console.table(
      rows.map((row) => ({
        what: row.what,
        status: row.status,
        'MB decoded': Math.round(row.sizeBytes / 1e6),
        seconds: (row.ms / 1_000).toFixed(1),
        'worst probe ms': row.worstProbeMs.toFixed(0),
        probes: row.probes,
        'event loop': row.loop,
        'RSS MB': Math.round(row.rssBytes / 1e6),
        'peak RSS MB': Math.round(row.peakBytes / 1e6),
      })),
    );
  } finally {
    await gate.stop();
  }
} finally {
  await upstream.stop();
  rmSync(folder, { recursive: true, force: true });
}
