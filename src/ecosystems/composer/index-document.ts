// The two metadata documents of a package: releases, and branches (`~dev`).

import { GatehouseError } from '../../kernel/errors.ts';
import type { Documents, IndexContext, IndexReader, PackageIndex } from '../adapter-index-document.ts';
import { readMetadata, type Metadata } from './metadata.ts';
import { readFacts } from './release-facts.ts';
import { renderMetadata } from './render-metadata.ts';
import { metadataPath, metadataTemplate, ROOT_REQUEST } from './root-document.ts';

const ACCEPT = 'application/json';

/** The variants, which are also the keys of the documents. */
export const STABLE = 'stable';
export const DEV = 'dev';

export const index: IndexReader = {
  upstreamDocuments: () => [ROOT_REQUEST],
  /** Both, whatever is asked for: a decision is about all versions of a package. */
  packageDocuments(name, upstreamDocuments) {
    const template = metadataTemplate(upstreamDocuments);
    return [
      { key: STABLE, path: metadataPath(template, name, ''), accept: ACCEPT },
      { key: DEV, path: metadataPath(template, name, '~dev'), accept: ACCEPT, optional: true },
    ];
  },
  variants: [STABLE, DEV],
  datesFromArtifacts: false,
  /** A refused document would end the client's whole run, even where no solution needs this package. */
  explainsRefusals: true,
  read: readIndex,
};

function readIndex(documents: Documents, context: IndexContext): PackageIndex {
  const { name } = context;
  const bytes = documents.get(STABLE);
  if (bytes === undefined) {
    throw new GatehouseError('upstream-invalid', `Cannot read ${name}: its metadata is missing`);
  }
  const stable = readMetadata(bytes, name);
  const known = new Set(stable.releases.map(({ version }) => version));
  const devBytes = documents.get(DEV);
  const dev = devBytes === undefined ? undefined : without(readMetadata(devBytes, name), known);
  return {
    name,
    versions: [...stable.releases, ...(dev?.releases ?? [])].map(readFacts),
    // The documents are read again, so that an index at rest holds on to their bytes alone.
    render(view) {
      if (view.variant !== DEV) return renderMetadata(readMetadata(bytes, name), name, view);
      if (devBytes === undefined) return undefined;
      return renderMetadata(without(readMetadata(devBytes, name), known), name, view);
    },
  };
}

/** A version stands in one document only; the releases' own wins. */
function without(metadata: Metadata, known: ReadonlySet<string>): Metadata {
  return { ...metadata, releases: metadata.releases.filter(({ version }) => !known.has(version)) };
}
