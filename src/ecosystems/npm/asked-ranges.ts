// The ranges by which a project's own package.json files ask for a package, and what they become when it moves.

import { objectField, type JsonObject } from '../../formats/json.ts';
import { readJsonObjectText } from '../../formats/json-text.ts';
import type { FixFiles, Upgrade } from '../adapter-fix.ts';
import { cannotMove } from '../move-manifests.ts';
import { moveRange } from './move-range.ts';
import { ranges } from './range.ts';
import { findAlias } from './yarn-descriptor.ts';

export const MANIFEST = 'package.json';
/** Where a project asks for what it takes. What it leaves to others (`peerDependencies`) is its own promise to them. */
const ASKING_FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;

/** A place in a package.json that asks for a package. */
export interface AskedRange {
  /** Of the project, relative to the lock file's: '' is its own. */
  readonly folder: string;
  readonly field: (typeof ASKING_FIELDS)[number];
  /** Another than the package's name where an alias stands for it. */
  readonly key: string;
  readonly range: string;
}

/** Every place that asks for the package, by its name or an alias. */
export function askedRanges(
  files: FixFiles,
  folders: readonly string[],
  name: string,
): readonly AskedRange[] {
  return folders.flatMap((folder) => {
    const manifest = readManifest(files, folder);
    return ASKING_FIELDS.flatMap((asking) =>
      Object.entries(objectField(manifest, asking) ?? {}).flatMap(([key, range]) =>
        typeof range === 'string' && nameBehind(key, range) === name
          ? [{ folder, field: asking, key, range }]
          : [],
      ),
    );
  });
}

/**
 * The same places with the ranges that begin with the new version. What asks for another version of the package stays. Throws
 * `unsupported` where nothing asks for it, or by something that is no range.
 */
export function movedRanges(
  files: FixFiles,
  folders: readonly string[],
  { name, from, to }: Pick<Upgrade, 'name' | 'from'> & { readonly to: string },
): readonly AskedRange[] {
  const asked = askedRanges(files, folders, name);
  const own = asked.filter(({ range }) => ranges.admits(range, from) !== false);
  const meant = own.length > 0 ? own : asked;
  if (meant.length === 0) throw cannotMove(`no ${MANIFEST} of the project asks for ${name}`);
  return meant.map((one) => {
    const range = moveRange(one.range, name, to);
    if (range === undefined) {
      throw cannotMove(`${manifestOf(one.folder)} asks for ${one.key} as ${one.range}`);
    }
    return { ...one, range };
  });
}

/** What stands there; nothing where there is no such file. Throws `invalid-document`. */
export function readManifest({ texts }: FixFiles, folder: string): JsonObject {
  const path = manifestOf(folder);
  const text = texts.get(path);
  return text === undefined ? {} : readJsonObjectText(text, { what: path }).value;
}

export function manifestOf(folder: string): string {
  return folder === '' ? MANIFEST : `${folder}/${MANIFEST}`;
}

function nameBehind(key: string, range: string): string {
  return findAlias(range) ?? key;
}
