// The tables of identity, as the queries see them: people, their sessions, tokens and links, letters to them, and
// organisations.

export interface AccountTable {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly password_hash: string | null;
  readonly password_leaked_at: number | null;
  readonly created_at: number;
  readonly disabled_at: number | null;
  readonly deleted_at: number | null;
  readonly email: string | null;
  /** In lower case. */
  readonly email_key: string | null;
  readonly email_verified_at: number | null;
  readonly email_lapsed_at: number | null;
  readonly email_checked_at: number | null;
  readonly strongest_factor: string | null;
}

export interface SessionTable {
  readonly id_hash: string;
  readonly account_id: string;
  readonly created_at: number;
  readonly expires_at: number;
  readonly confirmed_at: number;
  readonly proof: string;
  readonly network: string | null;
  readonly agent: string | null;
}

export interface TokenTable {
  readonly id: string;
  readonly name: string;
  readonly hash: string;
  readonly account_id: string;
  readonly scope: string;
  readonly view_name: string | null;
  readonly created_at: number;
  readonly expires_at: number | null;
  readonly revoked_at: number | null;
  readonly last_used_at: number | null;
  readonly last_used_network: string | null;
  /** JSON, as are `packages` and `networks`. */
  readonly actions: string | null;
  readonly packages: string | null;
  readonly networks: string | null;
  /** 1 where each change takes a one-time proof. */
  readonly asks_proof: number | null;
}

export interface OneTimeLinkTable {
  readonly hash: string;
  readonly purpose: string;
  readonly account_id: string | null;
  readonly expires_at: number;
  /** JSON. */
  readonly details: string | null;
}

export interface FactorTable {
  readonly id: string;
  readonly account_id: string;
  readonly kind: string;
  readonly name: string;
  readonly created_at: number;
  readonly last_used_at: number | null;
  readonly counter: number;
  readonly credential_id: string | null;
  /** JSON. */
  readonly details: string;
}

export interface RecoveryCodeTable {
  readonly account_id: string;
  readonly hash: string;
}

export interface KnownDeviceTable {
  readonly account_id: string;
  readonly hash: string;
  readonly expires_at: number;
}

/** A letter that waits to be sent; `body` may hold a link's secret. */
export interface LetterTable {
  readonly id: string;
  readonly recipient: string;
  readonly subject: string;
  readonly body: string;
  readonly posted_at: number;
  readonly due_at: number;
  readonly attempts: number;
  readonly last_error: string | null;
}

export interface OrganisationTable {
  readonly id: string;
  readonly name: string;
  readonly display_name: string;
  readonly created_at: number;
  readonly deleted_at: number | null;
}

export interface MembershipTable {
  readonly organisation_id: string;
  readonly account_id: string;
  readonly role: string;
  readonly since: number;
  readonly role_before: string | null;
  readonly role_before_until: number | null;
}

export interface InvitationTable {
  readonly id: string;
  readonly organisation_id: string;
  readonly account_id: string;
  readonly role: string;
  readonly invited_by: string;
  readonly created_at: number;
  readonly expires_at: number;
}

export interface TeamTable {
  readonly id: string;
  readonly organisation_id: string;
  readonly name: string;
}

export interface TeamMemberTable {
  readonly team_id: string;
  readonly account_id: string;
  readonly since: number | null;
}

export interface ObjectGrantTable {
  readonly id: string;
  readonly organisation_id: string;
  readonly holder_kind: string;
  readonly holder_id: string;
  readonly role: string;
  readonly ecosystem: string;
  readonly pattern: string;
  readonly granted_at: number;
}

export interface OwnedPackageTable {
  readonly ecosystem: string;
  readonly name: string;
  readonly owner_kind: string;
  readonly owner_id: string;
  readonly visibility: string;
  readonly since: number;
  /** 1 where each change takes a one-time proof, or a trusted publisher. */
  readonly asks_proof: number | null;
  readonly from_kind: string | null;
  readonly from_id: string | null;
}

export interface SsoIdentityTable {
  readonly id: string;
  readonly issuer: string;
  readonly subject: string;
  readonly account_id: string;
  readonly linked_at: number;
  readonly used_at: number | null;
}

export interface PublisherTable {
  readonly id: string;
  readonly ecosystem: string;
  /** A canonical name, or a namespace's pattern. */
  readonly pattern: string;
  readonly provider: string;
  readonly issuer: string;
  readonly locator: string;
  /** JSON, as are `pins`. */
  readonly settings: string;
  readonly pins: string;
  readonly publisher_right: string;
  readonly created_at: number;
  readonly created_by: string;
  readonly last_used_at: number | null;
  /** Of a pending one; JSON. */
  readonly pending: string | null;
  readonly pending_until: number | null;
}

export interface PublisherTokenTable {
  readonly id: string;
  readonly hash: string;
  readonly created_at: number;
  readonly expires_at: number;
  readonly revoked_at: number | null;
  /** JSON: what it may, and by whose word. */
  readonly details: string;
}

export interface UsedIdentityTable {
  readonly key_hash: string;
  readonly kept_until: number;
}

export interface TrustedOnlyTable {
  readonly ecosystem: string;
  readonly pattern: string;
  readonly since: number;
}

export interface InstanceFactTable {
  readonly fact: string;
  readonly value: string;
}
