// npm's small answers: ping, whoami, search.

import type { AnswerRules, RenderedAnswer, SearchResult } from '../adapter.ts';

export const answers: AnswerRules = {
  ping: () => json(200, {}),
  whoami: (reader) =>
    reader === undefined ? json(401, { error: 'not signed in' }) : json(200, { username: reader }),
  search: (results, total) => json(200, { objects: results.map(renderResult), total }),
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

function json(status: number, body: object): RenderedAnswer {
  return { status, body: JSON.stringify(body), contentType: 'application/json', headers: {} };
}
