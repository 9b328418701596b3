// npm's small answers: ping, whoami, search.

import type { AnswerRules, SearchResult } from '../adapter-answers.ts';
import { jsonAnswer } from '../json-answer.ts';

export const answers: AnswerRules = {
  ping: () => jsonAnswer({}),
  whoami: (reader) =>
    reader === undefined ? jsonAnswer({ error: 'not signed in' }, 401) : jsonAnswer({ username: reader }),
  signIn: {
    begun: (pageUrl, registryUrl, done) =>
      jsonAnswer({ loginUrl: pageUrl, doneUrl: `${registryUrl}/-/v1/login/done/${done}` }),
    waiting: (retryAfterSeconds) => ({
      ...jsonAnswer({}, 202),
      headers: { 'retry-after': String(retryAfterSeconds) },
    }),
    granted: (token) => jsonAnswer({ token }),
    ended: () => jsonAnswer({ ok: true }),
  },
  search: (results, total) => jsonAnswer({ objects: results.map(renderResult), total }),
};

function renderResult({ name, version, description, pageUrl }: SearchResult): object {
  return {
    package: {
      name,
      ...(version === undefined ? {} : { version }),
      ...(description === undefined ? {} : { description }),
      links: { homepage: pageUrl },
      maintainers: [],
      keywords: [],
    },
  };
}
