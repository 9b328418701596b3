// What differs in what two versions say of themselves: dependencies, licence, repository, people, what runs at installation.

import { given } from '../../kernel/given.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import type { AboutDocuments, Told } from '../../ecosystems/adapter-about.ts';
import type { Documents } from '../../ecosystems/adapter-index-document.ts';
import type { Adapter } from '../../ecosystems/adapter.ts';
import { readEntries } from './archive-entries.ts';
import type { ChangedText, ComparedVersion } from './comparison.ts';

/** Names of what is told, with what is told of each. */
type Words = ReadonlyMap<string, string>;

/** Longer than any range or script that somebody reads. */
const MAX_WORDS = 2_000;
const MAX_TOLD = 1_000;
/** A document may lead on to others. */
const MAX_ROUNDS = 4;

/** All that differs, by name; what is longer than anybody reads is cut. */
export function compareTexts(before: Words, after: Words): readonly ChangedText[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names
    .filter((what) => before.get(what) !== after.get(what))
    .slice(0, MAX_TOLD)
    .map((what) => ({
      what: what.slice(0, MAX_WORDS),
      ...given('before', before.get(what)?.slice(0, MAX_WORDS)),
      ...given('after', after.get(what)?.slice(0, MAX_WORDS)),
    }));
}

/** The documents that would tell of it. */
export function describedBy(
  { publish }: Adapter,
  { facts }: ComparedVersion,
  registryUrl: string,
): Documents {
  return publish?.describe(facts, registryUrl) ?? new Map();
}

/** What it needs when it is installed: from the index, or from the file that says it. */
export function needsOf(
  adapter: Adapter,
  { facts, version, files }: ComparedVersion,
  documents: Documents,
): Words {
  const { dependencies } = adapter;
  const needs = new Map<string, string>();
  const told = readOr([], () => dependencies.read(documents, facts.name, (versions) => new Set(versions)));
  for (const { name, range } of told.flatMap((one) => one.needs)) needs.set(name, range ?? '');
  for (const { bytes } of files.filter(({ file }) => dependencies.isTelling(file))) {
    const read = readOr(undefined, () => dependencies.readFile(bytes, facts.name, version));
    for (const { name, range } of read?.needs ?? []) needs.set(name, range ?? '');
  }
  return needs;
}

/** What its metadata says of it; `documents`: with what `withPackaged` adds. */
export async function fieldsOf(
  { about }: Adapter,
  { facts, version, files }: ComparedVersion,
  documents: Documents,
): Promise<Words> {
  const subject = { name: facts.name, version };
  const have: AboutDocuments & {
    readonly documents: Map<string, Uint8Array>;
    readonly missing: Map<string, string>;
  } = {
    upstream: new Map(),
    documents: new Map(documents),
    missing: new Map(),
  };
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const asked = about
      .documents(subject, have)
      .filter(({ key }) => !have.documents.has(key) && !have.missing.has(key));
    for (const { key, storedAs } of asked) {
      const own = files.find(({ file }) => storedAs?.name === facts.name && storedAs.file === file);
      if (own === undefined) have.missing.set(key, 'it is not looked up here');
      else have.documents.set(key, own.bytes);
    }
    if (asked.length === 0) break;
  }
  const told = readOr(undefined, () => about.read(subject, have));
  const words = new Map<string, string>();
  if (told === undefined) return words;
  const { description, homepage, repository, issues, licence, people, funding } = told;
  for (const [what, value] of Object.entries({ description, homepage, repository, issues, licence })) {
    if (value.state === 'told') words.set(what, value.value);
  }
  setList(words, 'people', people, ({ called, name }) => `${name} (${called})`);
  setList(words, 'funding', funding, ({ url }) => url);
  return words;
}

function setList<T>(
  words: Map<string, string>,
  what: string,
  told: Told<readonly T[]>,
  write: (one: T) => string,
): void {
  if (told.state === 'told' && told.value.length > 0)
    words.set(what, told.value.map(write).sort().join(', '));
}

/** With the document that an archive of the version holds, where no index has it. */
export async function withPackaged(
  { about: { packaged } }: Adapter,
  { facts, version, files }: ComparedVersion,
  documents: Documents,
): Promise<Documents> {
  if (packaged === undefined) return documents;
  const file = files.find((one) => packaged.isFile(one.file, facts.name, version));
  const archive = file === undefined ? undefined : await readEntries(file.file, file.bytes);
  if (archive === undefined || 'unread' in archive) return documents;
  const isWanted = (path: string): boolean => packaged.isEntry(path) || packaged.isEntry(`x/${path}`);
  // One of the same name lies in a folder further down, too: the archive's own is the uppermost.
  const [path] = [...archive.entries]
    .flatMap(([one, { sizeBytes }]) => (isWanted(one) && sizeBytes <= packaged.maxBytes ? [one] : []))
    .sort((a, b) => a.split('/').length - b.split('/').length);
  const bytes = path === undefined ? undefined : (await archive.take(new Set([path]))).get(path);
  return bytes === undefined ? documents : new Map([...documents, [packaged.key, bytes]]);
}

/** What runs on the machine of whoever installs it; `documents`: with what `withPackaged` adds. */
export function runsOf(
  { publish }: Adapter,
  { facts }: ComparedVersion,
  paths: ReadonlySet<string>,
  documents: Documents,
): Words {
  const words = facts.versions[0]?.words ?? {};
  return new Map(publish?.runsAtInstall?.(words, paths, documents).map(({ what, runs }) => [what, runs]));
}

/** What cannot be read is not compared: it was read when it was published, by the same readers, or is shown as a file. */
function readOr<T>(otherwise: T, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (isGatehouseError(error)) return otherwise;
    throw error;
  }
}
