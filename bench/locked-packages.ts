// What the lock file of fixtures/app holds.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface LockedPackage {
  readonly name: string;
  readonly version: string;
}

/** The project whose lock file this is. */
export const APP_FOLDER = join(import.meta.dirname, 'fixtures/app');

/** Every package of it, each version once. */
export function lockedPackages(): readonly LockedPackage[] {
  const lock = JSON.parse(readFileSync(join(APP_FOLDER, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<
      Record<string, { readonly name?: string; readonly version?: string; readonly link?: boolean }>
    >;
  };
  const found = new Map<string, LockedPackage>();
  for (const [path, { name = path.split('node_modules/').at(-1) ?? '', version, link }] of Object.entries(
    lock.packages,
  )) {
    if (path !== '' && version !== undefined && link !== true)
      found.set(`${name}@${version}`, { name, version });
  }
  return [...found.values()];
}
