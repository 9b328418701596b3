// Archives: which version one belongs to, where it is served, and how its refusal reads.

import type { ArtifactRules } from '../adapter-artifact.ts';
import type { IndexFacts } from '../adapter-index-document.ts';
import { jsonAnswer } from '../json-answer.ts';
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
  renderRefusal: ({ message }) => jsonAnswer({ warning: message }, 410),
  renderError: (status, message) => jsonAnswer({ status: 'error', message }, status),
};

/** Exactly the file that the index lists: another commit under the same version is another file. */
function locate(index: IndexFacts, file: string): ReturnType<ArtifactRules['locate']> {
  const version = versionOfFile(file);
  const facts = index.versions.find((one) => one.version === version);
  const artifact = facts?.artifacts.find((one) => one.file === file);
  return facts === undefined || artifact === undefined ? undefined : { version: facts.version, artifact };
}
