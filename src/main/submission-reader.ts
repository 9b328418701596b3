// Reads what is published: small bodies where they come in, large ones in a worker thread, one after the other.

import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { ImportedVersion, Release, Submission, Submitted } from '../ecosystems/adapter-publish.ts';
import type { RegistryDeps } from '../registry/deps.ts';
import { publishRulesOf } from '../registry/hosted/load-hosted.ts';
import { importRulesOf } from '../registry/imports/import-rules.ts';
import type { SubmissionReader } from '../registry/publish/publish-deps.ts';
import { QuestionThread } from './question-thread.ts';

export type SubmissionQuestion = { readonly ecosystem: Ecosystem } & (
  | { readonly submitted: Submitted }
  | { readonly imported: ImportedVersion }
);

/** A release that was moved in is answered as one that was submitted. */
export type SubmissionAnswer = Submission;

export interface ThreadedSubmissionReader extends SubmissionReader {
  close(): Promise<void>;
}

/** A body of this size takes some milliseconds to be parsed, unpacked and hashed. */
const SMALL_BYTES = 512 * 1024;
const HEAP_MB = 1_024;

/** The thread starts with the first large body. */
export function createSubmissionReader(registry: Pick<RegistryDeps, 'adapters'>): ThreadedSubmissionReader {
  const thread = new QuestionThread<SubmissionQuestion, SubmissionAnswer>({
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
    async readImported(ecosystem, imported) {
      const { read } = importRulesOf(registry, ecosystem);
      const sizeBytes = imported.files.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
      if (sizeBytes <= SMALL_BYTES) return read(imported);
      const files = imported.files.map((file) => ({ ...file, bytes: ownBytes(file.bytes) }));
      const buffers = [...new Set(files.map(({ bytes }) => bytes.buffer))];
      return asRelease(await thread.ask({ ecosystem, imported: { ...imported, files } }, buffers));
    },
    close: () => thread.close(),
  };
}

function asRelease(submission: SubmissionAnswer): Release {
  if (submission.kind === 'release') return submission;
  throw new TypeError(`a version that is moved in was read as ${submission.kind}`);
}

/** Bytes in memory of their own, so that it can be handed over. */
export function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes;
  const isWhole = buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength;
  return isWhole ? new Uint8Array(buffer) : new Uint8Array(bytes);
}
