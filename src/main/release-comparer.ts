// Compares versions in a worker thread, one after the other: it unpacks whole archives.

import type {
  ComparisonQuestion,
  ReleaseComparer,
  ReleaseComparison,
} from '../registry/staged/comparison.ts';
import { QuestionThread } from './question-thread.ts';
import { ownBytes } from './submission-reader.ts';

export interface ThreadedReleaseComparer extends ReleaseComparer {
  close(): Promise<void>;
}

const HEAP_MB = 1_024;

/** The thread starts with the first question. */
export function createReleaseComparer(): ThreadedReleaseComparer {
  const thread = new QuestionThread<ComparisonQuestion, ReleaseComparison>({
    worker: new URL('./compare-worker.ts', import.meta.url),
    heapMb: HEAP_MB,
    task: 'compare versions',
  });
  const owned = (files: ComparisonQuestion['after']['files']) =>
    files.map(({ file, bytes }) => ({ file, bytes: ownBytes(bytes) }));
  return {
    compare({ before, after, ...question }) {
      const [old, now] = [owned(before?.files ?? []), owned(after.files)];
      const asked: ComparisonQuestion = {
        ...question,
        ...(before === undefined ? {} : { before: { ...before, files: old } }),
        after: { ...after, files: now },
      };
      return thread.ask(asked, [...new Set([...old, ...now].map(({ bytes }) => bytes.buffer))]);
    },
    close: () => thread.close(),
  };
}
