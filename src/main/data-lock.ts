// Locks the data folder for one server, and tells commands where that server is.

import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

import { GatehouseError } from '../kernel/errors.ts';

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

/** Takes the lock, or throws `locked` naming the server that has it. A dead server's lock is taken over. */
export function lockDataFolder(dataDir: string): DataLock {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, LOCK_FILE);
  const running = findRunningServer(dataDir);
  if (running !== undefined) {
    throw new GatehouseError(
      'locked',
      `Cannot use the data folder ${dataDir}: the server with process id ${running.pid} is using it`,
      { facts: { pid: running.pid, url: running.url } },
    );
  }
  rmSync(file, { force: true });
  write(file, { pid: process.pid, url: '' }, 'wx');
  return {
    announce: (url) => write(file, { pid: process.pid, url }, 'w'),
    release: () => rmSync(file, { force: true }),
  };
}

/** The server that holds the data folder; undefined when none is alive. */
export function findRunningServer(dataDir: string): RunningServer | undefined {
  const lock = readLock(join(dataDir, LOCK_FILE));
  return lock !== undefined && lock.pid !== process.pid && isAlive(lock.pid) ? lock : undefined;
}

function readLock(file: string): RunningServer | undefined {
  try {
    const lock = JSON.parse(readFileSync(file, 'utf8')) as Partial<RunningServer>;
    return typeof lock.pid === 'number' && typeof lock.url === 'string'
      ? { pid: lock.pid, url: lock.url }
      : undefined;
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

function write(file: string, lock: RunningServer, flags: 'wx' | 'w'): void {
  const handle = openSync(file, flags, 0o600);
  try {
    writeSync(handle, `${JSON.stringify(lock)}\n`);
  } finally {
    closeSync(handle);
  }
}
