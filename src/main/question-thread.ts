// A worker thread that answers questions one by one, as the server sees it: started when it is needed, ended when it has nothing to do.

import { parentPort, Worker, type Transferable } from 'node:worker_threads';

import { GatehouseError, isGatehouseError, messageOf, type ErrorCode } from '../kernel/errors.ts';
import { workerEnvironment } from './compile-cache.ts';

interface Asked<Q> {
  readonly request: number;
  readonly question: Q;
}

type Answered<A> =
  | { readonly request: number; readonly answer: A }
  | { readonly request: number; readonly failure: { readonly code: ErrorCode; readonly message: string } };

interface Waiting<A> {
  readonly resolve: (answer: A) => void;
  readonly reject: (error: Error) => void;
}

export interface ThreadOptions {
  readonly worker: URL;
  readonly heapMb: number;
  /** What it does, in its errors: `read dependencies`. */
  readonly task: string;
}

const IDLE_MS = 20_000;

export class QuestionThread<Q, A> {
  readonly #options: ThreadOptions;
  readonly #waiting = new Map<number, Waiting<A>>();
  #worker: Worker | undefined;
  #requests = 0;
  #idle: NodeJS.Timeout | undefined;

  constructor(options: ThreadOptions) {
    this.#options = options;
  }

  /** Throws what answering throws, and `undecided` when the thread ended meanwhile. What is in `transfer` is the thread's from then on. */
  async ask(question: Q, transfer: readonly Transferable[] = []): Promise<A> {
    clearTimeout(this.#idle);
    this.#worker ??= this.#start();
    const request = this.#requests++;
    const { promise, resolve, reject } = Promise.withResolvers<A>();
    this.#waiting.set(request, { resolve, reject });
    this.#worker.ref();
    this.#worker.postMessage({ request, question } satisfies Asked<Q>, [...transfer]);
    return promise;
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#fail('it was ended');
    await worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(this.#options.worker, {
      resourceLimits: { maxOldGenerationSizeMb: this.#options.heapMb },
      env: workerEnvironment(),
    });
    worker.on('message', (answered: Answered<A>) => this.#hear(answered));
    worker.on('error', (error) => this.#fail(error));
    worker.on('exit', (code) => {
      if (this.#worker === worker) this.#fail(`it exited with code ${code}`);
    });
    return worker;
  }

  #hear(answered: Answered<A>): void {
    const waiting = this.#waiting.get(answered.request);
    this.#waiting.delete(answered.request);
    if ('failure' in answered) {
      waiting?.reject(new GatehouseError(answered.failure.code, answered.failure.message));
    } else waiting?.resolve(answered.answer);
    if (this.#waiting.size > 0) return;
    this.#worker?.unref();
    this.#idle = setTimeout(() => void this.close(), IDLE_MS).unref();
  }

  #fail(reason: unknown): void {
    this.#worker = undefined;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) {
      reject(
        new GatehouseError(
          'undecided',
          `Cannot ${this.#options.task}: the worker that does ended: ${messageOf(reason)}`,
        ),
      );
    }
  }
}

/** In the worker: answers every question, errors with their code; `otherwise` is that of what nobody foresaw in outside bytes. */
export function answerQuestions<A>(
  answer: (question: never) => A | Promise<A>,
  otherwise: ErrorCode,
  transferOf: (answered: A) => readonly Transferable[] = () => [],
): void {
  const reply = async ({ request, question }: Asked<never>): Promise<void> => {
    try {
      const answered = await answer(question);
      parentPort?.postMessage({ request, answer: answered } satisfies Answered<A>, [...transferOf(answered)]);
    } catch (error) {
      const code = isGatehouseError(error) ? error.code : otherwise;
      parentPort?.postMessage({
        request,
        failure: { code, message: messageOf(error) },
      } satisfies Answered<A>);
    }
  };
  parentPort?.on('message', (asked: Asked<never>) => void reply(asked));
}
