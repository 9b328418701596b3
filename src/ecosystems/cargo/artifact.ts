// Crates: which version a file belongs to, where it is served, and how its refusal reads.

import type { ArtifactRules, IndexFacts, RenderedAnswer } from '../adapter.ts';
import { versionOfFile } from './download-address.ts';

/** The rules for `.crate` files. */
export const artifacts: ArtifactRules = {
  locate,
  versionOf: versionOfFile,
  pathOf: (name, version) => `/crates/${name}/${encodeURIComponent(version)}/download`,
  contentType: () => 'application/gzip',
  // Cargo prints the body of a 403 as it stands, for a crate and for an index file; 404, 410 and 451 it reads as
  // "no such package" and shows nothing.
  renderRefusal: ({ message }) => ({
    status: 403,
    body: `${message}\n`,
    contentType: 'text/plain; charset=utf-8',
    headers: {},
  }),
  renderError,
};

/** The web API's form, of which cargo prints the detail. */
function renderError(status: number, message: string): RenderedAnswer {
  return {
    status,
    body: JSON.stringify({ errors: [{ detail: message }] }),
    contentType: 'application/json',
    headers: {},
  };
}

function locate(index: IndexFacts, file: string): ReturnType<ArtifactRules['locate']> {
  for (const { version, artifacts: files } of index.versions) {
    const artifact = files.find((one) => one.file === file);
    if (artifact !== undefined) return { version, artifact };
  }
  return undefined;
}
