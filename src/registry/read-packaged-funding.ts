// What a stored archive of a package says of its funding: a FUNDING.yml or funding.json that was packed with it. Nothing is
// fetched for it, and it is a claim of whoever published the archive, as the package's documents are.

import { decodeText } from '../formats/decode-text.ts';
import { findTarEntry } from '../formats/find-tar-entry.ts';
import type { FundingLink } from '../formats/funding/funding-link.ts';
import { readFunding } from '../formats/funding/read-funding.ts';
import { isGatehouseError } from '../kernel/errors.ts';
import type { PackageRef } from '../kernel/package-ref.ts';
import type { RegistryDeps } from './deps.ts';
import { findKept } from './kept-document.ts';
import type { ArtifactRecord } from './ports.ts';

export interface PackagedFunding {
  readonly links: readonly FundingLink[];
  /** The archive. */
  readonly file: string;
}

/** Gzipped tar archives: npm's, Cargo's, and source distributions of Python. */
const ARCHIVE = /\.(?:tgz|crate|tar\.gz)$/;
/** Below the one folder in which an archive keeps everything, or in its folder for GitHub. */
const FUNDING_FILE = /^[^/]+\/(?:\.github\/)?(?:FUNDING\.ya?ml|funding\.json)$/i;
const MOST_ARCHIVE_BYTES = 8 * 1024 * 1024;
const LIMITS = { maxBytes: 512 * 1024, maxUnpackedBytes: 32 * 1024 * 1024 };

type Deps = Pick<RegistryDeps, 'stores' | 'blobs'>;

/** The archive that was stored last and is not too large to be looked into; undefined: there is none. */
export async function newestArchive({ stores }: Deps, ref: PackageRef): Promise<ArtifactRecord | undefined> {
  const records = await stores.artifacts.ofPackage(ref);
  return records
    .filter(
      ({ present, file, sizeBytes }) => present && ARCHIVE.test(file) && sizeBytes <= MOST_ARCHIVE_BYTES,
    )
    .reduce<ArtifactRecord | undefined>(
      (newest, one) => (newest === undefined || one.storedAt > newest.storedAt ? one : newest),
      undefined,
    );
}

/** Undefined where it holds no such file, or one that says nothing that can be read. Throws what storage throws. */
export async function readPackagedFunding(deps: Deps, ref: PackageRef): Promise<PackagedFunding | undefined> {
  const record = await newestArchive(deps, ref);
  const kept = record === undefined ? undefined : await findKept(deps.blobs, record.sha256);
  if (record === undefined || kept === undefined) return undefined;
  try {
    const entry = await findTarEntry(kept.stream(), (path) => FUNDING_FILE.test(path), LIMITS);
    if (entry === undefined) return undefined;
    const { links } = readFunding(decodeText(entry));
    return links.length === 0 ? undefined : { links, file: record.file };
  } catch (error) {
    // What a stranger wrote badly says nothing.
    if (isGatehouseError(error, 'invalid-document', 'invalid-archive', 'too-large', 'unsupported')) {
      return undefined;
    }
    throw error;
  }
}
