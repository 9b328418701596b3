// What the registry keeps in memory, so that warm reads touch no database and do no JSON work.

import type { Instant } from '../kernel/clock.ts';
import { ByteLru } from '../kernel/byte-lru.ts';
import { SingleFlight } from '../kernel/single-flight.ts';
import { releaseDocument, type RenderedDocument } from './compress-document.ts';
import type { ExaminedPackage } from './examine-package.ts';
import type { FetchedDocuments } from './fetch-documents.ts';
import type { LoadedPackage } from './load-package.ts';
import { Revisions, type Revision } from './revisions.ts';
import type { ArtifactAnswer } from './fetch-artifact.ts';

/** A cached value, with what it hangs on. */
export interface Cached<V> {
  readonly value: V;
  readonly revision: Revision;
  readonly validUntil: Instant;
}

export class PackageCaches {
  readonly revisions = new Revisions();
  readonly loaded: ByteLru<Cached<LoadedPackage>>;
  readonly examined: ByteLru<Cached<ExaminedPackage>>;
  readonly rendered: ByteLru<Cached<RenderedDocument>>;
  readonly ownDocuments = new SingleFlight<FetchedDocuments>();
  readonly loads = new SingleFlight<LoadedPackage>();
  readonly examinations = new SingleFlight<ExaminedPackage>();
  readonly renderings = new SingleFlight<RenderedDocument | undefined>();
  readonly downloads = new SingleFlight<ArtifactAnswer>();

  constructor(budget: { readonly documentBytes: number; readonly renderedBytes: number }) {
    this.loaded = new ByteLru(budget.documentBytes, releaseIndex);
    this.examined = new ByteLru(budget.documentBytes);
    this.rendered = new ByteLru(budget.renderedBytes, ({ value }) => releaseDocument(value));
  }
}

/** An index is let go with the last entry that keeps it. */
function releaseIndex(left: Cached<LoadedPackage>, successor: Cached<LoadedPackage> | undefined): void {
  if (successor?.value.index !== left.value.index) left.value.index.release();
}

/** The cached value while it is of this revision and its time has not come. */
export function whileValid<V>(
  cached: Cached<V> | undefined,
  revision: Revision,
  now: Instant,
): V | undefined {
  return cached !== undefined && cached.revision === revision && now < cached.validUntil
    ? cached.value
    : undefined;
}
