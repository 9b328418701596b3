// The tables of deployments; as `schema.ts` says.

export interface DeploymentTable {
  readonly id: string;
  readonly ecosystem: string;
  readonly title: string;
  readonly account_id: string;
  readonly kind: string;
  readonly components: string;
  readonly name: string | null;
  readonly version: string | null;
  readonly version_key: string | null;
  /** What one open deployment alone may have; null for all others. */
  readonly slot: string | null;
  readonly state: string;
  readonly is_automatic: number;
  readonly faults: string;
  readonly created_at: number;
  readonly created_by: string;
  readonly changed_at: number;
}

export interface DeploymentFileTable {
  readonly deployment_id: string;
  readonly name: string;
  readonly file: string;
  readonly version: string;
  readonly sha256: string;
  readonly size_bytes: number;
  readonly digests: string;
  readonly received_at: number;
}

export interface DeploymentDigestTable {
  readonly deployment_id: string;
  readonly name: string;
  readonly file: string;
  readonly version: string;
  readonly algorithm: string;
  readonly digest: string;
}
