// Exposure in memory, for tests: behaves as the port says, can be made to fail or to wait.

import type { UnitOfWork } from '../../journal/unit-of-work.ts';
import { shortenAddress } from '../../kernel/address.ts';
import type { ExposureRecord, ExposureStore, ExposureStores } from '../ports.ts';

/** The store, its unit of work, and its rows. */
export interface MemoryExposure {
  readonly exposure: ExposureStore;
  readonly unit: UnitOfWork<ExposureStores>;
  /** Called before each transaction; may throw or wait. */
  beforeTransaction: () => void | Promise<void>;
  rows(): readonly ExposureRecord[];
  /** How many rows each transaction wrote. */
  readonly writes: number[];
}

const keyOf = (row: ExposureRecord): string =>
  JSON.stringify([row.ecosystem, row.name, row.version, row.file, row.reader, row.client]);

const PREFIX = 'address:';

/** Makes an empty store. */
export function createMemoryExposure(): MemoryExposure {
  const rows = new Map<string, ExposureRecord>();
  const writes: number[] = [];
  const exposure: ExposureStore = {
    add: async (records) => {
      writes.push(records.length);
      for (const record of records) merge(rows, record);
    },
    ofPackage: async (ref, { version, after, limit }) =>
      [...rows.values()]
        .filter((row) => row.ecosystem === ref.ecosystem && row.name === ref.name)
        .filter((row) => version === undefined || row.version === version)
        .sort(newestFirst)
        .filter((row) => after === undefined || newestFirst(after, row) < 0)
        .slice(0, limit),
    ofReader: async (reader, limit) =>
      [...rows.values()]
        .filter((row) => row.reader === reader)
        .sort((a, b) => b.lastAt - a.lastAt)
        .slice(0, limit),
    age: async (shortenBefore, deleteBefore) => {
      for (const row of Array.from(rows.values())) {
        if (row.lastAt < deleteBefore) rows.delete(keyOf(row));
        else if (row.lastAt < shortenBefore && row.reader.startsWith(PREFIX)) {
          rows.delete(keyOf(row));
          merge(rows, { ...row, reader: PREFIX + shortenAddress(row.reader.slice(PREFIX.length)) });
        }
      }
    },
  };
  const house: MemoryExposure = {
    exposure,
    unit: {
      async transact(work) {
        await house.beforeTransaction();
        return work({ exposure });
      },
    },
    beforeTransaction: () => undefined,
    rows: () => [...rows.values()],
    writes,
  };
  return house;
}

function merge(rows: Map<string, ExposureRecord>, record: ExposureRecord): void {
  const known = rows.get(keyOf(record));
  const merged =
    known === undefined
      ? { ...record }
      : {
          ...known,
          firstAt: Math.min(known.firstAt, record.firstAt),
          lastAt: Math.max(known.lastAt, record.lastAt),
          count: known.count + record.count,
        };
  rows.set(keyOf(merged), merged);
}

function newestFirst(a: ExposureRecord, b: ExposureRecord): number {
  if (a.lastAt !== b.lastAt) return b.lastAt - a.lastAt;
  return keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0;
}
