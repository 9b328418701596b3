// The real server as a process of its own, for tests of what becomes of processes: signals, crashes, disks, configuration.

import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestContext } from 'node:test';

import { stringify } from 'smol-toml';

import { ECOSYSTEMS } from '../../src/kernel/ecosystem.ts';
import { ask, type Answer, type Ask } from './ask.ts';
import type { FixtureUpstream } from './fixture-upstream.ts';

const ENTRY = resolve(import.meta.dirname, '../../bin/gatehouse.js');
const START_MS = 30_000;

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ServerOptions {
  readonly dataDir: string;
  /** More arguments than the data folder's. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A server that answers. */
export interface ServerProcess {
  readonly pid: number;
  /** `http://127.0.0.1:port`, no trailing slash. */
  readonly url: string;
  /** Everything it printed so far. */
  printed(): { readonly stdout: string; readonly stderr: string };
  /** Asks for a path exactly as it is spelt. */
  ask(path: string, how?: Ask): Promise<Answer>;
  /** Sends a signal, by default SIGTERM, and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<Ending>;
  /** Sends a signal and does not wait. */
  signal(signal: NodeJS.Signals): void;
  readonly ended: Promise<Ending>;
}

/** A data folder that is gone, with all in it, when the test is over. */
export function makeDataFolder(test: Pick<TestContext, 'after'>): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-server-'));
  test.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return join(folder, 'data');
}

/** Writes gatehouse.toml: the fixture as the upstream of every ecosystem, a free port, no feeds; then `sections` over that. */
export function writeServerConfig(
  dataDir: string,
  upstream: FixtureUpstream,
  sections: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {},
): string {
  mkdirSync(dataDir, { recursive: true });
  const upstreams = Object.fromEntries(
    ECOSYSTEMS.map((id) => [
      id,
      [{ name: 'main', url: upstream.urls[id], artifact_hosts: [upstream.filesUrl] }],
    ]),
  );
  const file = join(dataDir, 'gatehouse.toml');
  const document = { ...sections, server: { port: 0, ...sections['server'] }, upstreams };
  writeFileSync(file, stringify({ ...document, upstreams: { ...upstreams, ...sections['upstreams'] } }));
  return file;
}

/** Starts the server and waits until it listens. Rejects with what it printed when it ends before. */
export async function startServer(
  test: Pick<TestContext, 'after'>,
  options: ServerOptions,
): Promise<ServerProcess> {
  const launched = launch(test, options);
  const { child, ended, printed } = launched;
  const port = await waitForPort(options.dataDir, launched);
  const url = `http://127.0.0.1:${port}`;
  return {
    pid: child.pid ?? 0,
    url,
    printed,
    ask: async (path, how) => ask(`${url}${path}`, how),
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
    signal: (signal) => void child.kill(signal),
    ended,
  };
}

/** Starts the server and waits for its end: for starts that must fail. One that does not end in time is killed. */
export async function runServerToEnd(
  test: Pick<TestContext, 'after'>,
  options: ServerOptions,
): Promise<Ending> {
  const { child, ended } = launch(test, options);
  const timer = setTimeout(() => child.kill('SIGKILL'), START_MS);
  const ending = await ended;
  clearTimeout(timer);
  return ending;
}

/** Waits until each feed is loaded: what is asked for before is decided without it. */
export async function waitForFeeds(server: Pick<ServerProcess, 'ask'>): Promise<void> {
  for (const startedAt = performance.now(); performance.now() - startedAt < START_MS;) {
    const { feeds } = JSON.parse((await server.ask('/readyz')).text) as {
      readonly feeds: readonly { readonly state: string }[];
    };
    if (feeds.every(({ state }) => state === 'fresh')) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error('The feeds were not loaded in time');
}

interface Launched {
  readonly child: ChildProcess;
  readonly ended: Promise<Ending>;
  readonly printed: ServerProcess['printed'];
}

function launch(test: Pick<TestContext, 'after'>, { dataDir, args = [], env = {} }: ServerOptions): Launched {
  if (!existsSync(ENTRY)) throw new Error(`Cannot start the server: found no ${ENTRY}`);
  const child = spawn(process.execPath, [ENTRY, 'serve', '--data', dataDir, ...args], {
    env: { PATH: process.env['PATH'] ?? '', HOME: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  const { promise: ended, resolve: end, reject } = Promise.withResolvers<Ending>();
  child.once('error', reject);
  child.once('close', (code, signal) => end({ code, signal, ...output }));
  test.after(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await ended;
  });
  return { child, ended, printed: () => ({ ...output }) };
}

/** The data folder's lock tells where the server listens; its first line, that it does. */
async function waitForPort(dataDir: string, { ended, printed }: Launched): Promise<string> {
  let ending: Ending | undefined;
  void ended.then((value) => (ending = value));
  for (const startedAt = performance.now(); performance.now() - startedAt < START_MS;) {
    if (/^Gatehouse is at /m.test(printed().stdout)) return portOf(dataDir);
    if (ending !== undefined) throw new Error(`The server ended with ${ending.code}: ${ending.stderr}`);
    await new Promise((done) => setTimeout(done, 20));
  }
  throw new Error(`The server did not start in time: ${printed().stderr}`);
}

function portOf(dataDir: string): string {
  const lock = JSON.parse(readFileSync(join(dataDir, 'server.lock'), 'utf8')) as { readonly url: string };
  return new URL(lock.url).port;
}
