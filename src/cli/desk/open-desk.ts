// Finds out where to ask: the server that was named, the one that runs on the data folder, or the folder itself.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { GatehouseError } from '../../kernel/errors.ts';
import { findRunningServer, lockDataFolder } from '../../main/data-lock.ts';
import type { SharedFlags } from '../context.ts';
import type { Machine } from '../machine.ts';
import type { Printer } from '../terminal/printer.ts';
import type { Desk } from './desk.ts';

/** How long another command that works on the folder is waited for. */
const PATIENCE_MS = 10_000;
const LOOK_AGAIN_MS = 100;

/**
 * The address of the server to ask; undefined when none was named and none runs on the data folder. One that is starting,
 * and a command that works on the folder, are waited for; then throws `locked`. Throws `invalid-request` for what is no address.
 */
export async function findServer({
  server,
  dataDir,
}: Pick<SharedFlags, 'server' | 'dataDir'>): Promise<string | undefined> {
  if (server !== undefined) {
    if (/^https?:\/\//.test(server) && URL.canParse(server)) return server;
    throw new GatehouseError(
      'invalid-request',
      `Cannot ask ${server}: expected an address such as http://localhost:4870`,
    );
  }
  for (let waitedMs = 0; ; waitedMs += LOOK_AGAIN_MS) {
    const running = findRunningServer(dataDir);
    if (running === undefined) return undefined;
    if (running.url !== '') return running.url;
    if (waitedMs >= PATIENCE_MS) throw busy(dataDir, running.pid);
    await sleep(LOOK_AGAIN_MS);
  }
}

function busy(dataDir: string, pid: number): GatehouseError {
  return new GatehouseError(
    'locked',
    `Cannot use the data folder ${dataDir}: the process with id ${pid} works on it; try again in a moment`,
  );
}

/** Throws `invalid-config` when there is neither a server nor a data folder, and what opening the folder throws. */
export async function openDesk(machine: Machine, shared: SharedFlags, err: Printer): Promise<Desk> {
  const url = await findServer(shared);
  if (url !== undefined) {
    const { token } = shared;
    const { createServerDesk } = await import('./server-desk.ts');
    return createServerDesk(machine, {
      url,
      note: (text) => err.line(text),
      ...(token === undefined ? {} : { token }),
    });
  }
  // Advisories may have been taken in without a server.
  if (!existsSync(join(shared.dataDir, 'gatehouse.db'))) assertFolder(shared);
  const { dataDir, configFile } = shared;
  const { environment, userName } = machine;
  // No server, and no other command, may begin to work on it meanwhile.
  const lock = lockDataFolder(dataDir);
  try {
    // Loaded late: most commands speak to a server and need none of the rooms.
    const { openFolder } = await import('../../main/open-folder.ts');
    const folder = await openFolder({ dataDir, configFile, environment, userName });
    const { createFolderDesk } = await import('./folder-desk.ts');
    const desk = createFolderDesk(folder);
    return {
      ...desk,
      async close() {
        await desk.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Throws `invalid-config` when no server has ever been started on the data folder. */
export function assertFolder({ dataDir, configFile }: Pick<SharedFlags, 'dataDir' | 'configFile'>): void {
  if (existsSync(configFile)) return;
  throw new GatehouseError(
    'invalid-config',
    `Cannot find Gatehouse: no server runs on ${dataDir}, and ${configFile} does not exist. Start it, name its address with --server, its folder with --data, or a configuration that lies elsewhere with --config`,
    { facts: { command: 'gatehouse serve' } },
  );
}
