// Files of Python projects: which version one belongs to, where it is served, and how its refusal reads.

import type { RenderedAnswer } from '../adapter-answers.ts';
import type { ArtifactRules } from '../adapter-artifact.ts';
import { toAscii } from '../held-back.ts';
import { locateListed } from '../locate-listed.ts';
import { filePath } from './file-address.ts';
import { fileOfSidecar, findFileVersion } from './file-version.ts';
import { toOneLine } from './simple-page.ts';

const MAX_PHRASE = 400;
const VERSION_REFUSED = 403;
/**
 * uv and Poetry take a project's page that is answered 403 for one that asks for credentials: they go on without it, to
 * another index if there is one, and say nothing of the reason. 451 ends their work, and they print the reason.
 */
const NAME_REFUSED = 451;

export const artifacts: ArtifactRules = {
  /** A file of the index, or a document that the index advertises beside one. */
  locate: locateListed,
  versionOf: (name, file) => findFileVersion(name, fileOfSidecar(file)),
  pathOf: (name, _version, file) => filePath(name, file),
  contentType,
  renderRefusal: ({ message, version }) =>
    problem(version === undefined ? NAME_REFUSED : VERSION_REFUSED, 'Refused by policy', message),
  renderError: (status, message) => problem(status, 'Cannot answer', message),
};

function contentType(file: string): string {
  return fileOfSidecar(file) === file ? 'application/octet-stream' : 'text/plain; charset=utf-8';
}

/**
 * pip and Poetry print the reason phrase of the status line and never the body; uv prints title and detail of problem
 * details (RFC 9457).
 */
function problem(status: number, title: string, message: string): RenderedAnswer {
  return {
    status,
    body: JSON.stringify({ type: 'about:blank', title, status, detail: message }),
    contentType: 'application/problem+json',
    headers: {},
    reasonPhrase: toAscii(toOneLine(message, MAX_PHRASE)),
  };
}
