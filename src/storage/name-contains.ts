// The search within names, the same on both engines.

import { sql, type RawBuilder } from 'kysely';

/** Whether the column `name` holds `text` anywhere, upper and lower case alike; its own wildcards count as they stand. */
export function nameContains(text: string): RawBuilder<boolean> {
  const pattern = `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return sql<boolean>`lower(name) like lower(${pattern}) escape '\\'`;
}
