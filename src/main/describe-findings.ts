// What keeping findings needs, out of an open house.

import type { Clock } from '../kernel/clock.ts';
import type { Reservations } from '../governance/reservations.ts';
import type { VexInForce } from '../inventory/vex/kept-vex.ts';
import { ADAPTERS } from '../ecosystems/list.ts';
import type { FindingDeadlines } from '../inventory/findings/finding-ports.ts';
import { durationMsOf, type Config } from './config-schema.ts';
import type { FindingKeepers } from './follow-findings.ts';
import type { LiveKnowledge } from './knowledge.ts';
import type { OpenStorage } from './open-storage.ts';

export function describeFindings(house: {
  readonly config: Config;
  readonly clock: Clock;
  readonly storage: OpenStorage;
  readonly knowledge: LiveKnowledge;
  readonly reservations: Reservations;
  readonly vex: VexInForce;
}): FindingKeepers {
  const { config, clock, storage, knowledge, reservations, vex } = house;
  const { stores, work, lookups, reader } = storage;
  return {
    journal: reader,
    lookups,
    stores,
    work,
    inventory: {
      clock,
      adapters: ADAPTERS,
      knowledge,
      vex,
      statements: stores.statements,
      stores,
      unit: work,
      deadlines: deadlinesOf(config),
    },
    reservations,
    reloadFeeds: () => knowledge.reloadFeeds(),
    keepSnapshotsMs: durationMsOf(config.findings.keep_snapshots),
  };
}

export function deadlinesOf({ findings }: Config): FindingDeadlines {
  return {
    criticalMs: durationMsOf(findings.critical_within),
    highMs: durationMsOf(findings.high_within),
    mediumMs: durationMsOf(findings.medium_within),
    lowMs: durationMsOf(findings.low_within),
  };
}
