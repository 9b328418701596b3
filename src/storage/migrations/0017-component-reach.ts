// Whether an application's own code imports its components, as its newest push tells: a few words that many components share.

import type { Migration } from './migration.ts';

/** Makes the tables of what is told, and of which components it is told. */
export const componentReachMigration: Migration = {
  version: 17,
  name: 'component-reach',
  statements: ({ integer, text, clustered }) => [
    `create table reach_words (
      application_id ${text} not null,
      number ${integer} not null,
      reach ${text} not null,
      primary key (application_id, number)
    )${clustered}`,
    `create table component_reach (
      application_id ${text} not null,
      component_id ${integer} not null,
      number ${integer} not null,
      primary key (application_id, component_id)
    )${clustered}`,
  ],
};
