// Opens a data folder for a command, while no server runs on it: the rooms without a door, and nothing that goes on by itself.

import { SCAN_RULES } from '../ecosystems/scan-rules.ts';
import { DEFAULT_VIEW } from '../governance/current-policies.ts';
import type { ScanContext } from '../http/api/deps.ts';
import type { ApiRoute } from '../http/api/route.ts';
import { scanRoutes } from '../http/api/routes/scan.ts';
import { vexAboutRoutes } from '../http/api/routes/vex-about.ts';
import { viewOf, type Operator } from '../identity/principal.ts';
import { systemClock } from '../kernel/clock.ts';
import { createLogger } from '../kernel/logger.ts';
import type { Config } from './config-schema.ts';
import { openKnown } from './open-known.ts';
import type { OpenRooms } from './open-rooms.ts';
import { openStorage } from './open-storage.ts';
import { readFolderConfig } from './read-folder-config.ts';
import { readVersion } from './version.ts';

export interface FolderOptions {
  readonly dataDir: string;
  readonly configFile: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Of the operating system: the journal names who it was. */
  readonly userName: string;
}

/**
 * An open folder. A scan stands in every pipeline, and loading the rooms that it does not need would take most of its time:
 * they are opened when something else is asked for.
 */
export interface OpenedFolder {
  readonly path: string;
  readonly config: Config;
  readonly operator: Operator;
  readonly scan: {
    readonly routes: readonly ApiRoute<ScanContext>[];
    readonly context: ScanContext;
  };
  rooms(): Promise<OpenRooms>;
  /** Does what follows from the changes (alarms), and frees everything. */
  close(): Promise<void>;
}

/** Throws `invalid-config`, `storage-failed`, `storage-full`. */
export async function openFolder(options: FolderOptions): Promise<OpenedFolder> {
  const { dataDir, configFile, environment, userName } = options;
  const config = readFolderConfig(configFile, environment);
  // What fails is told by the command itself; the log is the server's.
  const log = createLogger(
    'error',
    () => {},
    () => systemClock.now(),
  );
  const publicUrl = config.server.public_url ?? `http://localhost:${config.server.port}`;
  const house = { config, dataDir, publicUrl, log, version: readVersion() };
  const storage = await openStorage(config, dataDir, log);
  const known = await openKnown(config, systemClock, storage);
  const { statements } = storage.stores;
  let rooms: Promise<OpenRooms> | undefined;
  return {
    path: dataDir,
    config,
    operator: { kind: 'operator', accountId: '', accountName: userName, role: 'administrator' },
    scan: {
      routes: [...scanRoutes, ...vexAboutRoutes],
      context: {
        clock: systemClock,
        viewFor: (principal) => viewOf(principal) ?? DEFAULT_VIEW,
        inventory: { ...known, clock: systemClock, adapters: SCAN_RULES, statements },
      },
    },
    rooms: () =>
      (rooms ??= import('./open-rooms.ts').then(({ openRooms }) => openRooms(house, storage, known))),
    async close() {
      // Rooms that could not be opened were reported by who asked for them.
      await (await rooms?.catch(() => undefined))?.close();
      await storage.close();
    },
  };
}
