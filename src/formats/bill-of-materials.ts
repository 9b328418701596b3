// A bill of materials as its reader hands it over, whatever format it was written in (CycloneDX, SPDX).

import type { ComponentScope, GraphGap } from '../kernel/component-graph.ts';
import type { Digests } from '../kernel/digest.ts';
import type { VexDocument } from './vex/vex-statement.ts';

/** One component. What the document leaves open is absent; names and versions are spelt as it spells them. */
export interface BillComponent {
  /** The document's own name for it, by which dependencies refer to it; unique where it is there. */
  readonly ref?: string;
  /** Whether it is what the bill is about: a project, not something that the project uses. */
  readonly isSubject: boolean;
  readonly name: string;
  /** What stands before the name: an npm scope, a Maven group. */
  readonly group?: string;
  readonly version?: string;
  /** Where there is no exact version: the words that stand instead of it. */
  readonly requested?: string;
  /** As the document has it: not judged, and no purl at all perhaps. */
  readonly purl?: string;
  readonly scope: ComponentScope;
  readonly digests: Digests;
  /** SPDX expression, or the document's own words. */
  readonly licence?: string;
  /** What is told beside that, by what is written here alone: readers leave it out. */
  readonly more?: BillDetails;
  /** 1-based; absent where the format's reader cannot tell. */
  readonly line?: number;
}

/** Further facts of a component that bills which are written here tell. */
export interface BillDetails {
  /** Default: an application for what the bill is about, else a library. */
  readonly kind?: 'application' | 'library' | 'file';
  /** It may be missing at run time. */
  readonly isOptional?: true;
  /** For whom it is needed where `scope` has no word for it: who builds, or whoever uses the subject and brings it along. */
  readonly purpose?: 'build' | 'provided';
  readonly description?: string;
  readonly authors?: readonly string[];
  /** An organisation. */
  readonly supplier?: string;
  readonly links?: readonly BillLink[];
  /** Where the words are from, and when they count: pairs of a name and a text. */
  readonly properties?: readonly (readonly [name: string, value: string])[];
  /** Sentences on what is not known of it. */
  readonly notes?: readonly string[];
}

export interface BillLink {
  readonly type: 'website' | 'vcs' | 'issue-tracker' | 'distribution' | 'bom';
  readonly url: string;
  readonly comment?: string;
  readonly digests?: Digests;
}

/** How much of something a bill tells: all, not all, or nobody knows. */
export type BillCompleteness = 'complete' | 'incomplete' | 'unknown';

/** A document that was read, whole. */
export interface BillOfMaterials {
  /** The format with its version: `CycloneDX 1.6 JSON`, `SPDX 2.3 JSON`. */
  readonly format: string;
  /** In the order of the document. What is built into another one stands beside it, and is no dependency by that. */
  readonly components: readonly BillComponent[];
  /**
   * By ref, the refs of what that component needs. A ref that is not here: the document does not say, which is not the
   * same as an empty list. Both may be refs of what is no component (a service, another document).
   */
  readonly dependencies: ReadonlyMap<string, readonly string[]>;
  /** By ref, the refs of what lies inside of that component. What lies in none, or in one that is not there, stands by itself. */
  readonly contains?: ReadonlyMap<string, readonly string[]>;
  /** By ref, how much is told of what it needs, and of what lies inside of it; absent: the bill does not say. */
  readonly completeness?: ReadonlyMap<
    string,
    { readonly needs?: BillCompleteness; readonly parts?: BillCompleteness }
  >;
  readonly gaps: readonly GraphGap[];
  /** What it says of vulnerabilities of its components, where it does. */
  readonly vex?: VexDocument;
}
