// Tokens and packages of which each change takes a one-time proof.

import type { Migration } from './migration.ts';

/** Adds to the tables of tokens and of owned packages. */
export const oneTimeProofsMigration: Migration = {
  version: 34,
  name: 'one-time-proofs',
  statements: ({ integer }) => [
    `alter table token add column asks_proof ${integer}`,
    `alter table owned_package add column asks_proof ${integer}`,
  ],
};
