// The tables, as the queries see them. Times are milliseconds, JSON is text, booleans are 0 and 1; a column that may be
// absent is `null`. The migrations make them.

/** One row per migration that was applied. */
export interface SchemaVersionTable {
  readonly version: number;
  readonly name: string;
  readonly applied_at: number;
}

/** The journal, one row per change, in the order of commits. */
export interface JournalTable {
  readonly sequence: number;
  readonly at: number;
  readonly kind: string;
  readonly actor: string;
  readonly ecosystem: string | null;
  readonly name: string | null;
  /** JSON. */
  readonly data: string;
}

/** Every table by its name. */
export interface Schema {
  readonly schema_version: SchemaVersionTable;
  readonly journal: JournalTable;
}
