// The log of decisions in memory, for tests: counts as the port says, can be made to fail.

import type { UnitOfWork } from '../../journal/unit-of-work.ts';
import type { CountedDecision, DecisionRecord, DecisionStores, Tally } from '../decision-ports.ts';

export interface MemoryDecisions {
  readonly unit: UnitOfWork<DecisionStores>;
  /** Called before each transaction; may throw or wait. */
  beforeTransaction: () => void | Promise<void>;
  readonly added: CountedDecision[];
  readonly tallies: Tally[];
  /** How many rows each transaction wrote. */
  readonly writes: number[];
}

/** An empty log that keeps what is added, row by row. */
export function createMemoryDecisions(): MemoryDecisions {
  const nothing = async () => [];
  const house: MemoryDecisions = {
    beforeTransaction: () => undefined,
    added: [],
    tallies: [],
    writes: [],
    unit: {
      async transact(work) {
        await house.beforeTransaction();
        return work({
          decisions: {
            async add(decisions) {
              house.writes.push(decisions.length);
              return decisions.map((decision): DecisionRecord => {
                const position = house.added.push({ ...decision });
                return { ...decision, id: String(position), position };
              });
            },
            addTallies: async (tallies) => void house.tallies.push(...tallies.map((tally) => ({ ...tally }))),
            list: async () => ({ records: [] }),
            after: nothing,
            tallies: nothing,
            age: async () => undefined,
          },
        });
      },
    },
  };
  return house;
}
