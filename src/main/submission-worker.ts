// The worker thread that reads large bodies of what is published, so that they never hold the server's event loop.

import type { Submission } from '../ecosystems/adapter-publish.ts';
import { ADAPTERS } from '../ecosystems/list.ts';
import { publishRulesOf } from '../registry/hosted/load-hosted.ts';
import { answerQuestions } from './question-thread.ts';
import { ownBytes, type SubmissionQuestion } from './submission-reader.ts';

answerQuestions<Submission>(
  async ({ ecosystem, submitted }: SubmissionQuestion) => {
    const submission = await publishRulesOf({ adapters: ADAPTERS }, ecosystem).read(submitted);
    if (submission.kind !== 'release') return submission;
    // A slice would take the whole body along.
    const files = submission.files.map((file) => ({ ...file, bytes: ownBytes(file.bytes) }));
    return { ...submission, files };
  },
  'invalid-request',
  (submission) =>
    submission.kind === 'release'
      ? [...new Set(submission.files.map(({ bytes }) => bytes.buffer as ArrayBuffer))]
      : [],
);
