// Requests to vet packages, and what became of them.

import type { Migration } from './migration.ts';

/** Makes the table of vetting. */
export const vettingMigration: Migration = {
  version: 14,
  name: 'vetting',
  statements: ({ integer, text }) => [
    `create table vetting_request (
      id ${text} not null primary key,
      ecosystem ${text} not null,
      name ${text} not null,
      versions ${text},
      application ${text},
      reason ${text} not null,
      author ${text} not null,
      author_name ${text} not null,
      created_at ${integer} not null,
      state ${text} not null,
      decided_at ${integer},
      decided_by ${text},
      decided_by_name ${text},
      decision ${text},
      decision_reason ${text},
      conditions ${text},
      decided_until ${integer},
      evidence_id ${text},
      card ${text},
      card_sha256 ${text},
      withdrawn_at ${integer},
      withdrawn_by ${text}
    )`,
    'create index vetting_request_created on vetting_request (created_at, id)',
    'create index vetting_request_state on vetting_request (state, created_at, id)',
    'create index vetting_request_package on vetting_request (ecosystem, name, created_at)',
    'create index vetting_request_author on vetting_request (author, state)',
  ],
};
