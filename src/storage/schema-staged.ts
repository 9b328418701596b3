// The tables of staged versions; as `schema.ts` says.

export interface StagedVersionTable {
  readonly id: string;
  readonly ecosystem: string;
  readonly name: string;
  readonly version: string;
  readonly version_key: string;
  /** What one open staged version alone may have; null for all others. */
  readonly slot: string | null;
  /** But for its words, which are long. */
  readonly release: string;
  readonly words: string;
  readonly staged_at: number;
  readonly staged_by: string;
  readonly account_id: string;
  readonly not_by: string;
  readonly proven_by: string | null;
  readonly owner_kind: string;
  readonly owner_id: string;
  readonly because: string;
  readonly until_at: number;
  readonly state: string;
  readonly decided_at: number | null;
  readonly decided_by: string | null;
  readonly reason: string | null;
}

export interface StagedFileTable {
  readonly staged_id: string;
  /** Counts from 0. */
  readonly position: number;
  readonly file: string;
  readonly sha256: string;
  readonly size_bytes: number;
  readonly digests: string;
  readonly words: string;
}

export interface ApprovalRequiredTable {
  readonly ecosystem: string;
  readonly name: string;
  readonly since: number;
}
