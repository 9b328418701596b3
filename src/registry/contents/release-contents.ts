// What was found inside the files of a version that is published here. Plain JSON: it is kept as it is.

import type { ComponentScope } from '../../kernel/component-graph.ts';
import type { Digests } from '../../kernel/digest.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import type { AboutPerson } from '../../ecosystems/adapter-about.ts';
import type { DeclaredNeed, Readme } from '../../ecosystems/adapter-contents.ts';
import type { FileOfPackage } from '../../ecosystems/adapter-dependencies.ts';

/**
 * Of what finds it, and of what writes bills of it. A higher one finds more or writes otherwise: what was kept by an older one is
 * read anew.
 */
export const CONTENTS_GENERATOR = 1;

export interface ReleaseContents {
  readonly about: ContentsAbout;
  readonly readme?: Readme;
  readonly needs: readonly DeclaredNeed[];
  /** Whether those are all that it declares. */
  readonly areNeedsWhole: boolean;
  /** What lies inside, by what it says of itself there. */
  readonly parts: readonly FoundPart[];
  /** What its publisher put in on what it is made of. */
  readonly told: readonly ToldDocument[];
  /** Sentences on what could not be looked into. */
  readonly gaps: readonly string[];
  /** Files of other packages that would tell more, and are not here. */
  readonly lacks: readonly FileOfPackage[];
}

/** The words of its publisher on it. */
export interface ContentsAbout {
  readonly description?: string;
  readonly homepage?: string;
  readonly repository?: string;
  readonly issues?: string;
  readonly licence?: string;
  readonly people: readonly AboutPerson[];
}

export interface FoundPart {
  /** Absent for an archive that says nothing of itself: its name is that of its file. */
  readonly ecosystem?: Ecosystem;
  /** Canonical where there is an ecosystem. */
  readonly name: string;
  readonly version?: string;
  readonly licence?: string;
  /** Of the archive that it is, where it is one. */
  readonly digests?: Digests;
  /** Where it was found: `app.war: WEB-INF/lib/a.jar!/META-INF/maven/…`. */
  readonly places: readonly string[];
}

/** A bill of materials or a lock file. */
export interface ToldDocument {
  readonly kind: 'bill' | 'lock';
  /** `CycloneDX 1.6 JSON`; absent where it could not be read. */
  readonly format?: string;
  readonly file: string;
  readonly path: string;
  readonly sha256: string;
  readonly components: readonly ToldComponent[];
  /** For each component the positions of those that it needs; null where the document does not say. */
  readonly needs: readonly (readonly number[] | null)[];
}

export interface ToldComponent {
  /** What the document is about, which is the version itself. */
  readonly isSubject?: true;
  readonly name: string;
  readonly group?: string;
  readonly version?: string;
  readonly requested?: string;
  readonly purl?: string;
  readonly scope: ComponentScope;
  readonly digests: Digests;
  readonly licence?: string;
}
