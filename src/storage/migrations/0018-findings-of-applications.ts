// Findings of an application, and overdue ones, in the order in which pages show them, and what is known to be exploited by
// severity: without these, a page of an owner reads all that the owner's applications have, one of a severity all that is
// exploited, and one of overdue findings all that are more urgent and are not.

import type { Migration } from './migration.ts';

/**
 * Makes the indexes. That of applications has each state apart, and whatever else a page's keys and its filters need, so
 * that the table itself is read for what is shown alone.
 */
export const applicationFindingsMigration: Migration = {
  version: 18,
  name: 'findings-of-applications',
  statements: () => [
    `create index finding_state_application on finding_state (application_id,
      (case when resolved_at is null then state else 'resolved' end), urgency, component_id, record_id, is_overdue)`,
    `create index finding_state_overdue on finding_state (urgency, component_id, record_id, application_id)
      where is_overdue = 1 and resolved_at is null`,
    `create unique index finding_kev on finding (severity, component_id, record_id) where kev is not null`,
  ],
};
