// What came of an import: counts, and a line for each version that was refused or of which something is to be known.

import { formatInstant, type Instant } from '../../kernel/clock.ts';

export interface ReportLine {
  readonly package: string;
  /** Absent: the package as a whole. */
  readonly version?: string;
  readonly outcome: 'imported' | 'present' | 'new' | 'conflict' | 'refused';
  /** Why it was not moved in; a sentence. */
  readonly because?: string;
  readonly notes?: readonly string[];
}

export interface ImportReport {
  readonly origin: string;
  readonly server: string;
  readonly owner: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly isDryRun: boolean;
  /** Why it ended before all was done; absent: it did not. */
  readonly endedBecause?: string;
  /** Versions, but for `packages`. `passedOver`: copies of another registry's. `new`: of a dry run. */
  readonly counts: Readonly<Record<CountedAs, number>>;
  readonly notes: readonly string[];
  /** Those of which there is more to say than that they are here. */
  readonly versions: readonly ReportLine[];
  /** Who could publish there, and the account that stands for them here. */
  readonly people: readonly { readonly name: string; readonly account?: string; readonly packages: number }[];
}

type CountedAs = 'packages' | 'passedOver' | ReportLine['outcome'];

export class ReportBook {
  readonly #counts: Record<CountedAs, number> = {
    packages: 0,
    imported: 0,
    present: 0,
    new: 0,
    conflict: 0,
    refused: 0,
    passedOver: 0,
  };
  readonly #lines: ReportLine[] = [];
  readonly #people = new Map<string, number>();

  /** How many versions were looked at. */
  get done(): number {
    const { imported, present, conflict, refused } = this.#counts;
    return imported + present + conflict + refused + this.#counts.new;
  }

  get isClean(): boolean {
    return this.#counts.conflict + this.#counts.refused === 0;
  }

  addPackage(people: readonly string[], passedOver: number): void {
    this.#counts.packages += 1;
    this.#counts.passedOver += passedOver;
    for (const name of people) this.#people.set(name, (this.#people.get(name) ?? 0) + 1);
  }

  add(line: ReportLine): void {
    this.#counts[line.outcome] += 1;
    const isPlain = line.because === undefined && (line.notes ?? []).length === 0;
    if (!isPlain) this.#lines.push(line);
  }

  close(
    about: Pick<ImportReport, 'origin' | 'server' | 'owner' | 'isDryRun' | 'notes'> & {
      readonly startedAt: Instant;
      readonly endedAt: Instant;
      readonly people: ReadonlyMap<string, string>;
      readonly endedBecause?: string;
    },
  ): ImportReport {
    const { origin, server, owner, isDryRun, notes, people, endedBecause } = about;
    return {
      origin,
      server,
      owner,
      startedAt: formatInstant(about.startedAt),
      endedAt: formatInstant(about.endedAt),
      isDryRun,
      ...(endedBecause === undefined ? {} : { endedBecause }),
      counts: { ...this.#counts },
      notes,
      versions: this.#lines,
      people: [...this.#people]
        .map(([name, packages]) => {
          const account = people.get(name);
          return { name, ...(account === undefined ? {} : { account }), packages };
        })
        .sort((one, other) => (one.name < other.name ? -1 : 1)),
    };
  }
}
