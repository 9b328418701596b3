// The unit of work of identity's use cases: its store and the journal, in one transaction.

import type { JournalWriter } from '../journal/journal.ts';
import type { OutboxStores } from '../journal/outbox.ts';
import type { UnitOfWork } from '../journal/unit-of-work.ts';
import type { Clock } from '../kernel/clock.ts';

import type { FactorStores } from './factors/factor-ports.ts';
import type { LetterHead } from './letters/letter-text.ts';
import type { OrganisationStores } from './organisations/organisation-ports.ts';
import type { IdentityStores } from './ports.ts';
import type { RandomBytes } from './secret.ts';
import type { RecoveryStores } from './takeover/takeover-ports.ts';

/** What a unit of work of this room may touch. */
export interface IdentityWork
  extends
    IdentityStores,
    FactorStores,
    OutboxStores,
    RecoveryStores,
    /** Who an account works with is told when it is recovered. */
    Pick<OrganisationStores, 'organisations' | 'teams' | 'grants'> {
  readonly journal: JournalWriter;
}

/** What most use cases of this room need. */
export interface IdentityDeps {
  readonly unit: UnitOfWork<IdentityWork>;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** Who letters are from. */
  readonly letterHead: LetterHead;
}
