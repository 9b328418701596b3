// Which files a version of a Maven package may have, by their places alone, and which version a place is of.

import type { PackageName } from '../../kernel/package-ref.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import type { PartPlace, PartRules } from '../adapter-publish.ts';
import { splitName } from './name.ts';
import { findPlace, METADATA, splitChecksum } from './routes.ts';
import { findBuildOfFile, isSnapshot, SNAPSHOT, stemOf } from './snapshot.ts';

/** What follows `artifactId-version`: a classifier and an extension, or the latter alone. */
const ENDING = /^(?:-[A-Za-z0-9_.-]+)?\.[A-Za-z0-9_.-]+$/;

/**
 * The place of a file that a client sends by itself. Throws `invalid-version` for a snapshot that is not taken: any, where none
 * is, and else one whose name is not that of a build; `invalid-request` for a file's name that is not made of the package's and
 * the version's.
 */
export function readPartPlace(
  name: PackageName,
  file: string,
  { takesSnapshots }: { readonly takesSnapshots: boolean },
): PartPlace {
  const [folder = ''] = file.split('/', 1);
  if (!isSnapshot(folder)) {
    assertPartPlace(name, { version: folder, file });
    return { version: folder, file };
  }
  if (!takesSnapshots) throw snapshotsAreNotKept(name, folder);
  const build = findBuildOfFile(name, file);
  if (build === undefined) {
    throw new GatehouseError(
      'invalid-version',
      `Cannot publish ${name} ${folder.slice(0, 100)}: found the file ${JSON.stringify(file.slice(0, 200))}, expected one of a build, such as ${exampleOf(name, folder)}`,
    );
  }
  assertEnding(name, { version: build.version, file });
  return { version: build.version, file };
}

/** How Maven 3 and newer names the files of a snapshot. */
function exampleOf(name: PackageName, folder: string): string {
  const base = folder.endsWith(SNAPSHOT) ? folder.slice(0, -SNAPSHOT.length).slice(0, 100) : '1.0';
  return `${base}${SNAPSHOT}/${splitName(name).artifactId}-${base}-20260131.235959-1.jar`;
}

/**
 * Throws `invalid-version` for a snapshot, with `instead` for what to do about it; `invalid-request` for a file's name that is
 * not made of the package's and the version's.
 */
export function assertPartPlace(name: PackageName, place: PartPlace, instead?: string): void {
  const { version } = place;
  if (isSnapshot(version)) {
    if (instead === undefined) throw snapshotsAreNotKept(name, version);
    throw new GatehouseError('invalid-version', `Cannot publish ${name} ${version}: ${instead}`);
  }
  assertEnding(name, place);
}

function assertEnding(name: PackageName, { version, file }: PartPlace): void {
  const stem = stemOf(name, version);
  if (file.startsWith(stem) && ENDING.test(file.slice(stem.length))) return;
  throw new GatehouseError(
    'invalid-request',
    `Cannot publish ${name} ${version}: found the file ${JSON.stringify(file.slice(0, 200))}, expected a name that begins with ${splitName(name).artifactId}-${version} and has an extension`,
  );
}

/** Where an operator wants none. */
export function snapshotsAreNotKept(name: PackageName, version: string): GatehouseError {
  return new GatehouseError(
    'invalid-version',
    `Cannot publish ${name} ${version}: snapshots are not kept here, since what is published never changes; publish a version of its own, such as ${version.replace(/-?SNAPSHOT$/i, '')}-rc.1`,
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
  const instead = 'a bundle has releases alone; deploy snapshots file by file, as mvn deploy does';
  assertPartPlace(place.name, { version, file: place.file }, instead);
  return { ...place, version };
};
