// The worker thread that reads large bodies of what is published, so that they never hold the server's event loop.

import { ADAPTERS } from '../ecosystems/list.ts';
import { publishRulesOf } from '../registry/hosted/load-hosted.ts';
import { importRulesOf } from '../registry/imports/import-rules.ts';
import { answerQuestions } from './question-thread.ts';
import { ownBytes, type SubmissionAnswer, type SubmissionQuestion } from './submission-reader.ts';

const REGISTRY = { adapters: ADAPTERS };

answerQuestions<SubmissionAnswer>(
  async (question: SubmissionQuestion) => {
    const submission = await read(question);
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

async function read(question: SubmissionQuestion): Promise<SubmissionAnswer> {
  if ('submitted' in question) return publishRulesOf(REGISTRY, question.ecosystem).read(question.submitted);
  const release = await importRulesOf(REGISTRY, question.ecosystem).read(question.imported);
  return { kind: 'release', ...release };
}
