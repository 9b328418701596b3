// What VEX documents say, whatever format they are written in: how a vulnerability stands to products.

import type { Instant } from '../../kernel/clock.ts';

/** OpenVEX 0.2.0, "Status Labels"; the same four of CISA's minimum requirements for VEX. */
export const VEX_STATUSES = ['not_affected', 'affected', 'fixed', 'under_investigation'] as const;

export type VexStatus = (typeof VEX_STATUSES)[number];

/** OpenVEX 0.2.0, "Status Justifications"; the same five are CSAF's flags (2.0, section 3.2.3.5). */
export const VEX_JUSTIFICATIONS = [
  'component_not_present',
  'vulnerable_code_not_present',
  'vulnerable_code_not_in_execute_path',
  'vulnerable_code_cannot_be_controlled_by_adversary',
  'inline_mitigations_already_exist',
] as const;

export type VexJustification = (typeof VEX_JUSTIFICATIONS)[number];

/** A product that a statement is about, known by package-URLs. */
export interface VexProduct {
  /** A range of versions stands in its qualifier `vers`. */
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
  /** Of `not_affected`: the reason as a label. */
  readonly justification?: VexJustification;
  /** Why it stands so, in words. */
  readonly impact?: string;
  /** What to do about it. */
  readonly action?: string;
  /** When it was known to be true; of several statements the latest counts. */
  readonly at?: Instant;
}

export interface VexDocument {
  /** The format with its version: `OpenVEX 0.2.0`. */
  readonly format: string;
  /** The document's own id: a later version of it has the same. Absent for CycloneDX without a serial number. */
  readonly id?: string;
  /** The document's own count, and when that version of it was issued. */
  readonly version?: string;
  readonly issuedAt?: Instant;
  readonly author: string;
  readonly statements: readonly VexStatement[];
  /** Products, counted by statement, that have no package-URL: what is said of them applies to nothing here. */
  readonly unrecognised: number;
}

/** The reason of a statement as it is shown: in words, else as a label; absent where none is given. */
export function reasonOf({
  justification,
  impact,
}: Pick<VexStatement, 'justification' | 'impact'>): string | undefined {
  return impact ?? justification?.replaceAll('_', ' ');
}

/** Whether it says that the vulnerability does not matter. */
export function clears({ status }: Pick<VexStatement, 'status'>): boolean {
  return status === 'not_affected' || status === 'fixed';
}
