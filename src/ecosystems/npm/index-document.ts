// The packument: npm's index of a package, read from the upstream and written as a view decides.

import { GatehouseError } from '../../kernel/errors.ts';
import { stringField } from '../../formats/json.ts';
import type { Documents, IndexContext, IndexReader, PackageIndex } from '../adapter-index-document.ts';
import { readManifest } from './manifest-facts.ts';
import { escapeName } from './name.ts';
import { Packument } from './packument.ts';
import { renderPackument } from './render-packument.ts';
import { DATED, LOCKED } from './routes.ts';

export const index: IndexReader = {
  upstreamDocuments: () => [],
  packageDocuments: (name) => [{ key: 'packument', path: escapeName(name), accept: 'application/json' }],
  variants: [
    'full',
    'abbreviated',
    `full${LOCKED}`,
    `abbreviated${LOCKED}`,
    `full${DATED}`,
    'version',
    'dist-tags',
  ],
  datesFromArtifacts: false,
  rendersByDecisionAlone: true,
  read: readPackument,
};

function readPackument(documents: Documents, context: IndexContext): PackageIndex {
  const bytes = documents.get('packument');
  if (bytes === undefined) {
    throw new GatehouseError('upstream-invalid', `Cannot read ${context.name}: the packument is missing`);
  }
  const packument = new Packument(bytes, context.name);
  packument.assertFieldsValid();
  return {
    name: context.name,
    versions: readVersions(packument),
    render: (view) => renderPackument(packument, view),
  };
}

function readVersions(packument: Packument): PackageIndex['versions'] {
  const time = packument.objectField('time');
  const versions: PackageIndex['versions'][number][] = [];
  for (const version of packument.versions()) {
    const publishedAt = stringField(time, version);
    const facts = readManifest(packument.manifest(version), packument.name, version, publishedAt);
    if (facts !== undefined) versions.push(facts);
  }
  return versions;
}
