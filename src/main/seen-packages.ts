// The packages that the gate has seen, with what its stored documents and files say of who needs whom.

import { createHash } from 'node:crypto';

import { ADAPTERS } from '../ecosystems/list.ts';
import type { SeenPackage, SeenPackages } from '../inventory/impact/seen-dependencies.ts';
import { packageKey } from '../kernel/package-ref.ts';
import { findKept } from '../registry/kept-document.ts';
import type { BlobStore, PackageRecord, RegistryStores } from '../registry/ports.ts';
import type { DependencyThread } from './dependency-thread.ts';

/** Packages that are looked up in storage at a time. */
const PAGE = 200;

interface SeenDeps {
  readonly stores: RegistryStores;
  readonly blobs: BlobStore;
  readonly thread: Pick<DependencyThread, 'read'>;
}

export function createSeenPackages(deps: SeenDeps): SeenPackages {
  return {
    async *pages() {
      let after: string | undefined;
      do {
        const page = await deps.stores.packages.search({
          text: '',
          limit: PAGE,
          ...(after === undefined ? {} : { after }),
        });
        yield await Promise.all(page.map((record) => lookAt(deps, record)));
        const last = page.at(-1);
        after = page.length < PAGE || last === undefined ? undefined : packageKey(last);
      } while (after !== undefined);
    },
  };
}

async function lookAt({ stores, blobs, thread }: SeenDeps, record: PackageRecord): Promise<SeenPackage> {
  const { ecosystem, name, upstream } = record;
  const ref = { ecosystem, name };
  const { dependencies } = ADAPTERS[ecosystem];
  const documents = await stores.documents.list({ ecosystem, upstream, name });
  const artifacts = (await stores.artifacts.ofPackage(ref)).filter(({ present }) => present);
  const telling = artifacts.filter(({ file }) => dependencies.isTelling(file));
  const parts = [
    ...documents.map(({ key, sha256 }) => `${key} ${sha256}`),
    ...artifacts.map(({ file }) => file),
  ];
  return {
    ref,
    digest: createHash('sha256').update(JSON.stringify(parts)).digest('hex'),
    async readNeeds() {
      const bytes = new Map<string, Uint8Array>();
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
      return thread.read({ ref, documents: bytes, files, fetched });
    },
  };
}
