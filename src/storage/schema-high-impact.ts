// The tables of packages that many depend on; as `schema.ts` says.

export interface HighImpactTable {
  readonly ecosystem: string;
  readonly name: string;
  readonly packages: number | null;
  readonly applications: number | null;
  readonly downloads: number | null;
  readonly counted_at: number | null;
  readonly said_high: number | null;
  readonly said_by: string | null;
  readonly said_at: number | null;
  readonly said_reason: string | null;
  readonly since: number | null;
  readonly because: string | null;
  readonly deadline: number | null;
  readonly taken_in_by: string | null;
  readonly below_since: number | null;
  readonly told: number;
}

/** How many files of a package that is published here were served on a day. */
export interface DownloadDayTable {
  readonly ecosystem: string;
  readonly name: string;
  /** Days since 1970-01-01. */
  readonly day: number;
  readonly count: number;
}
