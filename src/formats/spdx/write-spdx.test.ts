import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import type { BillOfMaterials } from '../bill-of-materials.ts';
import { tellBill } from '../testing/tell-bill.ts';
import { parseSpdx } from './parse-spdx.ts';
import { SPDX_FACTS, SPDX_SAMPLE } from './testing/sample-bill.ts';
import { renderSpdx2 } from './write-version-2.ts';
import { renderSpdx3 } from './write-version-3.ts';
import { isLicenceExpression } from './written.ts';

const WRITERS = [
  ['SPDX 2.3 JSON', renderSpdx2],
  ['SPDX 3.0.1 JSON', renderSpdx3],
] as const;

function facts({ components }: BillOfMaterials): readonly object[] {
  return components.map(({ name, group, version, purl, digests, licence, isSubject }) => ({
    name: group === undefined || name.includes(group) ? name : `${group}/${name}`,
    version,
    purl,
    digests,
    licence,
    isSubject,
  }));
}

for (const [format, render] of WRITERS) {
  describe(format, () => {
    test('what is written is read again as the same components and edges', () => {
      const bill = parseSpdx(JSON.stringify(render(SPDX_SAMPLE, SPDX_FACTS)));
      assert.equal(bill.format, format);
      assert.deepEqual(facts(bill), facts(SPDX_SAMPLE));
      assert.deepEqual(
        tellBill(bill).map((line) => line.replace(/^\d+: /, '')),
        [
          'shop@1.0.0 runtime subject -> @acme/anvil@1.0.0, tide@1.1.0, words@?',
          '@acme/anvil@1.0.0 runtime -> deep@2.0.0',
          'tide@1.1.0 development -> calm@1.0.0, deep@2.0.0',
          'words@? runtime -> ?',
          'open@? unknown -> ?',
          'deep@2.0.0 runtime',
          'calm@1.0.0 development -> ?',
          'second@? runtime subject -> ?',
        ],
      );
      assert.deepEqual(bill.gaps, []);
    });

    test('the same facts make the same document, and no other clock or chance comes in', () => {
      const text = () => JSON.stringify(render(SPDX_SAMPLE, SPDX_FACTS));
      assert.equal(text(), text());
      assert.match(text(), /"2026-01-02T03:04:05Z"/);
      assert.match(text(), /urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79/);
    });

    test('a bill of nothing is a document all the same', () => {
      const empty: BillOfMaterials = { format: 'x', components: [], dependencies: new Map(), gaps: [] };
      assert.deepEqual(parseSpdx(JSON.stringify(render(empty, SPDX_FACTS))).components, []);
    });
  });
}

test('version 2: words that are no expression become licences of the document itself', () => {
  const text = JSON.stringify(renderSpdx2(SPDX_SAMPLE, SPDX_FACTS));
  assert.match(text, /"licenseId":"LicenseRef-1","name":"SEE LICENSE IN x"/);
  assert.match(text, /"licenseDeclared":"LicenseRef-1"/);
});

test('a licence is an expression by its form and by the ids of the list', () => {
  for (const text of [
    'MIT',
    'MIT OR Apache-2.0',
    '(MIT AND (ISC OR GPL-2.0+))',
    'GPL-2.0-only WITH Classpath-exception-2.0',
    'LicenseRef-x',
  ]) {
    assert.ok(isLicenceExpression(text), text);
  }
  for (const text of [
    '',
    'MIT AND',
    'AND',
    'MIT/Apache-2.0',
    'mit',
    '(MIT',
    'MIT)',
    'MIT ISC',
    ')MIT(',
    '()',
    'SEE LICENSE IN x',
  ]) {
    assert.ok(!isLicenceExpression(text), text);
  }
});
