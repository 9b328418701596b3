// Targets for SPDX documents: a bill that holds together, or an error.

import assert from 'node:assert/strict';

import fc from 'fast-check';

import { parseSpdx } from '../../../src/formats/spdx/parse-spdx.ts';
import { attempt } from '../support/attempt.ts';
import { hostileJson } from '../support/hostile-json.ts';
import { mutatedText } from '../support/mutations.ts';
import { target, type Target } from '../support/target.ts';

const VERSION_2 = {
  spdxVersion: 'SPDX-2.3',
  dataLicense: 'CC0-1.0',
  SPDXID: 'SPDXRef-DOCUMENT',
  name: 'shop',
  documentDescribes: ['SPDXRef-app'],
  packages: [
    { SPDXID: 'SPDXRef-app', name: 'app', primaryPackagePurpose: 'APPLICATION' },
    {
      SPDXID: 'SPDXRef-a',
      name: 'a',
      versionInfo: '1.0.0',
      licenseConcluded: 'NOASSERTION',
      licenseDeclared: 'LicenseRef-1',
      checksums: [{ algorithm: 'SHA256', checksumValue: 'a'.repeat(64) }],
      externalRefs: [
        {
          referenceCategory: 'PACKAGE-MANAGER',
          referenceType: 'purl',
          referenceLocator: 'pkg:npm/a@1.0.0',
        },
      ],
    },
  ],
  files: [{ SPDXID: 'SPDXRef-f', fileName: './f' }],
  hasExtractedLicensingInfos: [{ licenseId: 'LicenseRef-1', extractedText: 'x', name: 'X' }],
  relationships: [
    {
      spdxElementId: 'SPDXRef-a',
      relationshipType: 'DEV_DEPENDENCY_OF',
      relatedSpdxElement: 'SPDXRef-app',
    },
    { spdxElementId: 'SPDXRef-a', relationshipType: 'DEPENDS_ON', relatedSpdxElement: 'NONE' },
  ],
};

const VERSION_3 = {
  '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld',
  '@graph': [
    { type: 'CreationInfo', '@id': '_:made', specVersion: '3.0.1' },
    {
      type: 'SpdxDocument',
      spdxId: 'urn:d',
      rootElement: ['urn:app'],
      import: [{ externalSpdxId: 'urn:x' }],
    },
    { type: 'software_Package', spdxId: 'urn:app', name: 'app', software_primaryPurpose: 'application' },
    {
      type: 'software_Package',
      spdxId: 'urn:a',
      name: 'a',
      software_packageVersion: '1.0.0',
      software_packageUrl: 'pkg:npm/a@1.0.0',
      verifiedUsing: [{ type: 'Hash', algorithm: 'sha1', hashValue: 'a'.repeat(40) }],
      externalIdentifier: [{ externalIdentifierType: 'packageUrl', identifier: 'pkg:npm/a@1' }],
    },
    {
      type: 'LifecycleScopedRelationship',
      spdxId: 'urn:r',
      relationshipType: 'dependsOn',
      scope: 'test',
      from: 'urn:app',
      to: ['urn:a'],
    },
    {
      type: 'Relationship',
      spdxId: 'urn:l',
      relationshipType: 'hasDeclaredLicense',
      from: 'urn:a',
      to: ['urn:m'],
    },
    { type: 'simplelicensing_LicenseExpression', spdxId: 'urn:m', simplelicensing_licenseExpression: 'MIT' },
  ],
};

const SEEDS = [VERSION_2, VERSION_3];
const WORDS = ['NONE', 'NOASSERTION', 'NoneElement', 'urn:a', 'urn:app', 'SPDXRef-a', 'CONTAINS', 'contains'];

export const spdxTargets: readonly Target[] = [
  target(
    'SPDX document',
    ['src/formats/spdx/parse-spdx.ts#parseSpdx'],
    fc.oneof(
      hostileJson(SEEDS, WORDS),
      mutatedText(
        SEEDS.map((seed) => JSON.stringify(seed, null, 1)),
        WORDS,
      ),
    ),
    (text) => {
      const bill = attempt(['invalid-document', 'too-large', 'unsupported'], () => parseSpdx(text));
      if (bill === undefined) return;
      const refs = bill.components.map(({ ref }) => ref);
      assert.equal(new Set(refs).size, refs.length);
      for (const [ref, targets] of bill.dependencies) {
        assert.ok(refs.includes(ref));
        assert.equal(new Set(targets).size, targets.length);
      }
      const lines = text.split(/\r\n|\n|\r/).length;
      for (const { line } of [...bill.components, ...bill.gaps]) {
        assert.ok(line === undefined || (line >= 1 && line <= lines));
      }
      for (const { name, version } of bill.components) assert.ok(name !== '' && version !== '');
    },
  ),
];
