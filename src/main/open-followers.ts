// What goes on beside the requests: everything that hangs on the journal.

import { endOverdue } from '../identity/trusted-publishing/publishers.ts';
import { MINUTE_MS, type Clock } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import type { RegistryDeps } from '../registry/deps.ts';
import { followContents } from './contents-job.ts';
import { ContentsThread } from './contents-thread.ts';
import { followAlarms } from './describe-alarms.ts';
import { describeCurrency } from './describe-currency.ts';
import { describeFindings } from './describe-findings.ts';
import { describeGiving } from './describe-giving.ts';
import { followCurrency } from './follow-currency.ts';
import { followFindings } from './follow-findings.ts';
import { followGiving } from './follow-giving.ts';
import { followJournal } from './follow-journal.ts';
import { followPeople } from './follow-people.ts';
import { describeDomains, startDomainJob } from './look-at-domains.ts';
import { startHighImpactJob } from './high-impact-job.ts';
import type { HouseOptions } from './house-options.ts';
import type { OpenKnown } from './open-known.ts';
import { startNamespaceJob } from './namespace-job.ts';
import { describeHighImpact } from './open-high-impact.ts';
import { openMail } from './open-mail.ts';
import { openNamespaces } from './open-namespaces.ts';
import type { Outside } from './open-outside.ts';
import type { OpenStorage } from './open-storage.ts';
import { takeTurns } from './take-turns.ts';

export interface FollowersDeps extends OpenKnown {
  readonly outside: Pick<Outside, 'fetcher'>;
  readonly storage: OpenStorage;
  readonly registry: RegistryDeps;
  readonly log: Logger;
}

const OVERDUE = 'publishers that wait for too long could not be ended; it is tried again';

/** Starts all of them. Closing lets what is at hand be finished. */
export async function openFollowers(options: HouseOptions, clock: Clock, following: FollowersDeps) {
  const { config } = options;
  const { storage, outside, registry, log } = following;
  const ends = [await followJournal(following), followPeople(following)];
  const alarms = followAlarms(following);
  const findings = followFindings(describeFindings({ ...following, config, clock }), storage.feed, log);
  const currency = followCurrency(describeCurrency({ config, storage, registry, log }), storage.feed, log);
  const giving = followGiving(describeGiving({ storage, registry, log }), storage.feed, log);
  const reader = new ContentsThread();
  const contents = followContents({ registry, reader }, storage, log);
  const mail = openMail(options, storage, clock);
  const described = describeDomains(options, storage, clock);
  const domains = startDomainJob(described, log);
  const waiting = { ...described, stores: storage.stores, unit: storage.work };
  const overdue = takeTurns(
    { firstAfterMs: MINUTE_MS, take: () => endOverdue(waiting), failed: OVERDUE },
    log,
  );
  const highImpact = startHighImpactJob(describeHighImpact(options, storage, registry), log);
  const namespaces = startNamespaceJob(openNamespaces(options, storage, outside.fetcher, clock), log);
  return {
    alarms,
    findings,
    mail,
    domains,
    namespaces,
    contents,
    highImpact,
    async close() {
      for (const end of ends) end();
      const jobs = [domains, overdue, namespaces, highImpact];
      const follow = [currency, giving, findings, alarms, contents, mail];
      for (const part of [...follow, ...jobs, reader]) await part.close();
    },
  };
}
