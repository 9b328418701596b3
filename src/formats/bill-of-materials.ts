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
  /** 1-based; absent where the format's reader cannot tell. */
  readonly line?: number;
}

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
  readonly gaps: readonly GraphGap[];
  /** What it says of vulnerabilities of its components, where it does. */
  readonly vex?: VexDocument;
}
