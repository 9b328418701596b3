// Locks the data folder for one server, and tells commands where that server is.

import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

import { GatehouseError, messageOf } from '../kernel/errors.ts';
import { findProcessStart } from './process-identity.ts';

/** What a command learns of the server that runs on a data folder. */
export interface RunningServer {
  readonly pid: number;
  /** Where it listens, reachable from this machine. */
  readonly url: string;
}

export interface DataLock {
  /** Writes where the server listens, once it does. */
  announce(url: string): void;
  release(): void;
}

const LOCK_FILE = 'server.lock';

/**
 * Takes the lock, or throws `locked` naming the server that has it. A dead server's lock is taken over.
 * A folder that cannot be written to is `storage-failed`.
 */
export function lockDataFolder(dataDir: string): DataLock {
  const file = join(dataDir, LOCK_FILE);
  const running = findRunningServer(dataDir);
  if (running !== undefined) throw locked(dataDir, running);
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    rmSync(file, { force: true });
    write(file, '', 'wx');
  } catch (cause) {
    // Another server was started at the same moment, and was faster.
    const faster = findRunningServer(dataDir);
    if (faster !== undefined) throw locked(dataDir, faster);
    throw new GatehouseError(
      'storage-failed',
      `Cannot write to the data folder ${dataDir}: ${messageOf(cause)}`,
      { facts: { path: dataDir }, cause },
    );
  }
  return {
    announce: (url) => write(file, url, 'w'),
    release: () => rmSync(file, { force: true }),
  };
}

function locked(dataDir: string, { pid, url }: RunningServer): GatehouseError {
  return new GatehouseError(
    'locked',
    `Cannot use the data folder ${dataDir}: the server with process id ${pid} is using it`,
    { facts: { pid, url } },
  );
}

/** The server that holds the data folder; undefined when none is alive. */
export function findRunningServer(dataDir: string): RunningServer | undefined {
  const lock = readLock(join(dataDir, LOCK_FILE));
  if (lock === undefined || lock.pid === process.pid || !isAlive(lock.pid)) return undefined;
  const isSame = lock.processStart === undefined || lock.processStart === findProcessStart(lock.pid);
  return isSame ? { pid: lock.pid, url: lock.url } : undefined;
}

interface Lock extends RunningServer {
  /** Absent where the system does not tell. */
  readonly processStart?: string;
}

function readLock(file: string): Lock | undefined {
  try {
    const { pid, url, processStart } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Lock>;
    if (typeof pid !== 'number' || typeof url !== 'string') return undefined;
    return { pid, url, ...(typeof processStart === 'string' ? { processStart } : {}) };
  } catch {
    // No lock, or half of one that a crash left: nobody holds it.
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
}

function write(file: string, url: string, flags: 'wx' | 'w'): void {
  const processStart = findProcessStart(process.pid);
  const lock: Lock = { pid: process.pid, url, ...(processStart === undefined ? {} : { processStart }) };
  const handle = openSync(file, flags, 0o600);
  try {
    writeSync(handle, `${JSON.stringify(lock)}\n`);
  } finally {
    closeSync(handle);
  }
}
