// What tokens are bound to: actions, packages and networks; and where they were last used from.

import type { Migration } from './migration.ts';

/** Adds to the table of tokens. */
export const tokenBoundsMigration: Migration = {
  version: 21,
  name: 'token bounds',
  statements: ({ text }) => [
    // JSON lists; null: not bound.
    `alter table token add column actions ${text}`,
    `alter table token add column packages ${text}`,
    `alter table token add column networks ${text}`,
    `alter table token add column last_used_network ${text}`,
  ],
};
