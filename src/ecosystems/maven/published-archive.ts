// Archives of Java that are published: read as hostile, and held to the coordinates that they say they are.

import type { PackageName } from '../../kernel/package-ref.ts';
import { createEntryPaths } from '../../formats/archive/entry-paths.ts';
import { ARCHIVE_LIMITS } from '../../formats/archive/read-archive.ts';
import { splitName } from './name.ts';

const ARCHIVE = /\.(?:jar|war|ear|rar|aar|zip)$/;

/** Whether the file is one, by its name. */
export function isArchive(file: string): boolean {
  return ARCHIVE.test(file);
}

/**
 * Where an archive contradicts its place: what Maven's archiver wrote into it about this artifact (archives may hold others'
 * too, shaded). Throws what reading the archive throws.
 */
export async function archiveFaults(
  bytes: Uint8Array,
  name: PackageName,
  version: string,
  what: string,
): Promise<readonly string[]> {
  const { groupId, artifactId } = splitName(name);
  const place = `META-INF/maven/${groupId}/${artifactId}/pom.properties`;
  const { readZip } = await import('../../formats/archive/read-zip.ts');
  const paths = createEntryPaths(what, { isCaseSensitive: true });
  const { taken } = await readZip(bytes, what, (path) => path === place, ARCHIVE_LIMITS, { paths });
  const properties = taken.get(place);
  if (properties === undefined) return [];
  const said = readProperties(properties);
  return Object.entries({ groupId, artifactId, version }).flatMap(([key, expected]) => {
    const found = said.get(key) ?? expected;
    return found === expected
      ? []
      : [`${what} says in its ${place} that it is ${key} ${found.slice(0, 100)}`];
  });
}

/** `key=value` by lines, as the archiver writes a `pom.properties`; coordinates have nothing to escape. */
export function readProperties(bytes: Uint8Array): ReadonlyMap<string, string> {
  const lines = Buffer.from(bytes).toString('latin1').split(/\r?\n/);
  return new Map(
    lines.flatMap((line) => {
      const equals = line.indexOf('=');
      return equals < 0 || line.startsWith('#')
        ? []
        : [[line.slice(0, equals).trim(), line.slice(equals + 1).trim()]];
    }),
  );
}
