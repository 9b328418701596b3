// Archives: which version one belongs to, where it is served, and how its refusal reads.

import type { ArtifactRules, IndexFacts, RenderedAnswer } from '../adapter.ts';
import { distPath, versionOfFile } from './dist-file.ts';

const CONTENT_TYPES: ReadonlyMap<string, string> = new Map([['zip', 'application/zip']]);

export const artifacts: ArtifactRules = {
  locate,
  versionOf: (_name, file) => versionOfFile(file),
  pathOf: (name, _version, file) => distPath(name, file),
  contentType: (file) =>
    CONTENT_TYPES.get(file.slice(file.lastIndexOf('.') + 1)) ?? 'application/octet-stream',
  /**
   * Composer takes 401 and 403 for a missing password and asks for one; any other status ends the download. It prints
   * the `warning` of a JSON body, whole.
   */
  renderRefusal: ({ message }) => json(410, { warning: message }),
  renderError: (status, message) => json(status, { status: 'error', message }),
};

/** The content type must be exactly this, or Composer does not look into the body. */
function json(status: number, body: object): RenderedAnswer {
  return { status, body: JSON.stringify(body), contentType: 'application/json', headers: {} };
}

/** Exactly the file that the index lists: another commit under the same version is another file. */
function locate(index: IndexFacts, file: string): ReturnType<ArtifactRules['locate']> {
  const version = versionOfFile(file);
  const facts = index.versions.find((one) => one.version === version);
  const artifact = facts?.artifacts.find((one) => one.file === file);
  return facts === undefined || artifact === undefined ? undefined : { version: facts.version, artifact };
}
