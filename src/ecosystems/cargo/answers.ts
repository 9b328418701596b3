// Cargo's small answers: the index's settings, and search.

import type { AnswerRules, RegistryFacts, SearchResult } from '../adapter-answers.ts';
import { jsonAnswer } from '../json-answer.ts';

/** `config.json` (Cargo's "Index Configuration"), `cargo search`, and where cargo sends people for a token (RFC 3139). */
export const answers: AnswerRules = {
  settings: (registry) => jsonAnswer(describeRegistry(registry)),
  challenge: (registryUrl) => `Cargo login_url="${registryUrl}/me"`,
  search: (results, total) => jsonAnswer({ crates: results.map(describeCrate), meta: { total } }),
};

/** `api` is where cargo publishes, searches and asks for owners. */
function describeRegistry({ registryUrl, isAuthRequired }: RegistryFacts): object {
  return {
    dl: `${registryUrl}/crates/{crate}/{version}/download`,
    api: registryUrl,
    ...(isAuthRequired ? { 'auth-required': true } : {}),
  };
}

/** Cargo prints `name = "max_version"`, to be pasted into a manifest: without a known version, any. */
function describeCrate({ name, version, description, pageUrl }: SearchResult): object {
  return {
    name,
    max_version: version ?? '*',
    ...(description === undefined ? {} : { description }),
    homepage: pageUrl,
  };
}
