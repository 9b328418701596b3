// Reads what is published: small bodies where they come in, large ones in a worker thread, one after the other.

import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { Submission, Submitted } from '../ecosystems/adapter-publish.ts';
import type { RegistryDeps } from '../registry/deps.ts';
import { publishRulesOf } from '../registry/hosted/load-hosted.ts';
import type { SubmissionReader } from '../registry/publish/publish-deps.ts';
import { QuestionThread } from './question-thread.ts';

export interface SubmissionQuestion {
  readonly ecosystem: Ecosystem;
  readonly submitted: Submitted;
}

export interface ThreadedSubmissionReader extends SubmissionReader {
  close(): Promise<void>;
}

/** A body of this size takes some milliseconds to be parsed, unpacked and hashed. */
const SMALL_BYTES = 512 * 1024;
const HEAP_MB = 1_024;

/** The thread starts with the first large body. */
export function createSubmissionReader(registry: Pick<RegistryDeps, 'adapters'>): ThreadedSubmissionReader {
  const thread = new QuestionThread<SubmissionQuestion, Submission>({
    worker: new URL('./submission-worker.ts', import.meta.url),
    heapMb: HEAP_MB,
    task: 'read what is to be published',
  });
  return {
    async read(ecosystem, submitted) {
      const rules = publishRulesOf(registry, ecosystem);
      if (submitted.body.byteLength <= SMALL_BYTES) return rules.read(submitted);
      const body = ownBytes(submitted.body);
      return thread.ask({ ecosystem, submitted: { ...submitted, body } }, [body.buffer]);
    },
    close: () => thread.close(),
  };
}

/** Bytes in memory of their own, so that it can be handed over. */
export function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes;
  const isWhole = buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength;
  return isWhole ? new Uint8Array(buffer) : new Uint8Array(bytes);
}
