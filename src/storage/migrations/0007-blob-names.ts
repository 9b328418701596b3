// Finds the documents whose bytes a blob is.

import type { Migration } from './migration.ts';

/** Indexes documents by digest, as artifacts are since they exist: the sweep asks for each blob whether a row names it. */
export const blobNamesMigration: Migration = {
  version: 7,
  name: 'blob names',
  statements: () => ['create index upstream_document_sha256 on upstream_document (sha256)'],
};
