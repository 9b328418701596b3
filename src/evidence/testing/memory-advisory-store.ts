// The advisory database in memory: what the SQL store does, said in maps. For tests.

import type { EpssScore } from '../../formats/epss.ts';
import type { KevEntry } from '../../formats/kev.ts';
import type { Change } from '../../journal/journal.ts';
import type { UnitOfWork } from '../../journal/unit-of-work.ts';
import type { Instant } from '../../kernel/clock.ts';
import { packageKey, type PackageRef } from '../../kernel/package-ref.ts';
import type {
  AdvisoryImports,
  AdvisoryLookups,
  Candidate,
  CveFacts,
  FeedState,
  ImportStores,
  StoredAdvisory,
} from '../advisory-ports.ts';

interface Row {
  readonly advisory: StoredAdvisory;
  readonly importedAt: Instant;
  generation: number;
  absentAt: Instant | undefined;
}

/** A database that lives as long as the value. Work that rejects leaves what it wrote: tests of rollback use SQL. */
export interface MemoryAdvisories {
  readonly imports: AdvisoryImports;
  readonly lookups: AdvisoryLookups;
  readonly work: UnitOfWork<ImportStores>;
  /** What was recorded in the journal, oldest first. */
  readonly changes: readonly Change[];
}

/** An empty advisory database. */
export function createMemoryAdvisories(): MemoryAdvisories {
  const store = new MemoryStore();
  const changes: Change[] = [];
  const journal = { record: (change: Change) => void changes.push(change) };
  return {
    imports: store,
    lookups: store,
    changes,
    work: { transact: (run) => run({ advisories: store, journal }) },
  };
}

class MemoryStore implements AdvisoryImports, AdvisoryLookups {
  readonly #rows = new Map<string, Row>();
  readonly #byPackage = new Map<string, Set<Row>>();
  readonly #byAlias = new Map<string, Set<Row>>();
  readonly #feeds = new Map<string, FeedState>();
  readonly #touched = new Map<string, { readonly ref: PackageRef; readonly revision: number }>();
  readonly #epss = new Map<string, EpssScore & { readonly generation: number }>();
  #kev = new Map<string, KevEntry>();
  #revision = 0;

  async knownRecords(feed: string, ids: readonly string[]) {
    return new Map(
      ids.flatMap((id) => {
        const row = this.#rows.get(`${feed}\n${id}`);
        if (row === undefined) return [];
        const { digest, modified } = row.advisory;
        return [[id, { digest, modified, isGone: !holds(row), generation: row.generation }] as const];
      }),
    );
  }

  async writeRecords({
    feed,
    generation,
    at,
    records,
    unchanged,
  }: Parameters<AdvisoryImports['writeRecords']>[0]) {
    for (const id of unchanged) {
      const row = this.#rows.get(`${feed}\n${id}`);
      if (row !== undefined) row.generation = Math.max(row.generation, generation);
    }
    for (const advisory of records) {
      const key = `${advisory.feed}\n${advisory.id}`;
      const old = this.#rows.get(key);
      if (old !== undefined) {
        this.#touch(old);
        this.#unlink(old);
      }
      const seenBy = Math.max(old?.generation ?? 0, generation);
      const row: Row = { advisory, importedAt: at, generation: seenBy, absentAt: undefined };
      this.#rows.set(key, row);
      this.#link(row);
      this.#touch(row);
    }
    this.#revision += 1;
  }

