// A bill with something of everything, for tests of what is written.

import type { BillComponent, BillOfMaterials } from '../../bill-of-materials.ts';
import type { SpdxFacts } from '../written.ts';

function component(name: string, more: Partial<BillComponent> = {}): BillComponent {
  const version = more.version === undefined ? '' : `@${more.version}`;
  const ref = `pkg:npm/${name}${version}`;
  return { ref, isSubject: false, name, purl: ref, scope: 'runtime', digests: {}, ...more };
}

export const SPDX_SAMPLE: BillOfMaterials = {
  format: 'project',
  components: [
    { ref: 'project', isSubject: true, name: 'shop', version: '1.0.0', scope: 'unknown', digests: {} },
    component('anvil', {
      ref: 'anvil',
      group: '@acme',
      version: '1.0.0',
      purl: 'pkg:npm/%40acme/anvil@1.0.0',
      digests: { sha512: 'ab'.repeat(64), sha1: 'cd'.repeat(20) },
      licence: 'MIT',
    }),
    component('tide', { version: '1.1.0', scope: 'development', licence: '(MIT OR Apache-2.0)' }),
    component('words', { licence: 'SEE LICENSE IN x', scope: 'unknown' }),
    component('open', { requested: '^1.0.0', scope: 'unknown' }),
    component('deep', { version: '2.0.0' }),
    component('calm', { version: '1.0.0', scope: 'development', licence: 'MIT' }),
    { ref: 'other#0', isSubject: true, name: 'second', scope: 'unknown', digests: {} },
  ],
  dependencies: new Map([
    ['project', ['anvil', 'pkg:npm/words', 'pkg:npm/tide@1.1.0']],
    ['anvil', ['pkg:npm/deep@2.0.0', 'pkg:npm/deep@2.0.0', 'no component']],
    ['pkg:npm/tide@1.1.0', ['pkg:npm/calm@1.0.0', 'pkg:npm/deep@2.0.0']],
    ['pkg:npm/deep@2.0.0', []],
  ]),
  gaps: [],
};

export const SPDX_FACTS: SpdxFacts = {
  uuid: '3e671687-395b-41f5-a30f-a58921a69b79',
  time: '2026-01-02T03:04:05.678Z',
  tool: { name: 'Gatehouse', version: '0.1.0' },
};
