// Maven's small answers: a Maven repository is files alone and has none.

import type { AnswerRules } from '../adapter-answers.ts';

export const answers: AnswerRules = {};
