// Composer's small answers: packages.json and search.

import type { AnswerRules, RegistryFacts, RenderedAnswer, SearchResult } from '../adapter-answers.ts';
import { jsonAnswer } from '../json-answer.ts';

export const answers: AnswerRules = {
  settings: renderRoot,
  search: (results, total) => jsonAnswer({ results: results.map(renderResult), total }),
};

/**
 * Version 2 of the protocol alone, without a list of packages: whatever an upstream has can be asked for. No
 * `notify-batch`: Composer then announces installs nowhere, and writes no such address of ours into lock files.
 */
function renderRoot({ registryUrl }: RegistryFacts): RenderedAnswer {
  return jsonAnswer({
    packages: [],
    'metadata-url': `${registryUrl}/p2/%package%.json`,
    search: `${registryUrl}/search.json?q=%query%&type=%type%`,
    'security-advisories': { metadata: true, 'api-url': `${registryUrl}/api/security-advisories` },
    filter: {
      metadata: true,
      lists: { malware: { enabled: true } },
      'api-url': `${registryUrl}/api/filter`,
    },
  });
}

function renderResult({ name, description, pageUrl }: SearchResult): object {
  return { name, description: description ?? '', url: pageUrl };
}
