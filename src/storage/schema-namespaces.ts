// The tables of namespaces and of appeals for names, as the queries see them.

export interface NamespaceTable {
  readonly id: string;
  readonly ecosystem: string;
  readonly namespace: string;
  readonly owner_kind: string | null;
  readonly owner_id: string | null;
  readonly state: string;
  readonly place_kind: string | null;
  /** A domain, or the name of a code host. */
  readonly place_host: string | null;
  readonly place_account: string | null;
  readonly challenge: string;
  readonly proof: string | null;
  readonly claimed_by: string;
  readonly claimed_at: number;
  readonly proven_at: number | null;
  readonly checked_at: number | null;
  readonly failing_since: number | null;
  readonly warnings: number | null;
  readonly ended_at: number | null;
  readonly reason: string | null;
}

export interface NameAppealTable {
  readonly id: string;
  readonly ecosystem: string;
  readonly name: string;
  readonly account_id: string;
  readonly looks_like: string;
  readonly likeness: string;
  readonly reason: string;
  readonly asked_at: number;
  readonly state: string;
  readonly decided_by: string | null;
  readonly decided_at: number | null;
  readonly answer: string | null;
}
