// Reads and writes indexes: where they stand, or (for large ones, see main/index-engine.ts) away from the event loop.

import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { PackageRef } from '../kernel/package-ref.ts';
import type { AboutDocuments, AboutPackage, AboutSubject } from '../ecosystems/adapter-about.ts';
import type { IndexContext, IndexFacts, IndexView } from '../ecosystems/adapter-index-document.ts';
import type { Adapter } from '../ecosystems/adapter.ts';
import { compressDocument, type RenderedDocument } from './compress-document.ts';
import { readKept, sizeOfKept, type KeptDocuments } from './kept-document.ts';
import { linkEvidence } from './link-evidence.ts';
import { pageUrl } from './refuse.ts';

export interface IndexEngine {
  /**
   * Reads the documents of a package. Throws what the ecosystem's reader throws, what reading kept documents throws,
   * and `undecided` when the reading was broken off.
   */
  read(ecosystem: Ecosystem, documents: KeptDocuments, context: IndexContext): Promise<ReadIndex>;
  /** Reads what the documents say of a package and its people. Throws as `read` does. */
  readAbout(ecosystem: Ecosystem, documents: KeptDocuments, question: AboutQuestion): Promise<AboutPackage>;
}

/** What the reader of `about` must know beside the documents of the package. */
export type AboutQuestion = AboutSubject & Omit<AboutDocuments, 'documents'>;

/** An index that was read: its facts are at hand, its documents may be elsewhere. */
export interface ReadIndex extends IndexFacts {
  /** What it takes in memory here, roughly. */
  readonly heldBytes: number;
  /** Writes the index as a view decides it. Undefined when the selector names nothing. Throws as `read` does. */
  render(order: RenderOrder): Promise<RenderedDocument | undefined>;
  /** Nobody keeps the index: what is held for it elsewhere is let go. It can still be rendered, and is read anew for it. */
  release(): void;
}

/** What an index is to be written from, as plain data. */
export interface RenderOrder extends Omit<IndexView, 'registryUrl' | 'pageUrl'> {
  readonly ref: PackageRef;
  /** The server's own address, without a trailing slash. */
  readonly publicUrl: string;
}

/** Reads and writes where it is called. */
export function createInlineEngine(adapters: Readonly<Record<Ecosystem, Adapter>>): IndexEngine {
  return {
    async read(ecosystem, documents, context) {
      const index = adapters[ecosystem].index.read(await readKept(documents), context);
      return {
        ...index,
        heldBytes: sizeOfKept(documents),
        async render(order) {
          const rendered = index.render(viewOf(order));
          return rendered === undefined ? undefined : compressDocument(rendered);
        },
        release() {},
      };
    },
    async readAbout(ecosystem, documents, question) {
      return adapters[ecosystem].about.read(question, { ...question, documents: await readKept(documents) });
    },
  };
}

/** The view that an adapter's renderer takes. */
export function viewOf(order: RenderOrder): IndexView {
  const { ref, publicUrl, ...view } = order;
  return {
    ...view,
    statements: linkEvidence(view.statements, pageUrl(publicUrl, ref)),
    registryUrl: `${publicUrl}/${ref.ecosystem}`,
    pageUrl: (version) => pageUrl(publicUrl, ref, version),
  };
}