  async countRecords(feed: string, generation: number) {
    const holding = [...this.#rows.values()].filter((row) => row.advisory.feed === feed && holds(row));
    return { holding: holding.length, unseen: holding.filter((row) => row.generation < generation).length };
  }

  async markAbsent(feed: string, generation: number, at: Instant, limit: number) {
    const gone = [...this.#rows.values()]
      .filter((row) => row.advisory.feed === feed && holds(row) && row.generation < generation)
      .slice(0, limit);
    for (const row of gone) {
      row.absentAt = at;
      this.#touch(row);
    }
    this.#revision += 1;
    return gone.length;
  }

  async replaceKev(entries: readonly KevEntry[]) {
    const next = new Map(entries.map((entry) => [entry.cve, entry]));
    const isSame = (entry: KevEntry): boolean =>
      JSON.stringify(this.#kev.get(entry.cve)) === JSON.stringify(entry);
    const changed = [...next.values()].filter((entry) => !isSame(entry)).map(({ cve }) => cve);
    const removed = [...this.#kev.keys()].filter((cve) => !next.has(cve));
    const added = changed.filter((cve) => !this.#kev.has(cve)).length;
    for (const cve of [...changed, ...removed]) this.#touchAlias(cve);
    this.#kev = next;
    this.#revision += 1;
    return { added, changed: changed.length - added, removed: removed.length };
  }

  async writeEpss(scores: Parameters<AdvisoryImports['writeEpss']>[0], generation: number, isLast: boolean) {
    for (const { cve, score, percentile } of scores) {
      const writtenBy = Math.max(this.#epss.get(cve)?.generation ?? 0, generation);
      this.#epss.set(cve, { cve, score, percentile, generation: writtenBy });
    }
    if (!isLast) return;
    for (const [cve, known] of this.#epss) if (known.generation < generation) this.#epss.delete(cve);
  }

  async saveFeed(state: FeedState) {
    this.#feeds.set(state.feed, state);
  }

  async candidates(ecosystem: Parameters<AdvisoryLookups['candidates']>[0], names: readonly string[]) {
    return names.flatMap((name) =>
      [...(this.#byPackage.get(`${ecosystem}:${name}`) ?? [])].filter(holds).flatMap((row): Candidate[] => {
        const { feed, id, header, affected } = row.advisory;
        return affected
          .filter((entry) => entry.ecosystem === ecosystem && entry.name === name)
          .map((entry) => ({ ...entry, feed, id, header, importedAt: row.importedAt }));
      }),
    );
  }

  async linkedRecords(ecosystem: Parameters<AdvisoryLookups['linkedRecords']>[0], ids: readonly string[]) {
    const rows = new Set(ids.flatMap((id) => [...(this.#byAlias.get(id) ?? [])]));
    return [...rows]
      .filter((row) => holds(row) && row.advisory.affected.some((entry) => entry.ecosystem === ecosystem))
      .map(({ advisory: { feed, id, header } }) => ({ feed, id, header }));
  }

  async cveFacts(cves: readonly string[]) {
    const facts = new Map<string, CveFacts>();
    for (const cve of cves) {
      const kev = this.#kev.get(cve);
      const epss = this.#epss.get(cve);
      if (kev === undefined && epss === undefined) continue;
      facts.set(cve, {
        ...(kev === undefined ? {} : { kev }),
        ...(epss === undefined ? {} : { epss: epss.score, epssPercentile: epss.percentile }),
      });
    }
    return facts;
  }

  async touchedSince(revision: number, limit: number) {
    const later = [...this.#touched.values()]
      .filter((touch) => touch.revision > revision)
      .sort((a, b) => a.revision - b.revision)
      .slice(0, limit);
    return { revision: later.at(-1)?.revision ?? revision, packages: later.map(({ ref }) => ref) };
  }

  async feeds() {
    return [...this.#feeds.values()].sort((a, b) => (a.feed < b.feed ? -1 : 1));
  }

  async knowsOf(ecosystem: Parameters<AdvisoryLookups['knowsOf']>[0]) {
    return [...this.#rows.values()].some(({ advisory }) =>
      advisory.affected.some((entry) => entry.ecosystem === ecosystem),
    );
  }

  async document(id: string, feed?: string) {
    const rows = [...this.#rows.values()].filter(({ advisory }) => advisory.id === id);
    return rows.find(({ advisory }) => feed === undefined || advisory.feed === feed)?.advisory.document;
  }

  #link(row: Row): void {
    for (const entry of row.advisory.affected) addTo(this.#byPackage, packageKey(entry), row);
    for (const id of [row.advisory.id, ...row.advisory.aliases]) addTo(this.#byAlias, id, row);
  }

  #unlink(row: Row): void {
    for (const entry of row.advisory.affected) this.#byPackage.get(packageKey(entry))?.delete(row);
    for (const id of [row.advisory.id, ...row.advisory.aliases]) this.#byAlias.get(id)?.delete(row);
  }

  /** The row's packages, and those of records that share an id with it. */
  #touch(row: Row): void {
    this.#touchPackages(row);
    for (const id of [row.advisory.id, ...row.advisory.aliases]) this.#touchAlias(id);
  }

  #touchAlias(id: string): void {
    for (const row of this.#byAlias.get(id) ?? []) this.#touchPackages(row);
  }

  #touchPackages(row: Row): void {
    for (const { ecosystem, name } of row.advisory.affected) {
      this.#revision += 1;
      const ref = { ecosystem, name };
      this.#touched.set(packageKey(ref), { ref, revision: this.#revision });
    }
  }
}

function holds(row: Row): boolean {
  return row.advisory.withdrawnAt === undefined && row.absentAt === undefined;
}

function addTo(map: Map<string, Set<Row>>, key: string, row: Row): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, new Set([row]));
  else known.add(row);
}
