// The advisory database.

import type { Migration } from './migration.ts';

/** Makes the tables of advisories, of what KEV and EPSS say, and of feeds. */
export const advisoriesMigration: Migration = {
  version: 5,
  name: 'advisories',
  statements: ({ integer, text, real, clustered }) => [
    `create table advisory (
      feed ${text} not null,
      id ${text} not null,
      digest ${text} not null,
      modified ${integer} not null,
      withdrawn_at ${integer},
      absent_at ${integer},
      generation ${integer} not null,
      imported_at ${integer} not null,
      header ${text} not null,
      document ${text} not null,
      primary key (feed, id)
    )`,
    'create index advisory_id on advisory (id)',
    'create index advisory_generation on advisory (feed, generation)',
    `create table advisory_affected (
      ecosystem ${text} not null,
      name ${text} not null,
      feed ${text} not null,
      id ${text} not null,
      repository ${text} not null,
      coarse_min ${text} not null,
      coarse_max ${text} not null,
      body ${text} not null,
      primary key (ecosystem, name, feed, id, repository)
    )${clustered}`,
    'create index advisory_affected_record on advisory_affected (feed, id)',
    `create table advisory_alias (
      alias ${text} not null,
      feed ${text} not null,
      id ${text} not null,
      primary key (alias, feed, id)
    )${clustered}`,
    'create index advisory_alias_record on advisory_alias (feed, id)',
    `create table advisory_touch (
      ecosystem ${text} not null,
      name ${text} not null,
      revision ${integer} not null,
      primary key (ecosystem, name)
    )${clustered}`,
    'create index advisory_touch_revision on advisory_touch (revision)',
    `create table kev (
      cve ${text} not null primary key,
      date_added ${text} not null,
      due_date ${text},
      ransomware ${integer} not null
    )${clustered}`,
    `create table epss (
      cve ${text} not null primary key,
      score ${real} not null,
      percentile ${real} not null,
      generation ${integer} not null
    )${clustered}`,
    `create table advisory_feed (
      feed ${text} not null primary key,
      state ${text} not null
    )`,
  ],
};
