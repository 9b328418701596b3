// Crates: which version a file belongs to, where it is served, and how its refusal reads.

import type { ArtifactRules } from '../adapter-artifact.ts';
import { jsonAnswer } from '../json-answer.ts';
import { locateListed } from '../locate-listed.ts';
import { versionOfFile } from './download-address.ts';

/** The rules for `.crate` files. */
export const artifacts: ArtifactRules = {
  locate: locateListed,
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
  /** The web API's form, of which cargo prints the detail. */
  renderError: (status, message) => jsonAnswer({ errors: [{ detail: message }] }, status),
};
