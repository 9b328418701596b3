// The tables of what is published here; as `schema.ts` says.

export interface HostedPackageTable {
  readonly ecosystem: string;
  readonly name: string;
  readonly spelt: string;
  readonly created_at: number;
  readonly created_by: string;
  readonly updated_at: number;
  /** An array of pairs: tag, version. */
  readonly tags: string;
  readonly status: string;
  readonly status_reason: string;
}

export interface HostedVersionTable {
  readonly ecosystem: string;
  readonly name: string;
  readonly version_key: string;
  readonly version: string;
  readonly published_at: number;
  readonly published_by: string;
  readonly proven_by: string | null;
  readonly imported: string | null;
  readonly words: string;
  readonly yanked: string | null;
  readonly deprecated: string | null;
  readonly removed_at: number | null;
}

export interface HostedFileTable {
  readonly ecosystem: string;
  readonly name: string;
  readonly file: string;
  readonly version_key: string;
  readonly published_at: number;
  readonly words: string;
}

export interface HostedContentsTable {
  readonly ecosystem: string;
  readonly name: string;
  readonly version_key: string;
  readonly basis: string;
  readonly contents: string;
}
