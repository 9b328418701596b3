// What is inside a version that is published here: as it is kept, or read now where it is not, or not by what reads it today.

import { GatehouseError } from '../../kernel/errors.ts';
import { sha256Of } from '../../kernel/digest.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import type { FileOfPackage } from '../../ecosystems/adapter-dependencies.ts';
import type { RegistryDeps } from '../deps.ts';
import { factsOf, hostedUpstream, publishRulesOf } from '../hosted/load-hosted.ts';
import type { HostedFile, HostedVersion } from '../hosted/hosted-ports.ts';
import { findKeptFile } from '../find-kept-file.ts';
import { findKept } from '../kept-document.ts';
import type { ArtifactRecord } from '../ports.ts';
import type { ContentsQuestion, ContentsReader } from './contents-ports.ts';
import { CONTENTS_GENERATOR, type ReleaseContents } from './release-contents.ts';

export interface ContentsDeps {
  readonly registry: Pick<RegistryDeps, 'stores' | 'blobs' | 'adapters' | 'publicUrl' | 'work'>;
  readonly reader: ContentsReader;
}

/** A version with its files, in the order of their names, and what is inside of them. */
export interface VersionContents {
  readonly version: HostedVersion;
  readonly files: readonly FileWithBytes[];
  readonly contents: ReleaseContents;
}

export interface FileWithBytes {
  readonly row: HostedFile;
  readonly record: ArtifactRecord;
}

/** Files of other packages that are read beside those of one (Maven's parents), and their bytes. */
const MOST_BESIDE_BYTES = 8 << 20;
const MOST_ROUNDS = 8;
/** Packed bytes of one file that is opened, and of all files of a version. */
const MAX_OPENED_BYTES = 64 << 20;
const MOST_BYTES = 128 << 20;

/** Throws `not-found` for a version that is not published here, or was removed; and what storing and reading throw. */
export async function contentsOf(
  deps: ContentsDeps,
  ref: PackageRef,
  rawVersion: string,
): Promise<VersionContents> {
  const { stores } = deps.registry;
  const key = publishRulesOf(deps.registry, ref.ecosystem).versionKey(rawVersion);
  const version = await stores.hosted.findVersion(ref, key);
  if (version === undefined || version.removedAt !== undefined) {
    throw new GatehouseError(
      'not-found',
      `Cannot find ${ref.name} ${rawVersion.slice(0, 100)}: it is not published here`,
    );
  }
  const files = await filesOf(deps, ref, key);
  const basis = basisOf(files);
  const kept = await stores.contents.find(ref, key);
  if (kept?.basis === basis && !(await hasCome(deps, ref, kept.contents.lacks))) {
    return { version, files, contents: kept.contents };
  }
  const contents = await readNow(deps, ref, version, files);
  await deps.registry.work.transact((work) => work.contents.save({ ...ref, key, basis, contents }));
  return { version, files, contents };
}

async function filesOf(
  { registry: { stores } }: ContentsDeps,
  ref: PackageRef,
  key: string,
): Promise<readonly FileWithBytes[]> {
  const [rows, records] = await Promise.all([stores.hosted.files(ref), stores.artifacts.ofPackage(ref)]);
  const byFile = new Map(records.map((record) => [record.file, record]));
  return rows
    .filter(({ versionKey }) => versionKey === key)
    .flatMap((row) => {
      const record = byFile.get(row.file);
      return record === undefined ? [] : [{ row, record }];
    })
    .sort((a, b) => (a.row.file < b.row.file ? -1 : 1));
}

/** Files may join a version, and bytes may be purged. */
function basisOf(files: readonly FileWithBytes[]): string {
  const told = files.map(({ record: { file, sha256, present } }) => [file, sha256, present]);
  return sha256Of(JSON.stringify([CONTENTS_GENERATOR, told]));
}

/** Whether something is here by now that it leant on and lacked. */
async function hasCome(
  deps: ContentsDeps,
  { ecosystem }: PackageRef,
  lacks: readonly FileOfPackage[],
): Promise<boolean> {
  for (const file of lacks) if ((await findFile(deps, ecosystem, file)) !== undefined) return true;
  return false;
}

function findFile(
  { registry: { stores, adapters } }: ContentsDeps,
  ecosystem: PackageRef['ecosystem'],
  file: FileOfPackage,
): Promise<ArtifactRecord | undefined> {
  return findKeptFile(stores, adapters, ecosystem, file);
}

async function readNow(
  deps: ContentsDeps,
  ref: PackageRef,
  version: HostedVersion,
  files: readonly FileWithBytes[],
): Promise<ReleaseContents> {
  const documents = await describeAlone(deps, ref, version, files);
  const about = { ref, version: version.version, words: version.words, documents };
  const beside: ContentsQuestion['beside'][number][] = [];
  let left = MOST_BESIDE_BYTES;
  // Bytes are handed over to who reads them: each round has its own.
  const read = async () => deps.reader.read({ ...about, ...(await readFiles(deps, files)), beside });
  let found = await read();
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const before = beside.length;
    for (const file of found.lacks) {
      const record = await findFile(deps, ref.ecosystem, file);
      const kept = record === undefined ? undefined : await findKept(deps.registry.blobs, record.sha256);
      if (kept === undefined || kept.sizeBytes > left) continue;
      left -= kept.sizeBytes;
      beside.push({ ...file, bytes: await kept.read() });
    }
    if (beside.length === before) break;
    found = await read();
  }
  // What is here and could not be read is lacking for good: else it would be looked for again and again.
  const lacks: FileOfPackage[] = [];
  for (const file of found.lacks)
    if ((await findFile(deps, ref.ecosystem, file)) === undefined) lacks.push(file);
  return { ...found, lacks };
}

/** Those that are opened; what is too large, or gone, is told. */
async function readFiles(
  { registry: { blobs, adapters } }: ContentsDeps,
  files: readonly FileWithBytes[],
): Promise<Pick<ContentsQuestion, 'files' | 'gaps'>> {
  const bytes: ContentsQuestion['files'][number][] = [];
  const gaps: string[] = [];
  let left = MOST_BYTES;
  for (const { record } of files) {
    const { file, sizeBytes, sha256, ecosystem } = record;
    const isOpened = adapters[ecosystem].contents.packingOf(file) !== undefined;
    if (!isOpened && !/\.(?:json|xml)$/.test(file)) continue;
    if (sizeBytes > MAX_OPENED_BYTES || sizeBytes > left) {
      gaps.push(`${file} was not looked into: it has ${sizeBytes} bytes`);
      continue;
    }
    const kept = record.present ? await findKept(blobs, sha256) : undefined;
    if (kept === undefined) gaps.push(`${file} was not looked into: its bytes are gone`);
    else bytes.push({ file, bytes: await kept.read() });
    left -= sizeBytes;
  }
  return { files: bytes, gaps };
}

/** What an upstream would send, of this version alone. */
async function describeAlone(
  { registry }: ContentsDeps,
  ref: PackageRef,
  version: HostedVersion,
  files: readonly FileWithBytes[],
): Promise<ContentsQuestion['documents']> {
  const hosted = await registry.stores.hosted.find(ref);
  if (hosted === undefined) return new Map();
  const { removedAt: _, yanked: _yanked, ...offered } = version;
  const facts = factsOf(
    { ...hosted, tags: new Map(), status: 'active', statusReason: '' },
    [offered],
    files.map(({ row }) => row),
    files.map(({ record }) => record),
  );
  return publishRulesOf(registry, ref.ecosystem).describe(facts, hostedUpstream(registry, ref.ecosystem).url);
}
