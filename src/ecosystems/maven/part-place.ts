// Which files a version of a Maven package may have, by their places alone.

import type { PackageName } from '../../kernel/package-ref.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import type { PartPlace, PartRules } from '../adapter-publish.ts';
import { splitName } from './name.ts';
import { findPlace, METADATA, splitChecksum } from './routes.ts';
import { isSnapshot } from './version.ts';

/** What follows `artifactId-version`: a classifier and an extension, or the latter alone. */
const ENDING = /^(?:-[A-Za-z0-9_.-]+)?\.[A-Za-z0-9_.-]+$/;

/**
 * Throws `invalid-version` for a snapshot, which would be replaced by the next one of its name; `invalid-request` for a
 * file's name that is not made of the package's and the version's.
 */
export function assertPartPlace(name: PackageName, { version, file }: PartPlace): void {
  if (isSnapshot(version)) {
    throw new GatehouseError(
      'invalid-version',
      `Cannot publish ${name} ${version}: snapshots are not kept here, since what is published never changes; publish a version of its own, such as ${version.replace(/-?SNAPSHOT$/i, '')}-rc.1`,
    );
  }
  const { artifactId } = splitName(name);
  const stem = `${version}/${artifactId}-${version}`;
  if (file.startsWith(stem) && ENDING.test(file.slice(stem.length))) return;
  throw new GatehouseError(
    'invalid-request',
    `Cannot publish ${name} ${version}: found the file ${JSON.stringify(file.slice(0, 200))}, expected a name that begins with ${artifactId}-${version} and has an extension`,
  );
}

/** As `PartRules.readPlace` says. */
export const readPlace: PartRules['readPlace'] = (path) => {
  const segments = path.split('/');
  if (splitChecksum(segments.at(-1) ?? '').summed === METADATA) return 'ours';
  const place = findPlace(segments);
  if (place === undefined) {
    throw new GatehouseError(
      'invalid-request',
      `Cannot publish ${JSON.stringify(path.slice(0, 200))}: expected a path such as org/acme/app/1.0/app-1.0.jar`,
    );
  }
  const [version = ''] = place.file.split('/', 1);
  assertPartPlace(place.name, { version, file: place.file });
  return { ...place, version };
};
