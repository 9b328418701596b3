// Opens a data folder for a command, while no server runs on it: the rooms without a door, and nothing that goes on by itself.

import { systemClock } from '../kernel/clock.ts';
import { createLogger, type Logger } from '../kernel/logger.ts';
import type { ImportReport } from '../evidence/import-report.ts';
import type { ApiDeps } from '../http/api/deps.ts';
import type { ApiRoute } from '../http/api/route.ts';
import { scanRoutes } from '../http/api/routes/scan.ts';
import { vexAboutRoutes } from '../http/api/routes/vex-about.ts';
import type { Operator } from '../identity/principal.ts';
import { openAlarmJob } from './alarm-job.ts';
import type { JournalJob } from './journal-job.ts';
import type { Config } from './config-schema.ts';
import { describeFindings } from './describe-findings.ts';
import { createFindingLook } from './follow-findings.ts';
import { describeAlarms } from './describe-alarms.ts';
import { currencyAccess, describeCurrency } from './describe-currency.ts';
import { createCurrencyLook } from './follow-currency.ts';
import { describeGiving, givingAccess } from './describe-giving.ts';
import { createGivingLook } from './follow-giving.ts';
import { followJournal } from './follow-journal.ts';
import { openApi } from './open-api.ts';
import { openDecisions } from './open-decisions.ts';
import { openFeeds } from './open-feeds.ts';
import { openIdentity } from './open-identity.ts';
import { openKnown } from './open-known.ts';
import { openOutside } from './open-outside.ts';
import { openRegistry } from './open-registry.ts';
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

/** An open folder. */
export interface OpenedFolder {
  readonly path: string;
  readonly config: Config;
  /** What the routes of the API take; nothing listens. */
  readonly api: ApiDeps;
  /** The routes of which one answers this path. */
  routesFor(path: string): Promise<readonly ApiRoute[]>;
  readonly operator: Operator;
  /** Imports a feed now, and waits for it. Undefined when its source has not changed. */
  refreshFeed(name: string): Promise<ImportReport | undefined>;
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
  const opened = await openRooms(house);
  return {
    path: dataDir,
    config,
    routesFor,
    operator: { kind: 'operator', accountId: '', accountName: userName, role: 'administrator' },
    ...opened,
  };
}

/** What a scan asks: it stands in every pipeline, and loading the other routes would take a large part of its time. */
const SCAN_ROUTES: readonly ApiRoute[] = [...scanRoutes, ...vexAboutRoutes];

async function routesFor(path: string): Promise<readonly ApiRoute[]> {
  if (SCAN_ROUTES.some(({ url }) => url === path)) return SCAN_ROUTES;
  return (await import('../http/api/routes.ts')).ROUTES;
}

interface FolderHouse {
  readonly config: Config;
  readonly dataDir: string;
  readonly publicUrl: string;
  readonly log: Logger;
  readonly version: string;
}

async function openRooms(house: FolderHouse): Promise<Pick<OpenedFolder, 'api' | 'refreshFeed' | 'close'>> {
  const { config, log } = house;
  const clock = systemClock;
  const storage = await openStorage(config, house.dataDir, log);
  const outside = openOutside(config, clock, house.version, house.publicUrl);
  const known = await openKnown(config, clock, storage);
  const registry = openRegistry(house, clock, storage, outside, known.knowledge);
  const following = { storage, registry, ...known, log };
  const alarms = await openAlarmJob(describeAlarms(following), new AbortController().signal);
  const stopFollowing = await followJournal(following);
  // Nobody reads packages by way of the folder.
  const identity = openIdentity(config, storage, clock, () => undefined);
  const decisions = openDecisions(config, storage, clock, log);
  const feeds = openFeeds(
    config,
    { storage, outside, knowledge: known.knowledge, registry, clock, log },
    false,
  );
  const measured = describeCurrency({ config, storage, registry, log });
  const parts = {
    ...known,
    registry,
    storage,
    outside,
    identity,
    decisions,
    feeds,
    lookedUp: createFindingLook(describeFindings({ ...following, config, clock })),
    currency: currencyAccess(config, storage, createCurrencyLook(measured)),
    giving: givingAccess(storage, createGivingLook(describeGiving({ storage, registry, log }))),
  };
  return {
    api: openApi(house, parts),
    refreshFeed: (name) => feeds.refresh(name),
    async close() {
      await feeds.close();
      await raiseAll(alarms, log);
      stopFollowing();
      await identity.close();
      await decisions.close();
      await outside.fetcher.close();
      await storage.close();
    },
  };
}

/** What the command changed has changed all the same when this fails, and the next server looks at it. */
async function raiseAll(alarms: JournalJob, log: Logger): Promise<void> {
  try {
    // A walk over all packages is left to the server.
    while (await alarms.readOn());
    await alarms.save();
  } catch (error) {
    log.warn('what changed could not be looked at for alarms', { error });
  }
}
