// The worker thread that looks into published files.

import { ADAPTERS } from '../ecosystems/list.ts';
import type { ContentsQuestion } from '../registry/contents/contents-ports.ts';
import { readContents } from '../registry/contents/read-contents.ts';
import { answerQuestions } from './question-thread.ts';

// Whatever the files hold: what is foreseen is told in the answer.
answerQuestions((question: ContentsQuestion) => readContents(ADAPTERS, question), 'invalid-archive');
