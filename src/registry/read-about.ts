// Reads what an ecosystem's own documents say of a package and its people: from storage while they are fresh, else from the
// package's own upstream. Nothing is decided by it.

import type { Instant } from '../kernel/clock.ts';
import { GatehouseError, isGatehouseError, messageOf } from '../kernel/errors.ts';
import { given } from '../kernel/given.ts';
import type { PackageRef } from '../kernel/package-ref.ts';
import type {
  AboutDocuments,
  AboutPackage,
  AboutRequest,
  AboutRules,
  AboutSubject,
} from '../ecosystems/adapter-about.ts';
import type { Documents } from '../ecosystems/adapter-index-document.ts';
import type { VersionOrder } from '../ecosystems/adapter-version.ts';
import { findTarEntry } from '../formats/find-tar-entry.ts';
import { findZipEntry } from '../formats/find-zip-entry.ts';
import type { RegistryDeps } from './deps.ts';
import { fetchDocuments } from './fetch-documents.ts';
import { findKept, type KeptDocument } from './kept-document.ts';
import { fetchDeps, loadPackage, saveDocuments, type LoadedPackage } from './load-package.ts';

/** What was read, and from where. */
export interface ReadAbout {
  readonly about: AboutPackage;
  /** The upstream that the package comes from. */
  readonly upstream: string;
  /** When its documents were confirmed last. */
  readonly checkedAt: Instant;
  /** Why older documents are told, while the upstream cannot be asked. */
  readonly staleBecause?: string;
}

/** How often documents may lead on to others (Maven's parents). */
const MAX_ROUNDS = 8;
/** What is unpacked of a file to find the document in it. */
const MAX_UNPACKED = 64 * 1024 * 1024;
const MAX_WHEEL = 24 * 1024 * 1024;
const MAX_ENTRIES = 20_000;

/**
 * Of `version`, else of the newest stable one that is listed and not yanked. With the registry `asStored`, what is kept
 * alone. Undefined for a reserved name, which comes from no upstream. Throws `not-found` when no upstream has the package,
 * and what loading and reading it throws.
 */
export async function readAbout(
  deps: RegistryDeps,
  ref: PackageRef,
  version?: string,
): Promise<ReadAbout | undefined> {
  if (deps.knowledge.reservations(ref).length > 0) return undefined;
  const loaded = await loadPackage(deps, ref);
  return readLoaded(deps, loaded, version ?? newestOf(deps, loaded));
}

/**
 * The licences that documents tell of `versions` of a package, by version; what they do not tell has no entry. Empty for a
 * reserved name. `onFault` hears of what cannot be read of a single version. Throws what loading the package throws.
 */
export async function readLicences(
  deps: RegistryDeps,
  ref: PackageRef,
  versions: readonly string[],
  onFault: (error: unknown) => void,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  if (deps.knowledge.reservations(ref).length > 0) return found;
  const loaded = await loadPackage(deps, ref);
  for (const version of versions) {
    try {
      const { licence, licenceVersion, version: told } = (await readLoaded(deps, loaded, version)).about;
      if (licence.state === 'told' && (licenceVersion ?? told) === version) found.set(version, licence.value);
    } catch (error) {
      if (!isGatehouseError(error) || isGatehouseError(error, 'storage-failed', 'storage-full')) throw error;
      onFault(error);
    }
  }
  return found;
}

async function readLoaded(
  deps: RegistryDeps,
  loaded: LoadedPackage,
  version: string | undefined,
): Promise<ReadAbout> {
  const { ref } = loaded;
  const subject = { name: ref.name, ...given('version', version) };
  const { kept, missing, staleBecause } = await gather(deps, loaded, subject);
  const upstream = loaded.context.upstreamDocuments;
  return {
    about: await deps.engine.readAbout(ref.ecosystem, kept, { ...subject, upstream, missing }),
    upstream: loaded.upstream.name,
    checkedAt: loaded.checkedAt,
    ...given('staleBecause', loaded.staleBecause ?? staleBecause),
  };
}

/** The highest stable version that is not yanked; a pre-release where there is nothing else. */
export function newestOf(
  { adapters }: Pick<RegistryDeps, 'adapters'>,
  { ref, index }: Listed,
): string | undefined {
  const { compare, isBranch, isPrerelease } = adapters[ref.ecosystem].versions;
  const highest = (some: readonly string[]) =>
    some.reduce<string | undefined>(
      (best, one) => (best === undefined || compare(one, best) > 0 ? one : best),
      undefined,
    );
  const offered = index.versions.filter(({ yanked }) => yanked === undefined).map(({ version }) => version);
  const releases = offered.filter((version) => !isBranch(version));
  return highest(releases.filter((version) => !isPrerelease(version))) ?? highest(releases);
}

type Listed = Pick<LoadedPackage, 'ref' | 'index'>;

interface Gathered {
  readonly kept: ReadonlyMap<string, KeptDocument>;
  readonly missing: ReadonlyMap<string, string>;
  readonly staleBecause?: string;
}

/** Asks for documents until they lead to no others. What cannot be had is missing, with its reason. */
async function gather(deps: RegistryDeps, loaded: LoadedPackage, subject: AboutSubject): Promise<Gathered> {
  const rules = deps.adapters[loaded.ref.ecosystem].about;
  const kept = new Map<string, KeptDocument>();
  const missing = new Map<string, string>();
  let staleBecause: string | undefined;
  const files = filesOf(deps, loaded, subject);
  await takePackaged(deps, loaded, subject, { kept, missing });
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const have: AboutDocuments = {
      upstream: loaded.context.upstreamDocuments,
      documents: smallOnes(kept),
      missing,
      large: largeOnes(kept),
      files,
    };
    const wanted = rules.documents(subject, have).filter(({ key }) => !kept.has(key) && !missing.has(key));
    if (wanted.length === 0) break;
    const trouble = await Promise.all(
      wanted.map((request) => fetchOne(deps, loaded, request, { kept, missing })),
    );
    staleBecause ??= trouble.find((one) => one !== undefined);
  }
  return { kept, missing, ...given('staleBecause', staleBecause) };
}

