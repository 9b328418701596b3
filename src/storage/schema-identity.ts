// The tables of identity, as the queries see them: people, their sessions, tokens and links, and letters to them.

export interface AccountTable {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly password_hash: string | null;
  readonly created_at: number;
  readonly disabled_at: number | null;
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
}

export interface OneTimeLinkTable {
  readonly hash: string;
  readonly purpose: string;
  readonly account_id: string | null;
  readonly expires_at: number;
  /** JSON. */
  readonly details: string | null;
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
