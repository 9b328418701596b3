// A Maven repository in a folder: `org/acme/app/1.0/app-1.0.jar`, with the digests of each file beside it.

import { GatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import type { Digests } from '../../kernel/digest.ts';
import type { PackageName } from '../../kernel/package-ref.ts';
import { findNameOfFolder, splitName } from '../../ecosystems/maven/name.ts';
import { assertPartPlace } from '../../ecosystems/maven/part-place.ts';
import { parts, readDigest } from '../../ecosystems/maven/published-parts.ts';
import { splitChecksum } from '../../ecosystems/maven/routes.ts';
import { isSnapshot } from '../../ecosystems/maven/snapshot.ts';
import type { RefusedVersion, Source, SourceFile, SourcePackage, SourceVersion } from './source.ts';
import { openSourceFolder, type Listed, type SourceFolder } from './source-folder.ts';

/** What a local repository keeps about itself beside the files. */
const BOOKS = /^(?:_.*|.*\.lastUpdated|.*\.repositories|maven-metadata.*|\..*)$/;
/** Where a local repository says which of its files it fetched, and from where. */
const FETCHED = '_remote.repositories';
const MAX_BOOK_BYTES = 1 << 20;
/** Folders within folders; a group has far fewer parts. */
const MAX_DEPTH = 64;
const MAX_NOTES = 20;

/** Throws `not-found` for what is no folder. */
export async function openMavenFolder(cwd: string, place: string): Promise<Source> {
  const folder = await openSourceFolder(cwd, place);
  const notes: string[] = [];
  return {
    ecosystem: 'maven',
    origin: `maven folder ${folder.title}`,
    notes,
    names: () => namesBelow(folder, [], notes),
    read: (name) => readPackage(folder, name),
  };
}

/** The packages below a folder: it is one where a folder in it has the files of a version. */
async function* namesBelow(
  folder: SourceFolder,
  path: readonly string[],
  notes: string[],
): AsyncGenerator<string, void, undefined> {
  if (path.length > MAX_DEPTH) return;
  const entries = await folder.list(path.join('/'));
  for (const { name, kind } of entries) {
    if (kind === 'link' && notes.length < MAX_NOTES)
      notes.push(`${[...path, name].join('/')} is a link, and was not followed`);
  }
  const folders = entries.filter(({ name, kind }) => kind === 'folder' && !name.startsWith('.'));
  const name = findNameOfFolder(path);
  let isPackage = false;
  for (const inner of folders) {
    const below = [...path, inner.name];
    if (name !== undefined && isVersion(await folder.list(below.join('/')), name, inner.name))
      isPackage = true;
    else yield* namesBelow(folder, below, notes);
  }
  if (name !== undefined && isPackage) yield name;
}

function isVersion(entries: readonly Listed[], name: PackageName, version: string): boolean {
  const { artifactId } = splitName(name);
  const stem = isSnapshot(version) ? `${artifactId}-` : `${artifactId}-${version}`;
  return entries.some((entry) => entry.kind === 'file' && entry.name.startsWith(stem));
}

async function readPackage(folder: SourceFolder, name: string): Promise<SourcePackage> {
  const [groupId = '', artifactId = ''] = name.split(':');
  const path = [...groupId.split('.'), artifactId];
  const own = findNameOfFolder(path);
  if (own === undefined)
    throw new GatehouseError(
      'invalid-name',
      `Cannot move in ${name.slice(0, 200)}: it is no name of Maven's`,
    );
  const refused: RefusedVersion[] = [];
  const versions: SourceVersion[] = [];
  let passedOver = 0;
  for (const { name: version, kind } of await folder.list(path.join('/'))) {
    const place = [...path, version].join('/');
    if (kind !== 'folder') continue;
    const entries = await folder.list(place);
    if (!isVersion(entries, own, version)) continue;
    if (isSnapshot(version) || (await isFetched(folder, place, entries))) {
      passedOver += 1;
      continue;
    }
    try {
      versions.push(await readVersion(folder, { name: own, version, place, entries }));
    } catch (error) {
      if (!(error instanceof GatehouseError)) throw error;
      refused.push({ version, because: error.message });
    }
  }
  versions.sort((one, other) => (one.publishedAt ?? 0) - (other.publishedAt ?? 0));
  return { name: own, people: [], versions, refused, passedOver };
}

/** Whether a local repository has the version from elsewhere: what was installed in it has no name after the `>`. */
async function isFetched(folder: SourceFolder, place: string, entries: readonly Listed[]): Promise<boolean> {
  if (!entries.some(({ name, kind }) => name === FETCHED && kind === 'file')) return false;
  const lines = (await folder.read(`${place}/${FETCHED}`, MAX_BOOK_BYTES)).toString('utf8').split('\n');
  const told = lines.filter((line) => line.includes('>'));
  return told.length > 0 && !told.some((line) => /^[^>]*>=/.test(line));
}

interface VersionFolder {
  readonly name: PackageName;
  readonly version: string;
  readonly place: string;
  readonly entries: readonly Listed[];
}

async function readVersion(
  folder: SourceFolder,
  { name, version, place, entries }: VersionFolder,
): Promise<SourceVersion> {
  const { artifactId } = splitName(name);
  const all = entries.filter((one) => one.kind === 'file' && !BOOKS.test(one.name)).map((one) => one.name);
  const files: SourceFile[] = [];
  const left: string[] = [];
  for (const file of all) {
    if (splitChecksum(file).algorithm !== undefined) continue;
    const own = `${version}/${file}`;
    const isAlone = parts.isCompanion(file) && !all.some((one) => file.startsWith(`${one}.`));
    if (!hasPlace(name, version, own) || isAlone) left.push(file);
    else
      files.push({
        file: own,
        digests: await digestsBeside(folder, `${place}/${file}`, all),
        open: () => folder.open(`${place}/${file}`),
      });
  }
  const links = entries.filter((one) => one.kind === 'link').map((one) => one.name);
  const pom = await folder.find(`${place}/${artifactId}-${version}.pom`);
  return {
    version,
    ...given('publishedAt', pom === undefined ? undefined : Math.floor(pom.mtimeMs)),
    tags: [],
    words: {},
    files,
    ...(left.length + links.length === 0
      ? {}
      : {
          notes: [...left, ...links].map((file) => `${file} is no file of the version, and was left there`),
        }),
  };
}

function hasPlace(name: PackageName, version: string, file: string): boolean {
  try {
    assertPartPlace(name, { version, file });
    return true;
  } catch {
    // Whatever lies there else is left there.
    return false;
  }
}

async function digestsBeside(folder: SourceFolder, path: string, all: readonly string[]): Promise<Digests> {
  const file = path.slice(path.lastIndexOf('/') + 1);
  const beside = all.map((one) => splitChecksum(one)).filter(({ summed }) => summed === file);
  let digests: Digests = {};
  for (const { algorithm } of beside) {
    if (algorithm === undefined) continue;
    const bytes = await folder.read(`${path}.${algorithm}`, MAX_BOOK_BYTES);
    digests = { ...digests, [algorithm]: readDigest(bytes, algorithm, file) };
  }
  return digests;
}
