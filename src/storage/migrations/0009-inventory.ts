// Applications, what they are made of, and since when something is known against it.

import type { Migration } from './migration.ts';

/** Makes the tables of the inventory. */
export const inventoryMigration: Migration = {
  version: 9,
  name: 'inventory',
  statements: ({ integer, text, bytes, clustered }) => [
    `create table application (
      id ${text} not null primary key,
      name ${text} not null,
      environment ${text} not null,
      owner ${text},
      tags ${text} not null,
      created_at ${integer} not null,
      pushed_at ${integer} not null,
      newest_snapshot ${integer} not null,
      component_count ${integer} not null,
      unknown_count ${integer} not null,
      finding_count ${integer} not null,
      unmatched ${text}
    )`,
    'create unique index application_name on application (name, environment)',
    `create table snapshot (
      application_id ${text} not null,
      number ${integer} not null,
      taken_at ${integer} not null,
      author ${text} not null,
      component_count ${integer} not null,
      files ${text} not null,
      graph ${bytes} not null,
      primary key (application_id, number)
    )`,
    `create table component (
      id ${integer} not null primary key,
      ecosystem ${text} not null,
      name ${text} not null,
      version ${text} not null
    )`,
    'create unique index component_key on component (ecosystem, name, version)',
    `create table current_component (
      component_id ${integer} not null,
      application_id ${text} not null,
      scope ${text} not null,
      primary key (component_id, application_id)
    )${clustered}`,
    'create index current_component_application on current_component (application_id)',
    `create table finding_state (
      application_id ${text} not null,
      component_id ${integer} not null,
      record_id ${text} not null,
      first_seen ${integer} not null,
      last_seen ${integer} not null,
      resolved_at ${integer},
      primary key (application_id, component_id, record_id)
    )${clustered}`,
  ],
};
