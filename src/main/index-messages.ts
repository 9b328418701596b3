// What the server and the worker that reads large indexes say to each other.

import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { ErrorCode, ErrorFacts } from '../kernel/errors.ts';
import type { IndexContext, IndexFacts } from '../ecosystems/adapter.ts';
import type { RenderedDocument } from '../registry/compress-document.ts';
import type { OrderHead, OrderPart } from './pack-order.ts';

/** Questions by their kind. */
export interface IndexQuestions {
  /** Read these documents and keep the index under this id. */
  readonly open: {
    readonly index: number;
    readonly ecosystem: Ecosystem;
    readonly documents: readonly (readonly [string, Uint8Array])[];
    readonly context: IndexContext;
  };
  /** The next few versions. */
  readonly facts: { readonly index: number; readonly from: number };
  /** Write the index as the order says whose parts were sent before. */
  readonly render: { readonly index: number; readonly order: number; readonly head: OrderHead };
}

/** Answers by the kind of the question. `not-open`: the worker has let the index go. */
export interface IndexAnswers {
  readonly open: Omit<IndexFacts, 'versions'> & { readonly count: number };
  readonly facts: IndexFacts['versions'] | 'not-open';
  readonly render: RenderedDocument | 'nothing' | 'not-open';
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
