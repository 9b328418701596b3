// Opens the rooms behind an opened folder, for commands that need more of them than a scan does. Nothing goes on by itself.

import { systemClock } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import type { ImportReport } from '../evidence/import-report.ts';
import type { ApiDeps } from '../http/api/deps.ts';
import { openAlarmJob } from './alarm-job.ts';
import type { JournalJob } from './journal-job.ts';
import { describeFindings } from './describe-findings.ts';
import { createFindingLook } from './follow-findings.ts';
import { describeAlarms } from './describe-alarms.ts';
import { currencyAccess, describeCurrency } from './describe-currency.ts';
import { createCurrencyLook } from './follow-currency.ts';
import { describeGiving, givingAccess } from './describe-giving.ts';
import { createGivingLook } from './follow-giving.ts';
import { followJournal } from './follow-journal.ts';
import type { HouseOptions } from './house-options.ts';
import { openApi } from './open-api.ts';
import { openDecisions } from './open-decisions.ts';
import { openFeeds } from './open-feeds.ts';
import { openIdentity } from './open-identity.ts';
import type { OpenKnown } from './open-known.ts';
import { openOutside } from './open-outside.ts';
import { openPublishing } from './open-publishing.ts';
import { openRegistry } from './open-registry.ts';
import type { OpenStorage } from './open-storage.ts';

/** What commands use beside a scan. */
export interface OpenRooms {
  /** What the routes of the API take; nothing listens. */
  readonly api: ApiDeps;
  /** Imports a feed now, and waits for it. Undefined when its source has not changed. */
  refreshFeed(name: string): Promise<ImportReport | undefined>;
  /** Does what follows from the changes (alarms), and frees what was opened here. */
  close(): Promise<void>;
}

export async function openRooms(
  house: HouseOptions,
  storage: OpenStorage,
  known: OpenKnown,
): Promise<OpenRooms> {
  const { config, log } = house;
  const clock = systemClock;
  const outside = openOutside(config, clock, house.version, house.publicUrl);
  const registry = openRegistry(house, clock, storage, outside, known.knowledge);
  const following = { storage, registry, ...known, log };
  const alarms = await openAlarmJob(describeAlarms(following), new AbortController().signal);
  const stopFollowing = await followJournal(following);
  // Nobody reads packages by way of the folder.
  const identity = openIdentity(house, storage, clock, () => undefined);
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
    // What is sent to be published comes to a server alone: no thread is started that would have to be ended.
    publishing: openPublishing(config, storage, registry),
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
