// Findings that are kept: what is known against each component, once; what each application makes of it; and the counts.

import type { ColumnTypes, Migration } from './migration.ts';

/** Makes the tables of kept findings. What older schemas knew of them is looked at anew by the job that keeps them. */
export const findingsMigration: Migration = {
  version: 10,
  name: 'findings',
  statements: (types) => [
    ...findingTables(types),
    ...stateColumns(types),

    ...tallyTables(types),
  ],
};

function tallyTables({ integer, text, clustered }: ColumnTypes): readonly string[] {
  return [
    `create table finding_tally (
      scope ${text} not null,
      scope_id ${text} not null,
      bucket ${text} not null,
      open ${integer} not null,
      kev ${integer} not null,
      overdue ${integer} not null,
      accepted ${integer} not null,
      applications ${integer} not null,
      primary key (scope, scope_id, bucket)
    )${clustered}`,
    `insert into finding_tally (scope, scope_id, bucket, open, kev, overdue, accepted, applications)
      select 'application', id, 'pushed', 0, 0, 0, 0, 1 from application
      union all select 'owner', coalesce(owner, ''), 'pushed', 0, 0, 0, 0, count(*) from application
        group by coalesce(owner, '')
      union all select 'all', '', 'pushed', 0, 0, 0, 0, count(*) from application having count(*) > 0`,
    `create table finding_day (
      day ${integer} not null,
      bucket ${text} not null,
      open ${integer} not null,
      kev ${integer} not null,
      overdue ${integer} not null,
      opened ${integer} not null,
      resolved ${integer} not null,
      remediated ${integer} not null,
      remediated_hours ${integer} not null,
      remediated_in_time ${integer} not null,
      primary key (day, bucket)
    )${clustered}`,
    `create table finding_age (
      clock ${text} not null,
      month ${integer} not null,
      bucket ${text} not null,
      open ${integer} not null,
      kev ${integer} not null,
      days ${integer} not null,
      primary key (clock, month, bucket)
    )${clustered}`,
  ];
}

function findingTables({ integer, text, real, clustered }: ColumnTypes): readonly string[] {
  return [
    `create table finding (
      component_id ${integer} not null,
      record_id ${text} not null,
      shown_id ${text} not null,
      ids ${text} not null,
      class ${text} not null,
      severity ${text} not null,
      score ${real},
      epss ${real},
      epss_percentile ${real},
      kev ${text},
      disclosed_at ${integer},
      fixed_in ${text},
      fixed_at ${integer},
      no_known_fix ${integer} not null,
      disputed ${integer} not null,
      first_seen ${integer} not null,
      gone_at ${integer},
      gone_why ${text},
      evidence ${text},
      primary key (component_id, record_id)
    )${clustered}`,
    `insert into finding (component_id, record_id, shown_id, ids, class, severity, no_known_fix, disputed, first_seen)
      select component_id, record_id, record_id, '["' || record_id || '"]', '', 'unknown', 0, 0, min(first_seen)
      from finding_state group by component_id, record_id`,
    `create table finding_alias (
      id ${text} not null,
      component_id ${integer} not null,
      record_id ${text} not null,
      primary key (id, component_id, record_id)
    )${clustered}`,
    'create index finding_alias_finding on finding_alias (component_id, record_id)',
  ];
}

function stateColumns({ integer, text }: ColumnTypes): readonly string[] {
  return [
    `alter table finding_state add column resolved_why ${text}`,
    `alter table finding_state add column state ${text} not null default 'open'`,
    `alter table finding_state add column reason ${text}`,
    `alter table finding_state add column author ${text}`,
    `alter table finding_state add column decided_at ${integer}`,
    `alter table finding_state add column until_at ${integer}`,
    `alter table finding_state add column due_at ${integer}`,
    `alter table finding_state add column is_overdue ${integer} not null default 0`,
    `alter table finding_state add column urgency ${integer} not null default 0`,
    'create index finding_state_finding on finding_state (component_id, record_id)',
    `create index finding_state_open on finding_state (urgency, component_id, record_id, application_id)
      where resolved_at is null`,
    `create index finding_state_due on finding_state (due_at)
      where resolved_at is null and is_overdue = 0 and due_at is not null`,
    'create index finding_state_until on finding_state (until_at) where until_at is not null',
  ];
}
