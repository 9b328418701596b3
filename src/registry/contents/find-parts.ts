// Packages that lie inside of a version: vendored, bundled, shaded, or as archives in its archive.

import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import type { BundledPackage } from '../../ecosystems/adapter-contents.ts';
import type { Adapter } from '../../ecosystems/adapter.ts';
import type { ArchiveOpener, OpenedArchive } from './open-archives.ts';
import type { FoundPart } from './release-contents.ts';

export type ContentsAdapters = Readonly<
  Record<Ecosystem, Pick<Adapter, 'contents' | 'manifests' | 'names' | 'about' | 'publish'>>
>;

const MAX_PARTS = 2_000;
const MAX_PLACES = 10;

interface Sign {
  readonly ecosystem: Ecosystem;
  readonly found: BundledPackage;
  readonly place: string;
}

/** Whether a path is one by which some ecosystem's tools say what they put there. */
export function isSign(adapters: ContentsAdapters, path: string): boolean {
  return Object.values(adapters).some(({ contents }) => contents.bundled.isSign(path));
}

/** Each package with its version once. The version itself, which leaves signs too, is none of its parts. */
export function findParts(
  adapters: ContentsAdapters,
  own: { readonly ref: PackageRef; readonly version: string },
  opened: readonly OpenedArchive[],
  { tell }: Pick<ArchiveOpener, 'tell'>,
): readonly FoundPart[] {
  const parts = new Map<string, FoundPart>();
  const add = (part: FoundPart): void => {
    const key = JSON.stringify([part.ecosystem, part.name, part.version]);
    const known = parts.get(key);
    if (known === undefined && parts.size >= MAX_PARTS) {
      tell(`More than ${MAX_PARTS} packages lie inside of it, and not all are told`);
      return;
    }
    const places = [...new Set([...(known?.places ?? []), ...part.places])].slice(0, MAX_PLACES);
    parts.set(key, { ...part, ...known, places });
  };
  for (const { file, entries, inner } of opened) {
    for (const sign of readSigns(adapters, entries, (path) => `${file}: ${path}`, tell)) {
      if (!isOwn(adapters, own, sign)) add(partOf(sign));
    }
    for (const archive of inner) {
      const signs = readSigns(adapters, archive.entries, (path) => `${file}: ${archive.path}!/${path}`, tell);
      for (const part of partsOfInner(`${file}: ${archive.path}`, archive, signs)) add(part);
    }
  }
  return [...parts.values()];
}

function readSigns(
  adapters: ContentsAdapters,
  entries: ReadonlyMap<string, Uint8Array>,
  placeOf: (path: string) => string,
  tell: (gap: string) => void,
): readonly Sign[] {
  const signs: Sign[] = [];
  for (const [path, bytes] of entries) {
    for (const [ecosystem, { contents }] of Object.entries(adapters) as [
      Ecosystem,
      ContentsAdapters[Ecosystem],
    ][]) {
      if (!contents.bundled.isSign(path)) continue;
      try {
        const found = contents.bundled.readSign(path, bytes);
        signs.push(...found.map((one) => ({ ecosystem, found: one, place: placeOf(path).slice(0, 500) })));
      } catch (error) {
        if (!isGatehouseError(error)) throw error;
        tell(`${placeOf(path).slice(0, 500)} could not be read: ${error.message}`);
      }
    }
  }
  return signs;
}

/** What does not say its version is taken for what it is named after. */
function isOwn(
  adapters: ContentsAdapters,
  { ref, version }: { readonly ref: PackageRef; readonly version: string },
  { ecosystem, found }: Sign,
): boolean {
  if (ecosystem !== ref.ecosystem || found.name !== ref.name) return false;
  const { publish } = adapters[ecosystem];
  const keyOf = (one: string) => publish?.versionKey(one) ?? one;
  return found.version === undefined || keyOf(found.version) === keyOf(version);
}

function partOf({ ecosystem, found, place }: Sign): FoundPart {
  return {
    ecosystem,
    name: found.name,
    ...given('version', found.version),
    ...given('licence', found.licence),
    places: [place],
  };
}

/** The archive itself is that package of which it is named; what else it holds lies in it as well. */
function partsOfInner(
  place: string,
  { path, digests }: OpenedArchive['inner'][number],
  signs: readonly Sign[],
): readonly FoundPart[] {
  const fileName = path.slice(path.lastIndexOf('/') + 1);
  const isItself = ({ found: { name, version = '' } }: Sign) => {
    const short = name.slice(Math.max(name.lastIndexOf(':'), name.lastIndexOf('/')) + 1);
    return [short, short.replaceAll('-', '_')].some((one) => fileName.startsWith(`${one}-${version}`));
  };
  const itself = signs.find(isItself) ?? (signs.length === 1 ? signs[0] : undefined);
  const whole: FoundPart =
    itself === undefined
      ? { name: fileName, digests, places: [place] }
      : { ...partOf(itself), digests, places: [place] };
  return [whole, ...signs.filter((sign) => sign !== itself).map(partOf)];
}
