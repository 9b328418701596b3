// What the look-out for alarms needs, out of an open house.

import type { CurrentPolicies } from '../governance/current-policies.ts';
import type { Reservations } from '../governance/reservations.ts';
import type { JournalFeed } from '../journal/journal-feed.ts';
import type { Logger } from '../kernel/logger.ts';
import type { RegistryDeps } from '../registry/deps.ts';
import { raiseAlarms } from '../registry/raise-alarms.ts';
import { ALARMING, openAlarmJob, type AlarmJobDeps } from './alarm-job.ts';
import { followJob, type JobFollower } from './follow-job.ts';
import type { OpenStorage } from './open-storage.ts';

/** Looks out for alarms beside the server. */
export function followAlarms(house: Parameters<typeof describeAlarms>[0]): JobFollower {
  const deps = describeAlarms(house);
  const { feed, log } = deps;
  return followJob({
    what: 'alarms',
    kinds: ALARMING,
    feed,
    log,
    open: (signal) => openAlarmJob(deps, signal),
  });
}

export function describeAlarms(house: {
  readonly storage: OpenStorage;
  readonly registry: RegistryDeps;
  readonly policies: CurrentPolicies;
  readonly reservations: Reservations;
  readonly log: Logger;
}): AlarmJobDeps & { readonly feed: JournalFeed } {
  const { storage, registry, policies, reservations, log } = house;
  const { feed, reader, lookups, stores, work } = storage;
  const deps = {
    ...registry,
    exposure: stores.exposure,
    journal: reader,
    views: () => policies.all().map(({ view }) => view),
  };
  const raise: AlarmJobDeps['raise'] = (ref, cause) => raiseAlarms(deps, ref, cause);
  return { feed, journal: reader, lookups, stores, work, policies, reservations, raise, log };
}
