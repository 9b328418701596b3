// Runs a command with a temporary PostgreSQL cluster: `with-postgres.ts COMMAND [ARGUMENT…]`. The command finds its address in
// GATEHOUSE_TEST_POSTGRES; afterwards the cluster is stopped and removed, and this exits as the command did.

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const VERSIONS_FOLDER = '/usr/lib/postgresql';
const STOP_TIMEOUT_MS = 10_000;

const [command, ...commandArguments] = process.argv.slice(2);
if (command === undefined) fail('Usage: with-postgres.ts COMMAND [ARGUMENT…]', 2);
const programs = findPrograms();
if (programs === undefined) {
  fail(
    `Cannot start PostgreSQL: found no initdb under ${VERSIONS_FOLDER} or in PATH; on Debian, apt-get install postgresql`,
    3,
  );
}

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-postgres-'));
const owner = clusterOwner();
if (owner !== undefined) chownSync(folder, owner.uid, owner.gid);
let server: ChildProcess | undefined;
let child: ChildProcess | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child?.kill(signal));
try {
  const port = await freePort();
  initialise(programs);
  server = start(programs, port);
  await waitUntilReady(programs, port);
  process.exitCode = await run(`postgres://gatehouse@127.0.0.1:${port}/postgres`);
} finally {
  await stop();
  rmSync(folder, { recursive: true, force: true });
}

/** The folder of the newest installed version's programs. */
function findPrograms(): string | undefined {
  const versions = existsSync(VERSIONS_FOLDER) ? readdirSync(VERSIONS_FOLDER) : [];
  const installed = versions
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(VERSIONS_FOLDER, version, 'bin'));
  const candidates = [...installed, ...(process.env['PATH'] ?? '').split(delimiter)];
  return candidates.find((candidate) => existsSync(join(candidate, 'initdb')));
}

/** PostgreSQL refuses to run as root, so root runs it as `postgres`. Undefined: as whoever runs this. */
function clusterOwner(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number =>
    Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout);
  return { uid: id('-u'), gid: id('-g') };
}

function initialise(programs: string): void {
  const made = spawnSync(
    join(programs, 'initdb'),
    // `trust`: the cluster listens on loopback alone, and holds test data alone. No waiting for a disk that is thrown away.
    [
      '--pgdata',
      join(folder, 'data'),
      '--username',
      'gatehouse',
      '--auth',
      'trust',
      '--encoding',
      'UTF8',
      '--no-sync',
    ],
    { ...owner, cwd: folder, encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`Cannot make a PostgreSQL cluster: ${made.stderr}`);
}

function start(programs: string, port: number): ChildProcess {
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'fsync=off',
    'max_connections=200',
  ];
  return spawn(
    join(programs, 'postgres'),
    ['-D', join(folder, 'data'), '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    { ...owner, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
}

async function waitUntilReady(programs: string, port: number): Promise<void> {
  let log = '';
  server?.stderr?.on('data', (chunk) => (log += String(chunk)));
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (server?.exitCode !== null) break;
    const ready = spawnSync(join(programs, 'pg_isready'), ['-q', '-h', '127.0.0.1', '-p', String(port)]);
    if (ready.status === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Cannot start PostgreSQL: ${log}`);
}

async function run(url: string): Promise<number> {
  child = spawn(command ?? '', commandArguments, {
    stdio: 'inherit',
    env: { ...process.env, GATEHOUSE_TEST_POSTGRES: url },
  });
  return await new Promise((resolve, reject) => {
    child?.on('error', reject);
    child?.on('exit', (code) => resolve(code ?? 1));
  });
}

async function stop(): Promise<void> {
  const running = server;
  if (running === undefined || running.exitCode !== null) return;
  await new Promise<void>((resolve) => {
    // A fast shutdown, then one that cannot be refused.
    const timer = setTimeout(() => running.kill('SIGQUIT'), STOP_TIMEOUT_MS);
    running.on('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    running.kill('SIGINT');
  });
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

function fail(message: string, exitCode: number): never {
  console.error(message);
  process.exit(exitCode);
}
