// Targets for bills of materials: a graph that holds together, or an error.

import { ADAPTERS } from '../../../src/ecosystems/list.ts';
import { billFormat } from '../../../src/inventory/bills/bill-format.ts';
import { attempt } from '../support/attempt.ts';
import { target, type Target } from '../support/target.ts';
import { assertGraph, CODES, textLike } from './manifests.ts';

const DIGEST = 'f498a8ff2dd007e29c2074f5e4b01a9a01775c3ff3aeaf6906ea503bc5791b7b';

const CYCLONEDX = {
  bomFormat: 'CycloneDX',
  specVersion: '1.7',
  serialNumber: 'urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79',
  version: 1,
  metadata: {
    timestamp: '2026-01-02T03:04:05Z',
    component: { type: 'application', 'bom-ref': 'shop', name: 'shop', version: '1.0.0' },
    properties: [{ name: 'a', value: 'b' }],
  },
  components: [
    {
      type: 'library',
      'bom-ref': 'a',
      group: '@acme',
      name: 'anvil',
      version: '1.0.0',
      purl: 'pkg:npm/%40acme/anvil@1.0.0',
      scope: 'optional',
      hashes: [{ alg: 'SHA-256', content: DIGEST }],
      licenses: [
        { license: { id: 'MIT', text: { encoding: 'base64', content: '' } } },
        { expression: 'MIT' },
      ],
      swid: { tagId: 't', name: 'n' },
      pedigree: { patches: [{ type: 'monkey', resolves: [{ type: 'defect' }] }] },
      components: [{ type: 'file', name: 'part' }],
    },
    { type: 'library', 'bom-ref': 'b', name: 'b', isExternal: true, versionRange: 'vers:npm/>=1' },
  ],
  services: [{ name: 's', data: [{ flow: 'inbound', classification: 'PII' }] }],
  dependencies: [{ ref: 'shop', dependsOn: ['a'] }, { ref: 'a', dependsOn: ['b'] }, { ref: 'b' }],
  citations: [{ pointers: ['/a'], timestamp: '2026-01-02T03:04:05Z', process: 'p' }],
};

const XML = `<?xml version="1.0" encoding="UTF-8"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.6" serialNumber="urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79" version="1">
<metadata><timestamp>2026-01-02T03:04:05Z</timestamp><component type="application" bom-ref="shop"><name>shop</name></component></metadata>
<components>
<component type="library" bom-ref="a"><name>a</name><version>1.0.0</version><scope>excluded</scope>
<hashes><hash alg="SHA-256">${DIGEST}</hash></hashes><licenses><license><id>MIT</id></license></licenses>
<purl><![CDATA[pkg:maven/org.acme/a@1.0.0?type=jar&x=y]]></purl>
<components><component type="file"><name>part &amp; parcel</name></component></components></component>
</components>
<dependencies><dependency ref="shop"><dependency ref="a"/></dependency><dependency ref="a"/></dependencies>
</bom>`;

const WORDS = [
  'bom-ref',
  'dependsOn',
  'purl',
  'pkg:npm/',
  '1.4',
  '1.5',
  '1.6',
  '<dependsOn/>',
  '<!DOCTYPE a [',
  '&a;',
];

export const billTargets: readonly Target[] = [
  billTarget('bill of materials, CycloneDX JSON', 'readCycloneDxJson', JSON.stringify(CYCLONEDX, null, 1)),
  billTarget('bill of materials, CycloneDX XML', 'readCycloneDxXml', XML),
];

function billTarget(title: string, reader: string, seed: string): Target {
  const format = billFormat(ADAPTERS);
  const covers = [`src/formats/cyclonedx/read-cyclonedx.ts#${reader}`, 'src/formats/read-bill.ts#readBill'];
  return target(title, covers, textLike([seed], WORDS), (raw) => {
    const text = raw.toWellFormed();
    const graph = attempt(CODES, () => format.read(text, new Map()));
    if (graph !== undefined) assertGraph(graph, text, new Map());
  });
}
