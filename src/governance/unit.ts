// What governance's use cases are given: their stores and the journal in one transaction, time, and ids.

import type { EvidenceStores } from '../evidence/ports.ts';
import type { JournalWriter } from '../journal/journal.ts';
import type { UnitOfWork } from '../journal/unit-of-work.ts';
import type { Clock } from '../kernel/clock.ts';

import type { GovernanceStores } from './ports.ts';
import type { VettingStores } from './vetting/vetting-ports.ts';

/** What a unit of work of this room may touch. */
export interface GovernanceWork extends GovernanceStores, VettingStores, EvidenceStores {
  readonly journal: JournalWriter;
}

/** What every use case of this room needs. */
export interface GovernanceDeps {
  readonly unit: UnitOfWork<GovernanceWork>;
  readonly clock: Clock;
  /** A new id, never given before: letters, digits and hyphens. */
  readonly newId: () => string;
}
