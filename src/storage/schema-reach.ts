// The tables of what pushes tell of imports, as their rows are.

/** What an application's newest push tells of whether its code imports components. */
export interface ReachWordsTable {
  readonly application_id: string;
  readonly number: number;
  /** JSON. */
  readonly reach: string;
}

/** Of which component that is told. */
export interface ComponentReachTable {
  readonly application_id: string;
  readonly component_id: number;
  readonly number: number;
}
