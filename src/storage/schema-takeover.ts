// The tables of the defences against takeovers; as `schema.ts` says.

export interface AccountRecoveryTable {
  readonly account_id: string;
  readonly how: string;
  readonly at: number;
}

export interface AccountActivityTable {
  readonly account_id: string;
  readonly seen_at: number;
  readonly gap_from: number | null;
  readonly gap_ms: number | null;
}

export interface PackageWakingTable {
  readonly ecosystem: string;
  readonly name: string;
  readonly asked_at: number;
  readonly asked_by: string;
}

export interface PackageFreezeTable {
  readonly id: string;
  readonly ecosystem: string;
  readonly name: string;
  readonly kind: string;
  readonly reason: string;
  readonly since: number;
  readonly frozen_by: string;
  readonly publisher_id: string | null;
  readonly claim: string | null;
  readonly ended_at: number | null;
  readonly ended_by: string | null;
}
