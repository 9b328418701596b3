// The worker thread that reads who needs whom: what it is asked, and what it answers.

import type { PackageRef } from '../kernel/package-ref.ts';
import type { FileOfPackage, VersionNeeds } from '../ecosystems/adapter-dependencies.ts';
import { QuestionThread } from './question-thread.ts';

export interface DependencyQuestion {
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

const HEAP_MB = 512;

/** Throws what reading throws, and `undecided` when the thread ended meanwhile. */
export class DependencyThread {
  readonly #thread = new QuestionThread<DependencyQuestion, ReadNeeds>({
    worker: new URL('./dependency-worker.ts', import.meta.url),
    heapMb: HEAP_MB,
    task: 'read dependencies',
  });

  read(question: DependencyQuestion): Promise<ReadNeeds> {
    return this.#thread.ask(question);
  }

  close(): Promise<void> {
    return this.#thread.close();
  }
}
