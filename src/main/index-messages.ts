// What the server and the worker that reads large indexes say to each other.

import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { ErrorCode, ErrorFacts } from '../kernel/errors.ts';
import type { AboutPackage } from '../ecosystems/adapter-about.ts';
import type { IndexContext, IndexFacts } from '../ecosystems/adapter-index-document.ts';
import type { RenderedDocument } from '../registry/compress-document.ts';
import type { AboutQuestion } from '../registry/index-engine.ts';
import type { OrderHead, OrderPart } from './pack-order.ts';

/** Questions by their kind. */
export interface IndexQuestions {
  /** A piece of a document that is to be read. */
  readonly piece: {
    readonly index: number;
    readonly document: string;
    readonly sizeBytes: number;
    readonly at: number;
    readonly bytes: Uint8Array;
  };
  /** Read the documents that came in pieces, and keep the index under this id. */
  readonly open: { readonly index: number; readonly ecosystem: Ecosystem; readonly context: IndexContext };
  /** Read what the documents that came in pieces say of a package and its people, and let them go. */
  readonly about: { readonly index: number; readonly ecosystem: Ecosystem; readonly question: AboutQuestion };
  /** The next few versions. */
  readonly facts: { readonly index: number; readonly from: number };
  /** Write the index as the order says whose parts were sent before. */
  readonly render: { readonly index: number; readonly order: number; readonly head: OrderHead };
}

/** Answers by the kind of the question. `not-open`: the worker has let the index go. */
export interface IndexAnswers {
  readonly piece: 'taken';
  readonly open: Omit<IndexFacts, 'versions'> & { readonly count: number };
  readonly about: AboutPackage;
  readonly facts: IndexFacts['versions'] | 'not-open';
  readonly render: RenderedDocument | StoredDocument | 'nothing' | 'not-open';
}

/** A document too large for memory, in files that are the server's now. */
export interface StoredDocument {
  readonly stored: Pick<RenderedDocument, 'contentType' | 'headers' | 'etag'>;
  readonly files: Readonly<Record<'body' | 'gzip' | 'brotli', string>>;
}

/** What a worker is started with. */
export interface IndexWorkerData {
  /** Where to store what is too large for memory; absent: nowhere. */
  readonly folder?: string;
}

export type IndexQuestion = {
  [K in keyof IndexQuestions]: { readonly kind: K; readonly request: number } & IndexQuestions[K];
}[keyof IndexQuestions];

/** What takes no answer. */
export type IndexNote =
  | { readonly kind: 'part'; readonly order: number; readonly part: OrderPart }
  | { readonly kind: 'close'; readonly index: number };

export type IndexAnswer =
  | { readonly request: number; readonly answer: IndexAnswers[keyof IndexAnswers] }
  | { readonly request: number; readonly failure: Failure };

/** An error on its way between threads. */
export interface Failure {
  /** Absent for what is no GatehouseError. */
  readonly code?: ErrorCode;
  readonly message: string;
  readonly facts?: ErrorFacts;
}
