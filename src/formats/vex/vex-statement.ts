// What VEX documents say, whatever format they are written in: how a vulnerability stands to products.

import type { Instant } from '../../kernel/clock.ts';

/** OpenVEX 0.2.0, "Status Labels"; the same four of CISA's minimum requirements for VEX. */
export const VEX_STATUSES = ['not_affected', 'affected', 'fixed', 'under_investigation'] as const;

export type VexStatus = (typeof VEX_STATUSES)[number];

/** A product that a statement is about, known by package-URLs. */
export interface VexProduct {
  readonly purl: string;
  /** Package-URLs of the parts of it that the statement means; empty: the product itself. */
  readonly subcomponents: readonly string[];
}

export interface VexStatement {
  /** Every name under which the vulnerability goes. */
  readonly vulnerabilities: readonly string[];
  /** Those that have a package-URL; products that are known otherwise cannot be recognised. */
  readonly products: readonly VexProduct[];
  readonly status: VexStatus;
  /** Why it is not affected, as a label or in words; what to do about it, for `affected`. */
  readonly because?: string;
  readonly action?: string;
  /** When it was known to be true; of several statements the latest counts. */
  readonly at?: Instant;
}

export interface VexDocument {
  /** The format with its version: `OpenVEX 0.2.0`. */
  readonly format: string;
  /** The document's own id. */
  readonly id: string;
  readonly author: string;
  readonly statements: readonly VexStatement[];
}
