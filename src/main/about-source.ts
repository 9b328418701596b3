// What giving back learns of a package: what its documents, as the registry keeps them, say of its repository and its funding.

import { createHash } from 'node:crypto';

import type { AboutPackage } from '../ecosystems/adapter-about.ts';
import { parseFundingLink, type FundingLink } from '../formats/funding/funding-link.ts';
import type { AboutSource, StatedAbout } from '../inventory/giving/giving-ports.ts';
import { isGatehouseError } from '../kernel/errors.ts';
import { given } from '../kernel/given.ts';
import type { PackageRef } from '../kernel/package-ref.ts';
import { asStored } from '../registry/as-stored.ts';
import type { RegistryDeps } from '../registry/deps.ts';
import { HOSTED } from '../registry/hosted/hosted-ports.ts';
import { readAbout } from '../registry/read-about.ts';
import { newestArchive, readPackagedFunding } from '../registry/read-packaged-funding.ts';

/** How it is read: links that an older server did not see are seen once this is another. */
const READING = 1;

export function createAboutSource(registry: RegistryDeps): AboutSource {
  const stored = asStored(registry);
  const { packages, documents, hosted } = registry.stores;
  return {
    async stampOf(ref) {
      const record = await packages.find(ref);
      if (record === undefined) return undefined;
      const { ecosystem, name } = ref;
      const kept = await documents.list({ ecosystem, upstream: record.upstream, name });
      const archive = await newestArchive(registry, ref);
      const published = record.upstream === HOSTED ? await hosted.find(ref) : undefined;
      if (kept.length === 0 && archive === undefined && published === undefined) return undefined;
      const parts = [
        ...kept.map(({ key, sha256 }) => `${key} ${sha256}`).sort(),
        archive?.sha256 ?? '',
        ...(published === undefined ? [] : [published.updatedAt]),
      ];
      return createHash('sha256')
        .update(JSON.stringify([READING, parts]))
        .digest('base64url');
    },
    async read(ref) {
      // A name that is ours says nothing of a namesake outside.
      if (registry.knowledge.reservations(ref).length > 0) return undefined;
      const told = await readDocuments(stored, ref);
      if (told !== undefined && told.links.length > 0) return told;
      const packaged = await readPackagedFunding(registry, ref);
      if (packaged === undefined) return told;
      return { ...told, source: packaged.file, links: packaged.links };
    },
  };
}

async function readDocuments(stored: RegistryDeps, ref: PackageRef): Promise<StatedAbout | undefined> {
  try {
    return stated((await readAbout(stored, ref))?.about);
  } catch (error) {
    // Gone upstream, or not at hand: nothing is told.
    if (isGatehouseError(error, 'not-found', 'upstream-unreachable')) return undefined;
    throw error;
  }
}

/** What could not be had is not said to be none. Maven and Cargo have no place for funding: that is none. */
function stated(about: AboutPackage | undefined): StatedAbout | undefined {
  if (about === undefined || about.funding.state === 'unknown') return undefined;
  const links = about.funding.state === 'told' ? about.funding.value : [];
  const repository = about.repository.state === 'told' ? about.repository.value : undefined;
  return {
    source: about.source,
    links: links.flatMap(({ url }) => linkOf(url)),
    ...given('repository', repository),
  };
}

/** An address that nobody outside could reach is no link. */
function linkOf(url: string): readonly FundingLink[] {
  try {
    return [parseFundingLink(url)];
  } catch (error) {
    if (isGatehouseError(error, 'invalid-document')) return [];
    throw error;
  }
}
