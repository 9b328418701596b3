// The worker thread that compares versions, so that unpacking them never holds the server's event loop.

import { ADAPTERS } from '../ecosystems/list.ts';
import { compareReleases } from '../registry/staged/compare-releases.ts';
import type { ComparisonQuestion, ReleaseComparison } from '../registry/staged/comparison.ts';
import { answerQuestions } from './question-thread.ts';

answerQuestions<ReleaseComparison>(
  (question: ComparisonQuestion) => compareReleases(ADAPTERS, question),
  'invalid-archive',
);
