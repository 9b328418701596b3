// The worker thread that looks into published files, so that a large one never holds the server's event loop.

import type { ContentsQuestion, ContentsReader } from '../registry/contents/contents-ports.ts';
import type { ReleaseContents } from '../registry/contents/release-contents.ts';
import { QuestionThread } from './question-thread.ts';
import { ownBytes } from './submission-reader.ts';

const HEAP_MB = 512;
/** Smaller ones may be others' too: they are copied. */
const SMALL_BYTES = 256 * 1024;

/** It starts with the first question, and ends by itself when it has nothing to do. */
export class ContentsThread implements ContentsReader {
  readonly #thread = new QuestionThread<ContentsQuestion, ReleaseContents>({
    worker: new URL('./contents-worker.ts', import.meta.url),
    heapMb: HEAP_MB,
    task: 'look into published files',
  });

  read(question: ContentsQuestion): Promise<ReleaseContents> {
    const files = question.files.map(({ file, bytes }) => ({
      file,
      bytes: bytes.byteLength <= SMALL_BYTES ? new Uint8Array(bytes) : ownBytes(bytes),
    }));
    return this.#thread.ask({ ...question, files }, [...new Set(files.map(({ bytes }) => bytes.buffer))]);
  }

  close(): Promise<void> {
    return this.#thread.close();
  }
}
