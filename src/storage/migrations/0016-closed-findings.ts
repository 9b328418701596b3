// Findings that are no longer open in the order in which pages show them: without these, a page of the few that were accepted
// among ten million reads them all.

import type { Migration } from './migration.ts';

/** Makes the indexes of what was decided and of what was resolved. */
export const closedFindingsMigration: Migration = {
  version: 16,
  name: 'closed-findings',
  statements: () => [
    `create index finding_state_decided on finding_state (urgency, component_id, record_id, application_id)
      where resolved_at is null and state <> 'open' and state <> 'in-triage'`,
    `create index finding_state_resolved on finding_state (urgency, component_id, record_id, application_id)
      where resolved_at is not null`,
  ],
};
