// The releases of a project: its files by version, and what they say about each.

import { parseInstant } from '../../kernel/clock.ts';
import type { ArtifactFacts, Published, VersionFacts } from '../../kernel/evidence.ts';
import type { PackageName } from '../../kernel/package-ref.ts';
import { findFileVersion, isUniversalWheel, isWheel } from './file-version.ts';
import { toDigests, type SimpleFile, type SimplePage } from './simple-page.ts';
import { versions as order } from './version.ts';

/** The files of one version, in the page's order. */
export interface Release {
  /** In the spelling of the page's list of versions, else of the first file. */
  readonly version: string;
  readonly files: readonly SimpleFile[];
}

/**
 * The files of `page` by version, in the order of first sight. Spellings that PEP 440 holds equal are one version.
 * A file of no version belongs to none (and is never offered); of two files of one name the first counts.
 */
export function groupReleases(page: SimplePage, name: PackageName): readonly Release[] {
  const found = new Map<string, string>();
  const files = new Map<string, SimpleFile>();
  for (const file of page.files) {
    const version = files.has(file.file) ? undefined : findFileVersion(name, file.file);
    if (version === undefined) continue;
    files.set(file.file, file);
    found.set(file.file, version);
  }
  const spelling = chooseSpellings(page.versions, found.values());
  const releases = new Map<string, SimpleFile[]>();
  for (const [key, file] of files) {
    const raw = found.get(key) ?? '';
    const version = spelling.get(raw) ?? raw;
    const siblings = releases.get(version);
    if (siblings === undefined) releases.set(version, [file]);
    else siblings.push(file);
  }
  return [...releases].map(([version, siblings]) => ({ version, files: siblings }));
}

/** One spelling for each set of equal ones: the first listed, else the first found. */
function chooseSpellings(listed: readonly string[], found: Iterable<string>): ReadonlyMap<string, string> {
  const all = [...new Set([...listed.filter(order.isValid), ...found])];
  const rank = new Map(all.map((spelling, at) => [spelling, at]));
  const sorted = all.toSorted((a, b) => order.compare(a, b) || (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
  const chosen = new Map<string, string>();
  let first = '';
  for (const spelling of sorted) {
    if (first === '' || order.compare(spelling, first) !== 0) first = spelling;
    chosen.set(spelling, first);
  }
  return chosen;
}

/**
 * What the page says about a release. It is dated by its **latest** file: who takes over a project can add a file to an
 * old release, and pins without digests would take it; read so, the release counts as news again. `addedAt` of
 * each artifact tells which file it was.
 */
export function describeRelease(
  release: Release,
  page: SimplePage,
): Omit<VersionFacts, 'servedHere' | 'listed'> {
  const { version, files } = release;
  const yanked = files.every((file) => file.yanked !== undefined) ? files[0]?.yanked : undefined;
  const installScripts = runsBuild(files);
  const provenance = readProvenance(files, page);
  return {
    version,
    published: datePublished(files),
    ...(yanked === undefined ? {} : { yanked }),
    ...(installScripts === undefined ? {} : { installScripts }),
    ...(provenance === undefined ? {} : { provenance }),
    artifacts: files.flatMap(describeFile),
  };
}

function datePublished(files: readonly SimpleFile[]): Published {
  let latest = -Infinity;
  for (const file of files) {
    const at = parseInstant(file.uploadTime ?? '');
    if (at === undefined) return { how: 'unknown' };
    latest = Math.max(latest, at);
  }
  return { how: 'upstream', at: latest };
}

/** Source archives run code when they are built. With wheels for some platforms only, nobody can say from here. */
function runsBuild(files: readonly SimpleFile[]): boolean | undefined {
  const wheels = files.filter(({ file }) => isWheel(file));
  if (wheels.length === 0) return true;
  const isNeverBuilt = wheels.length === files.length || wheels.some(({ file }) => isUniversalWheel(file));
  return isNeverBuilt ? false : undefined;
}

/** Attested only as a whole: one file without provenance is the one to be wary of. Unknown before API version 1.3. */
function readProvenance(files: readonly SimpleFile[], page: SimplePage): VersionFacts['provenance'] {
  if (files.every(({ provenance }) => provenance !== undefined)) return 'attested';
  const knows =
    Number(page.apiVersion.slice(2)) >= 3 || files.some(({ provenance }) => provenance !== undefined);
  return knows ? 'none' : undefined;
}

/** The file, and the documents that are advertised beside it. */
function describeFile(file: SimpleFile): readonly ArtifactFacts[] {
  const addedAt = parseInstant(file.uploadTime ?? '');
  const date = addedAt === undefined ? {} : { addedAt };
  return [
    {
      file: file.file,
      url: file.url,
      digests: toDigests(file.hashes),
      ...(file.sizeBytes === undefined ? {} : { sizeBytes: file.sizeBytes }),
      ...date,
    },
    ...(servesMetadata(file)
      ? [
          {
            file: `${file.file}.metadata`,
            url: `${file.url}.metadata`,
            digests: toDigests(file.metadata),
            ...date,
          },
        ]
      : []),
    ...(servesSignature(file)
      ? [{ file: `${file.file}.asc`, url: `${file.url}.asc`, digests: {}, ...date }]
      : []),
  ];
}

/** Whether the metadata file can be served. Where an address has a query, no suffix makes it another file's. */
export function servesMetadata(
  file: SimpleFile,
): file is SimpleFile & Required<Pick<SimpleFile, 'metadata'>> {
  return file.metadata !== undefined && !file.url.includes('?');
}

/** Whether the signature can be served. */
export function servesSignature(file: SimpleFile): boolean {
  return file.hasSignature === true && !file.url.includes('?');
}
