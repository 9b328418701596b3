// The packages that the gate has seen, with what its stored documents and files say of who needs whom.

import { createHash } from 'node:crypto';

import type { FileOfPackage } from '../ecosystems/adapter-dependencies.ts';
import { ADAPTERS } from '../ecosystems/list.ts';
import type { SeenPackage, SeenPackages } from '../inventory/impact/seen-dependencies.ts';
import { packageKey, type PackageRef } from '../kernel/package-ref.ts';
import { HOSTED } from '../registry/hosted/hosted-ports.ts';
import { describeStored } from '../registry/hosted/load-hosted.ts';
import { findKeptFile } from '../registry/find-kept-file.ts';
import { findKept } from '../registry/kept-document.ts';
import type { ArtifactRecord, BlobStore, PackageRecord, RegistryStores } from '../registry/ports.ts';
import type { DependencyThread, ReadNeeds } from './dependency-thread.ts';

/** Packages that are looked up in storage at a time. */
const PAGE = 200;

/** Files of other packages that are read beside those of one, and their bytes: parents have parents. */
const MOST_BESIDE = 60;
const MOST_BESIDE_BYTES = 8 * 1024 * 1024;
const MOST_ROUNDS = 8;

interface SeenDeps {
  /** The server's own address, without a trailing slash. */
  readonly publicUrl: string;
  readonly stores: RegistryStores;
  readonly blobs: BlobStore;
  readonly thread: Pick<DependencyThread, 'read'>;
}

/** What a package leaned on that was not here, and how often some of it came since. */
interface Leaning {
  readonly missing: readonly FileOfPackage[];
  readonly came: number;
}

export function createSeenPackages(deps: SeenDeps): SeenPackages {
  const leanings = new Map<string, Leaning>();
  return {
    async *pages() {
      let after: string | undefined;
      do {
        const page = await deps.stores.packages.search({
          text: '',
          limit: PAGE,
          ...(after === undefined ? {} : { after }),
        });
        yield await Promise.all(page.map((record) => lookAt(deps, record, leanings)));
        const last = page.at(-1);
        after = page.length < PAGE || last === undefined ? undefined : packageKey(last);
      } while (after !== undefined);
    },
  };
}

async function lookAt(
  deps: SeenDeps,
  record: PackageRecord,
  leanings: Map<string, Leaning>,
): Promise<SeenPackage> {
  const { stores, blobs } = deps;
  const { ecosystem, name, upstream } = record;
  const ref = { ecosystem, name };
  const { dependencies } = ADAPTERS[ecosystem];
  const hosted = upstream === HOSTED ? await stores.hosted.find(ref) : undefined;
  const documents = await stores.documents.list({ ecosystem, upstream, name });
  const artifacts = (await stores.artifacts.ofPackage(ref)).filter(({ present }) => present);
  const telling = artifacts.filter(({ file }) => dependencies.isTelling(file));
  const { came } = await lookForMissing(deps, ref, leanings);
  const parts = [
    ...documents.map(({ key, sha256 }) => `${key} ${sha256}`),
    ...artifacts.map(({ file }) => file),
    came,
    ...(hosted === undefined ? [] : [hosted.updatedAt]),
  ];
  return {
    ref,
    digest: createHash('sha256').update(JSON.stringify(parts)).digest('hex'),
    async readNeeds() {
      const described =
        hosted === undefined ? undefined : await describeStored({ ...deps, adapters: ADAPTERS }, ref);
      const bytes = new Map<string, Uint8Array>(described);
      for (const { key, sha256 } of documents) {
        const kept = sha256 === undefined ? undefined : await findKept(blobs, sha256);
        if (kept !== undefined) bytes.set(key, await kept.read());
      }
      const files: { version: string; bytes: Uint8Array }[] = [];
      for (const { version, sha256 } of telling) {
        const kept = await findKept(blobs, sha256);
        if (kept !== undefined) files.push({ version, bytes: await kept.read() });
      }
      const fetched = [...new Set(artifacts.map(({ version }) => version))];
      const { needs, leansOn } = await readBeside(deps, { ref, documents: bytes, files, fetched });
      leanings.set(packageKey(ref), { missing: leansOn.slice(0, MOST_BESIDE), came });
      return needs;
    },
  };
}

/** Another package's file that came since makes what leans on it say more. */
async function lookForMissing(
  { stores }: SeenDeps,
  ref: PackageRef,
  leanings: Map<string, Leaning>,
): Promise<Leaning> {
  const before = leanings.get(packageKey(ref)) ?? { missing: [], came: 0 };
  for (const file of before.missing) {
    if ((await findFile(stores, ref, file)) === undefined) continue;
    const now = { missing: [], came: before.came + 1 };
    leanings.set(packageKey(ref), now);
    return now;
  }
  return before;
}

/** Asks again with what the last answer leant on, as far as it is here. */
async function readBeside(
  { stores, blobs, thread }: SeenDeps,
  question: Omit<Parameters<DependencyThread['read']>[0], 'beside'>,
): Promise<ReadNeeds> {
  const beside: (FileOfPackage & { readonly bytes: Uint8Array })[] = [];
  let left = MOST_BESIDE_BYTES;
  let read = await thread.read({ ...question, beside });
  for (let round = 0; round < MOST_ROUNDS && beside.length < MOST_BESIDE; round += 1) {
    const before = beside.length;
    for (const file of read.leansOn.slice(0, MOST_BESIDE - before)) {
      const record = await findFile(stores, question.ref, file);
      const kept = record === undefined ? undefined : await findKept(blobs, record.sha256);
      if (kept === undefined || kept.sizeBytes > left) continue;
      left -= kept.sizeBytes;
      beside.push({ ...file, bytes: await kept.read() });
    }
    if (beside.length === before) break;
    read = await thread.read({ ...question, beside });
  }
  return read;
}

function findFile(
  stores: Pick<RegistryStores, 'artifacts'>,
  { ecosystem }: PackageRef,
  file: FileOfPackage,
): Promise<ArtifactRecord | undefined> {
  return findKeptFile(stores, ADAPTERS, ecosystem, file);
}
