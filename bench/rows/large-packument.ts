// A packument of 100 MB, cold: peak memory, and for how long the event loop is held.

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Bench } from '../bench.ts';
import { startChild, waitFor } from '../peers/child.ts';
import { startGate, type Gate } from '../peers/gate.ts';
import { holdUnder, megabytes, seconds, type Row } from '../row.ts';

const VERSIONS = 27_000;
const SIZE_BYTES = 100e6;
const FOLDER = join(import.meta.dirname, '../large-packument');

/** What an installation asks for, and the form with everything in it. */
const FORMS = [
  ['abbreviated', 'application/vnd.npm.install-v1+json'],
  ['full', 'application/json'],
] as const;

export async function measureLargePackument(bench: Bench): Promise<readonly Row[]> {
  const upstream = startChild([
    process.execPath,
    join(FOLDER, 'upstream.ts'),
    String(VERSIONS),
    String(SIZE_BYTES),
  ]);
  bench.after(() => upstream.stop());
  await waitFor(upstream, async () => upstream.output().startsWith('http://'));
  const rows: Row[] = [];
  for (const [form, accept] of FORMS) {
    const gate = await startGate({
      dataDir: join(bench.folder, `packument-${form}`),
      port: bench.port,
      upstreams: { npm: upstream.output().trim() },
      nodeOptions: ['--import', join(FOLDER, 'watch-loop.ts')],
    });
    try {
      rows.push(...(await measureForm(gate, form, accept)));
    } finally {
      await gate.stop();
    }
  }
  return rows;
}

async function measureForm(gate: Gate, form: string, accept: string): Promise<readonly Row[]> {
  await (await fetch(`${gate.url}/npm/small`)).arrayBuffer();
  await askLoop(gate);
  const startedAt = performance.now();
  const tookMs = await readThrough(`${gate.url}/npm/large`, accept).then(() => performance.now() - startedAt);
  const { heldMs, computedMs } = await askLoop(gate);
  const what = `a 100 MB packument, cold, ${form} (${seconds(tookMs)})`;
  const computed = `of which at most ${seconds(computedMs)} were computing`;
  return [
    holdUnder(`${what}: peak memory`, gate.child.memory().peakBytes, 600e6, megabytes),
    holdUnder(`… longest hold of the event loop, ${computed}`, heldMs, 50, seconds),
  ];
}

/** Reads the body as it comes, so that this process stays small and never holds up the server. */
async function readThrough(url: string, accept: string): Promise<void> {
  const answer = await fetch(url, { headers: { accept, 'accept-encoding': 'gzip' } });
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}: ${await answer.text()}`);
  for await (const chunk of answer.body ?? []) void chunk;
}

/** For how long the loop was held since it was asked last, and how much of a hold was this thread's own work. */
async function askLoop(gate: Gate): Promise<{ readonly heldMs: number; readonly computedMs: number }> {
  const before = gate.child.output().length;
  process.kill(gate.child.pid, 'SIGUSR2');
  for (let waited = 0; waited < 200; waited += 1) {
    await sleep(20);
    const found = /event loop: held ([\d.]+) ms, computed ([\d.]+) ms/.exec(
      gate.child.output().slice(before),
    );
    if (found !== null) return { heldMs: Number(found[1]), computedMs: Number(found[2]) };
  }
  throw new Error('The server does not say how its event loop does');
}