function filesOf(
  { adapters }: RegistryDeps,
  { ref, index: { versions } }: LoadedPackage,
  { version }: AboutSubject,
): NonNullable<AboutDocuments['files']> {
  if (version === undefined) return [];
  const order = adapters[ref.ecosystem].versions;
  const found =
    versions.find((one) => one.version === version) ??
    versions.find((one) => isSameVersion(order, one.version, version));
  return found?.artifacts ?? [];
}

/** Documents that lead on are small ones. */
function smallOnes(kept: Gathered['kept']): Documents {
  return new Map(
    [...kept].flatMap(([key, { bytes }]) => (bytes === undefined ? [] : [[key, bytes] as const])),
  );
}

function largeOnes(kept: Gathered['kept']): ReadonlySet<string> {
  return new Set([...kept].flatMap(([key, { bytes }]) => (bytes === undefined ? [key] : [])));
}

interface Gathering {
  readonly kept: Map<string, KeptDocument>;
  readonly missing: Map<string, string>;
}

/** Answers why older bytes serve. */
async function fetchOne(
  deps: RegistryDeps,
  { ref, upstream, held }: LoadedPackage,
  { storedAs, ...request }: AboutRequest,
  { kept, missing }: Gathering,
): Promise<string | undefined> {
  const stored = storedAs === undefined ? undefined : await findStored(deps, ref, storedAs);
  if (stored !== undefined) {
    kept.set(request.key, stored);
    return undefined;
  }
  if (held !== undefined) {
    const document = held.get(request.key);
    if (document === undefined) missing.set(request.key, `nothing is published here at ${request.path}`);
    else kept.set(request.key, document);
    return undefined;
  }
  const owner = { ecosystem: ref.ecosystem, upstream: upstream.name, name: ref.name };
  try {
    const fetched = await fetchDocuments(fetchDeps(deps), upstream, owner, [{ ...request, optional: true }]);
    await saveDocuments(deps, fetched);
    const document = fetched.documents.get(request.key);
    if (document === undefined)
      missing.set(request.key, `upstream ${upstream.name} has nothing at ${request.path}`);
    else kept.set(request.key, document);
    return fetched.staleBecause;
  } catch (error) {
    if (!isGatehouseError(error) || isGatehouseError(error, 'storage-failed', 'storage-full')) throw error;
    missing.set(request.key, messageOf(error));
    return undefined;
  }
}

/** A file of a package of the same ecosystem, where its bytes are here. */
async function findStored(
  { stores, blobs }: RegistryDeps,
  { ecosystem }: PackageRef,
  { name, file }: NonNullable<AboutRequest['storedAs']>,
): Promise<KeptDocument | undefined> {
  const records = await stores.artifacts.ofPackage({ ecosystem, name });
  const record = records.find((one) => one.file === file && one.present);
  return record === undefined ? undefined : findKept(blobs, record.sha256);
}

/** What an archive of the version says, where it is stored. */
async function takePackaged(
  deps: RegistryDeps,
  { ref }: LoadedPackage,
  { name, version }: AboutSubject,
  { kept, missing }: Gathering,
): Promise<void> {
  const { about, versions } = deps.adapters[ref.ecosystem];
  const { packaged } = about;
  if (packaged === undefined || version === undefined) return;
  const { key } = packaged;
  const records = (await deps.stores.artifacts.ofPackage(ref)).filter(
    (one) =>
      one.present &&
      isSameVersion(versions, one.version, version) &&
      packaged.isFile(one.file, name, one.version),
  );
  missing.set(key, `the archive of ${version} was not fetched through here, and is not fetched for it`);
  for (const { file, sha256 } of records) {
    const archive = await findKept(deps.blobs, sha256);
    if (archive === undefined) continue;
    try {
      const entry = await entryOf(archive, file, packaged);
      if (entry === undefined) missing.set(key, `${file} holds none`);
      else {
        missing.delete(key);
        kept.set(key, inMemory(entry, archive));
        return;
      }
    } catch (error) {
      if (!(error instanceof GatehouseError)) throw error;
      missing.set(key, error.message);
    }
  }
}

/** A wheel's directory stands at its end: it is read whole, and a huge one is not. */
async function entryOf(
  archive: KeptDocument,
  file: string,
  packaged: NonNullable<AboutRules['packaged']>,
): Promise<Uint8Array | undefined> {
  const { maxBytes } = packaged;
  const isEntry = (path: string) => packaged.isEntry(path);
  if (!file.endsWith('.whl')) {
    return findTarEntry(archive.stream(), isEntry, { maxBytes, maxUnpackedBytes: MAX_UNPACKED });
  }
  if (archive.sizeBytes > MAX_WHEEL) return undefined;
  return findZipEntry(await archive.read(), isEntry, { maxBytes, maxEntries: MAX_ENTRIES });
}

/** A lock file may spell a version otherwise than the index does. */
function isSameVersion({ isValid, compare }: VersionOrder, a: string, b: string): boolean {
  return a === b || (isValid(a) && isValid(b) && compare(a, b) === 0);
}

function inMemory(bytes: Uint8Array, { sha256 }: KeptDocument): KeptDocument {
  return {
    sha256,
    sizeBytes: bytes.byteLength,
    bytes,
    read: async () => bytes,
    async *stream() {
      yield bytes;
    },
  };
}
