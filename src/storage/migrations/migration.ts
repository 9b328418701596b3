// What a migration is.

/** The words of table definitions that differ between the engines. */
export interface ColumnTypes {
  /** A whole number of up to 53 bits: counts, milliseconds, 0 and 1. */
  readonly integer: string;
  /** Text that sorts by code point on both engines. */
  readonly text: string;
  /** Bytes. */
  readonly bytes: string;
  /** A floating-point number. */
  readonly real: string;
  /** Stands after a table's closing bracket: keeps its rows in the order of a primary key of several columns. */
  readonly clustered: string;
}

/** A step from one schema to the next. Once released, it never changes. */
export interface Migration {
  /** 1, 2, 3, … without a gap. */
  readonly version: number;
  readonly name: string;
  /** Statements that both engines take, run in one transaction. */
  statements(types: ColumnTypes): readonly string[];
}
