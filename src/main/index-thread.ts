// One worker thread that reads indexes, as the server sees it: questions go out, answers come back, its death fails them all.

import { Worker, type Transferable } from 'node:worker_threads';

import { GatehouseError, messageOf } from '../kernel/errors.ts';
import { workerEnvironment } from './compile-cache.ts';
import type {
  Failure,
  IndexAnswer,
  IndexAnswers,
  IndexNote,
  IndexQuestions,
  IndexWorkerData,
} from './index-messages.ts';

/** What its JavaScript objects may take; documents and results stand outside of that. */
const HEAP_MB = 512;
/** Young objects are collected in smaller steps than usual: a manifest lives for microseconds. */
const YOUNG_MB = 8;

interface Waiting {
  readonly resolve: (answer: IndexAnswers[keyof IndexAnswers]) => void;
  readonly reject: (error: Error) => void;
}

export class IndexThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #requests = 0;
  #orders = 0;
  #isEnded = false;

  constructor(data: IndexWorkerData) {
    this.#worker = new Worker(new URL('./index-worker.ts', import.meta.url), {
      workerData: data,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: YOUNG_MB },
      env: workerEnvironment(),
    });
    this.#worker.unref();
    this.#worker.on('message', (message: IndexAnswer) => this.#hear(message));
    this.#worker.on('messageerror', (error) => this.#end(error));
    this.#worker.on('error', (error) => this.#end(error));
    this.#worker.on('exit', (code) => this.#end(`it exited with code ${code}`));
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** A number for an order whose parts are about to be sent. */
  nextOrder(): number {
    return this.#orders++;
  }

  /** Asks; `transfer` leaves this thread. Throws what the worker threw, or `undecided` when it ended before answering. */
  ask<K extends keyof IndexQuestions>(
    kind: K,
    question: IndexQuestions[K],
    transfer: readonly Transferable[] = [],
  ): Promise<IndexAnswers[K]> {
    if (this.#isEnded) return Promise.reject(brokenOff('it has ended'));
    const { promise, resolve, reject } = Promise.withResolvers<IndexAnswers[keyof IndexAnswers]>();
    const request = this.#requests++;
    if (this.#waiting.size === 0) this.#worker.ref();
    this.#waiting.set(request, { resolve, reject });
    this.#worker.postMessage({ kind, request, ...question }, transfer);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the worker answers a question by its kind
    return promise as Promise<IndexAnswers[K]>;
  }

  tell(note: IndexNote): void {
    if (!this.#isEnded) this.#worker.postMessage(note);
  }

  /** Ends the thread; what waits for an answer fails. */
  async end(): Promise<void> {
    this.#end('it was ended');
    await this.#worker.terminate();
  }

  #hear(message: IndexAnswer): void {
    const waiting = this.#waiting.get(message.request);
    this.#waiting.delete(message.request);
    if (this.#waiting.size === 0) this.#worker.unref();
    if ('failure' in message) waiting?.reject(errorOf(message.failure));
    else waiting?.resolve(message.answer);
  }

  #end(reason: unknown): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(brokenOff(reason));
    void this.#worker.terminate();
  }
}

function brokenOff(reason: unknown): GatehouseError {
  return new GatehouseError(
    'undecided',
    `Cannot read a large index: the worker that reads them ended: ${messageOf(reason)}`,
    reason instanceof Error ? { cause: reason } : {},
  );
}

function errorOf({ code, message, facts }: Failure): Error {
  return code === undefined ? new Error(message) : new GatehouseError(code, message, { facts: facts ?? {} });
}
