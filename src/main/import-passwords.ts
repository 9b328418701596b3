// The list of leaked passwords of a data folder: where it stands, and a new one in its place.

import { join } from 'node:path';

export function leakedFileOf(dataDir: string): string {
  return join(dataDir, 'leaked-passwords');
}

/** Takes a list in; counts at once, for a running server too. Answers how many passwords it has. Throws as `importLeakedPasswords`. */
export async function importPasswords(dataDir: string, source: string): Promise<number> {
  const { importLeakedPasswords } = await import('../storage/import-leaked-passwords.ts');
  return importLeakedPasswords({ source, target: leakedFileOf(dataDir) });
}
