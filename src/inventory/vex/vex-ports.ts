// VEX documents that people gave: what they say counts for every application, until they are withdrawn or overtaken.

import type { Instant } from '../../kernel/clock.ts';
import type { VexDocument } from '../../formats/vex/vex-statement.ts';

/** One document with its provenance: evidence, and as such appended and never edited. */
export interface KeptVex {
  readonly id: string;
  /** What the file was called. */
  readonly file: string;
  /** Of the text as it was given, in hexadecimal. */
  readonly sha256: string;
  readonly addedBy: string;
  readonly addedAt: Instant;
  /** The later version of the same document, which counts instead. */
  readonly supersededBy?: string;
  readonly withdrawn?: { readonly at: Instant; readonly by: string; readonly reason: string };
  readonly document: VexDocument;
}

/** The same, for lists. */
export interface VexSummary extends Omit<KeptVex, 'document'> {
  readonly document: Omit<VexDocument, 'statements'>;
  readonly statementCount: number;
}

export interface VexStore {
  /** Neither withdrawn nor superseded, in the order in which they were added. */
  inForce(): Promise<readonly KeptVex[]>;
  /** Newest first, ended ones too. */
  list(page: { readonly after?: string; readonly limit: number }): Promise<readonly VexSummary[]>;
  /** When a document was added or withdrawn last; undefined when none ever was. */
  changedAt(): Promise<Instant | undefined>;
  find(id: string): Promise<KeptVex | undefined>;
  /** The document as it was given. */
  sourceOf(id: string): Promise<string | undefined>;
  add(kept: KeptVex, source: string): Promise<void>;
  /** False when none of this id is in force. */
  supersede(id: string, by: string): Promise<boolean>;
  withdraw(id: string, withdrawn: NonNullable<KeptVex['withdrawn']>): Promise<boolean>;
}

export interface VexStores {
  readonly vex: VexStore;
}
