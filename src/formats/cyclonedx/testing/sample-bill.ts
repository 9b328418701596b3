// A bill with something of everything, for tests of what is written.

import type { BillComponent, BillOfMaterials } from '../../bill-of-materials.ts';
import type { CycloneDxFacts } from '../write-cyclonedx.ts';

const component = (name: string, more: Partial<BillComponent>): BillComponent => ({
  ref: `pkg:npm/${name}`,
  isSubject: false,
  name,
  purl: `pkg:npm/${name}`,
  scope: 'unknown',
  digests: {},
  ...more,
});

export const SAMPLE_BILL: BillOfMaterials = {
  format: 'project',
  components: [
    { ref: 'project', isSubject: true, name: 'shop', version: '1.0.0', scope: 'unknown', digests: {} },
    component('anvil', {
      ref: 'pkg:npm/%40acme/anvil@1.0.0',
      group: '@acme',
      version: '1.0.0',
      purl: 'pkg:npm/%40acme/anvil@1.0.0',
      scope: 'runtime',
      digests: { sha512: 'ab'.repeat(64), sha1: 'cd'.repeat(20) },
      licence: 'MIT',
    }),
    component('tide', {
      ref: 'pkg:npm/tide@1.1.0',
      version: '1.1.0',
      purl: 'pkg:npm/tide@1.1.0',
      scope: 'development',
      licence: 'MIT OR Apache-2.0',
    }),
    component('words', { licence: 'SEE LICENSE IN x' }),
    component('open', { requested: '^1.0.0' }),
  ],
  dependencies: new Map([
    ['project', ['pkg:npm/%40acme/anvil@1.0.0', 'pkg:npm/words']],
    ['pkg:npm/%40acme/anvil@1.0.0', ['pkg:npm/tide@1.1.0']],
    ['pkg:npm/tide@1.1.0', []],
  ]),
  gaps: [],
};

export const SAMPLE_FACTS: CycloneDxFacts = {
  version: '1.6',
  uuid: '3e671687-395b-41f5-a30f-a58921a69b79',
  time: '2026-01-02T03:04:05.000Z',
  tool: { name: 'Gatehouse', version: '0.1.0' },
  vulnerabilities: [
    {
      id: 'CVE-2024-0001',
      source: 'records',
      aliases: ['GHSA-aaaa-bbbb-cccc'],
      summary: 'Tides rise',
      url: 'https://advisories.example/GHSA-aaaa-bbbb-cccc',
      rating: { severity: 'critical', score: 9.8, vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' },
      recommendation: 'Upgrade tide to 1.2.0',
      affects: [{ ref: 'pkg:npm/tide@1.1.0', version: '1.1.0', status: 'affected' }],
      properties: [['gatehouse:kind', 'vulnerability']],
    },
    {
      id: 'MAL-2026-1',
      source: 'records',
      aliases: [],
      summary: '',
      url: 'https://advisories.example/no address>',
      rating: { severity: 'critical' },
      affects: [{ ref: 'pkg:npm/open', version: '1', status: 'unknown' }],
      properties: [],
    },
  ],
};
