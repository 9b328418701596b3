// What becomes of a project's package.json files when packages move that they ask for, and how a person does the same.

import { namesAmong, type PackageName } from '../../kernel/package-ref.ts';
import { shellWords } from '../../formats/shell-words.ts';
import type { FixFiles, Upgrade } from '../adapter-fix.ts';
import { cannotMove } from '../move-manifests.ts';
import { askedRanges, MANIFEST, manifestOf, movedRanges, type AskedRange } from './asked-ranges.ts';
import { writeManifest, type ManifestChange } from './write-manifest.ts';

export interface MovedManifests {
  /** The files that change, by their paths. */
  readonly writes: ReadonlyMap<string, string>;
  /** The places that ask for another version now. */
  readonly places: readonly AskedRange[];
  /** What is asked for in another version now. */
  readonly asked: ReadonlySet<PackageName>;
}

/** Of the upgrades that go by the project's own words. Throws `unsupported`, as `movedRanges` does. */
export function requireMoved(
  files: FixFiles,
  folders: readonly string[],
  upgrades: readonly Upgrade[],
): MovedManifests {
  const required = upgrades.filter(({ way, to }) => way === 'require' && to !== undefined);
  const moved = required.flatMap(({ name, from, to = '' }) =>
    movedRanges(files, folders, { name, from, to }),
  );
  const byFolder = Map.groupBy(moved, ({ folder }) => folder);
  const writes = [...byFolder].map(([folder, places]) => {
    const path = manifestOf(folder);
    const changes = places.map(({ field, key, range }) => ({ keys: [field, key], value: range }));
    return [path, writeManifest(files.texts.get(path) ?? '{}', path, changes)] as const;
  });
  return {
    writes: new Map(writes),
    places: moved,
    asked: namesAmong(required),
  };
}

/** Those that go by a rule over everybody's words. Throws `unsupported` where the project itself asks for an older one. */
export function overridesAmong(
  files: FixFiles,
  folders: readonly string[],
  upgrades: readonly Upgrade[],
  { asked }: Pick<MovedManifests, 'asked'>,
): readonly (Upgrade & { readonly to: string })[] {
  return upgrades.flatMap((one) => {
    const { name, to, way } = one;
    if (way !== 'override' || to === undefined) return [];
    if (!asked.has(name) && askedRanges(files, folders, name).length > 0)
      throw cannotMove(`the project itself asks for ${name}`);
    return [{ ...one, to }];
  });
}

/** The project's own manifest with these strings, besides what has moved in it. */
export function writeRoot(
  files: FixFiles,
  { writes }: Pick<MovedManifests, 'writes'>,
  changes: readonly ManifestChange[],
): ReadonlyMap<string, string> {
  if (changes.length === 0) return writes;
  const text = writes.get(MANIFEST) ?? files.texts.get(MANIFEST) ?? '{}';
  return new Map([...writes, [MANIFEST, writeManifest(text, MANIFEST, changes)]]);
}

/** How a client is told to ask for something: its words for a project's folder, and for what kind of need. */
export interface AddWords {
  readonly add: (folder: string) => readonly string[];
  readonly flags: Readonly<Record<AskedRange['field'], readonly string[]>>;
}

/** The same moves as a person makes them, one command for each folder and kind of need. */
export function tellAdds({ places }: MovedManifests, { add, flags }: AddWords): readonly string[] {
  const groups = Map.groupBy(places, ({ folder, field }) => `${folder}\n${field}`);
  return [...groups.values()].flatMap(([first, ...more]) =>
    first === undefined
      ? []
      : [
          shellWords([
            ...add(first.folder),
            ...flags[first.field],
            ...[first, ...more].map(({ key, range }) => `${key}@${range}`),
          ]),
        ],
  );
}

/** The flags of pnpm and Yarn. */
export const SHORT_FLAGS: AddWords['flags'] = {
  dependencies: [],
  devDependencies: ['-D'],
  optionalDependencies: ['-O'],
};
