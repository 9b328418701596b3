// The worker thread that reads who needs whom, as the server sees it: started when it is needed, ended when it has nothing to do.

import { Worker } from 'node:worker_threads';

import { GatehouseError, messageOf, type ErrorCode } from '../kernel/errors.ts';
import type { PackageRef } from '../kernel/package-ref.ts';
import type { FileOfPackage, VersionNeeds } from '../ecosystems/adapter-dependencies.ts';
import { workerEnvironment } from './compile-cache.ts';

export interface DependencyQuestion {
  readonly request: number;
  readonly ref: PackageRef;
  readonly documents: ReadonlyMap<string, Uint8Array>;
  /** Files that themselves say what their version needs. */
  readonly files: readonly { readonly version: string; readonly bytes: Uint8Array }[];
  /** Files of other packages on which those lean, as far as they are at hand. */
  readonly beside: readonly (FileOfPackage & { readonly bytes: Uint8Array })[];
  /** Versions of which a file was fetched. */
  readonly fetched: readonly string[];
}

export interface ReadNeeds {
  readonly needs: readonly VersionNeeds[];
  /** What would tell more of them, and was not `beside`. */
  readonly leansOn: readonly FileOfPackage[];
}

export type DependencyAnswer = { readonly request: number } & (
  | ReadNeeds
  | { readonly failure: { readonly code: ErrorCode; readonly message: string } }
);

interface Waiting {
  readonly resolve: (read: ReadNeeds) => void;
  readonly reject: (error: Error) => void;
}

const HEAP_MB = 512;
const IDLE_MS = 20_000;

export class DependencyThread {
  #worker: Worker | undefined;
  readonly #waiting = new Map<number, Waiting>();
  #requests = 0;
  #idle: NodeJS.Timeout | undefined;

  /** Throws what reading throws, and `undecided` when the thread ended meanwhile. */
  async read(question: Omit<DependencyQuestion, 'request'>): Promise<ReadNeeds> {
    clearTimeout(this.#idle);
    this.#worker ??= this.#start();
    const request = this.#requests++;
    const { promise, resolve, reject } = Promise.withResolvers<ReadNeeds>();
    this.#waiting.set(request, { resolve, reject });
    this.#worker.ref();
    this.#worker.postMessage({ request, ...question });
    return promise;
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#fail('it was ended');
    await worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(new URL('./dependency-worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
      env: workerEnvironment(),
    });
    worker.on('message', (answer: DependencyAnswer) => this.#hear(answer));
    worker.on('error', (error) => this.#fail(error));
    worker.on('exit', (code) => {
      if (this.#worker === worker) this.#fail(`it exited with code ${code}`);
    });
    return worker;
  }

  #hear(answer: DependencyAnswer): void {
    const waiting = this.#waiting.get(answer.request);
    this.#waiting.delete(answer.request);
    if ('needs' in answer) waiting?.resolve(answer);
    else waiting?.reject(new GatehouseError(answer.failure.code, answer.failure.message));
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
          `Cannot read dependencies: the worker that reads them ended: ${messageOf(reason)}`,
        ),
      );
    }
  }
}
