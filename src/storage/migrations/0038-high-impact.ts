// Packages that many depend on.

import type { Migration } from './migration.ts';

/** Adds the tables of what is counted of packages that are published here, and of how often they are served, by day. */
export const highImpactMigration: Migration = {
  version: 38,
  name: 'high-impact',
  statements: ({ integer, text, clustered }) => [
    `create table high_impact (
      ecosystem ${text} not null,
      name ${text} not null,
      packages ${integer},
      applications ${integer},
      downloads ${integer},
      counted_at ${integer},
      said_high ${integer},
      said_by ${text},
      said_at ${integer},
      said_reason ${text},
      since ${integer},
      because ${text},
      deadline ${integer},
      taken_in_by ${text},
      below_since ${integer},
      told ${integer} not null,
      primary key (ecosystem, name)
    )${clustered}`,
    'create index high_impact_since on high_impact (ecosystem, name) where since is not null',
    `create table download_day (
      ecosystem ${text} not null,
      name ${text} not null,
      day ${integer} not null,
      count ${integer} not null,
      primary key (ecosystem, name, day)
    )${clustered}`,
    'create index download_day_day on download_day (day)',
  ],
};
