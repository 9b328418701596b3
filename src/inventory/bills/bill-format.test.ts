import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ADAPTERS } from '../../ecosystems/list.ts';
import type { ComponentGraph } from '../../kernel/component-graph.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import { tellGraph } from '../../kernel/testing/tell-graph.ts';
import { billFormat } from './bill-format.ts';

const format = billFormat(ADAPTERS);
const read = (text: string): ComponentGraph => format.read(text, new Map());
const library = (name: string, more: object = {}) => ({ type: 'library', 'bom-ref': name, name, ...more });
const cycloneDx = (rest: object): string =>
  JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, ...rest });
const readComponents = (...components: readonly object[]) => read(cycloneDx({ components }));

test('files that may be bills are known by their names, others are left alone', () => {
  const names = ['bom.json', 'BOM.xml', 'shop.cdx.json', 'shop.cdx.xml', 'sbom.json', 'sbom-2026.json'];
  const more = [
    'shop.spdx.json',
    'shop-bom.json',
    'x_sbom.json',
    'bom.1.6.json',
    'cyclonedx.json',
    'sbom.xml',
  ];
  for (const name of [...names, ...more]) assert.ok(format.isNamed(name), name);
  for (const name of ['bombast.json', 'cdx.json', 'pom.xml', 'bom.json.bak', 'package.json'])
    assert.ok(!format.isNamed(name), name);
  // Who names a file wants it read, whatever it is called.
  assert.ok(format.mayBe?.('report.json') && format.mayBe('report.xml') && !format.mayBe('report.txt'));
});

test('a file that only has the name of a bill is told as such, not as clean and not as a fault', () => {
  for (const text of [
    '{"scripts": {}}',
    '<project><name>bom</name></project>',
    '\uFEFF <?xml version="1.0"?><a/>',
  ]) {
    const graph = read(text);
    assert.deepEqual([graph.components, graph.roots, graph.needs], [[], [], []]);
    assert.match(graph.gaps[0]?.message ?? '', /^Cannot tell what this file is/);
  }
});

test('purls are read by the rules of their ecosystem, whichever way a scope is spelt', () => {
  const purls = [
    'pkg:npm/%40acme/anvil@1.0.0',
    'pkg:npm/@acme/anvil@1.0.0',
    'pkg:npm/%40acme%2Fanvil@1.0.0',
    'pkg:pypi/Acme_Anvil@1.0',
    'pkg:maven/org.acme/anvil@1.0?type=jar',
    'pkg:cargo/anvil@1.0.0',
    'pkg:composer/Acme/Anvil@1.0.0',
  ];
  const graph = readComponents(...purls.map((purl, at) => library(String(at), { purl })));
  assert.deepEqual(
    graph.components.map(({ ecosystem, name, version }) => `${ecosystem} ${name} ${version}`),
    [
      'npm @acme/anvil 1.0.0',
      'npm @acme/anvil 1.0.0',
      'npm @acme/anvil 1.0.0',
      'pypi acme-anvil 1.0',
      'maven org.acme:anvil 1.0',
      'cargo anvil 1.0.0',
      'composer acme/anvil 1.0.0',
    ],
  );
  assert.deepEqual(graph.gaps, []);
});

test('what has no purl, or one of another ecosystem, stays unknown; a purl that cannot be read is a gap', () => {
  const graph = readComponents(
    library('anvil', { group: '@acme', version: '1.0.0' }),
    library('curl', { purl: 'pkg:deb/debian/curl@7.0', version: '7.0' }),
    library('bad', { purl: 'pkg:npm/acme/not-a-scope@1.0.0' }),
    library('worse', { purl: 'no purl at all' }),
  );
  assert.deepEqual(tellGraph(graph), [
    '1: ?@acme/anvil@1.0.0 unknown registry -> ?',
    '1: ?curl@7.0 unknown registry -> ?',
    '1: ?bad@? unknown registry -> ?',
    '1: ?worse@? unknown registry -> ?',
  ]);
  assert.deepEqual(
    graph.gaps.map(({ message }) => message.slice(0, 32)),
    ['bad: Cannot read package-URL: Ca', 'worse: Cannot read package-URL: '],
  );
});

test("the purl's version counts before the component's; one that names no release is left open", () => {
  const graph = readComponents(
    library('a', { version: '1.0.0', purl: 'pkg:npm/a@2.0.0' }),
    library('b', { version: '1.0.0', purl: 'pkg:npm/b' }),
    library('c', { version: '^1.0.0', purl: 'pkg:npm/c' }),
    library('d', { purl: 'pkg:composer/acme/d@dev-main' }),
    library('e', { purl: 'pkg:npm/e' }),
  );
  assert.deepEqual(
    tellGraph(graph).map((line) => line.split(' ')[1]),
    ['a@2.0.0', 'b@1.0.0', 'c@[^1.0.0]', 'acme/d@[dev-main]', 'e@?'],
  );
});

test('code from a repository is told apart, also where npm writes its address unencoded', () => {
  const graph = readComponents(
    library('a', { purl: 'pkg:npm/a@1.0.0?vcs_url=git+ssh://git@git.example/a.git#0123' }),
    library('b', { purl: 'pkg:cargo/b@1.0.0?download_url=file:///src/b' }),
    library('c', { purl: 'pkg:npm/c@1.0.0?download_url=https://registry.example/c.tgz' }),
  );
  assert.deepEqual(
    graph.components.map(({ source }) => source),
    ['elsewhere', 'elsewhere', 'registry'],
  );
});

test('the subject is the project; no dependencies is unknown, an empty list is none; one name twice is two', () => {
  const graph = read(
    cycloneDx({
      metadata: { component: { type: 'application', 'bom-ref': 'shop', name: 'shop', version: '1.0.0' } },
      components: [
        library('a', { purl: 'pkg:npm/a@1.0.0' }),
        library('b', { purl: 'pkg:npm/b@1.0.0', scope: 'excluded' }),
        library('a-again', { name: 'a', purl: 'pkg:npm/a@1.0.0', scope: 'required' }),
      ],
      dependencies: [
        { ref: 'shop', dependsOn: ['a', 'a', 'b'] },
        { ref: 'a', dependsOn: ['gone', 'gone-too'] },
        { ref: 'b' },
      ],
    }),
  );
  assert.deepEqual(graph.roots, [0]);
  assert.deepEqual(tellGraph(graph), [
    '1: ?shop@1.0.0 unknown project -> a@1.0.0, b@1.0.0',
    '1: a@1.0.0 unknown registry',
    '1: b@1.0.0 development registry',
    '1: a@1.0.0 runtime registry -> ?',
  ]);
  assert.deepEqual(
    graph.gaps.map(({ message }) => message),
    ['Cannot find what a needs: found no component gone and 1 more'],
  );
});

test('a bill that is cut off, or is no JSON, is refused with its line', () => {
  for (const text of ['{"bomFormat": "CycloneDX",\n"components": [', '', '\u0000', '[]']) {
    assert.throws(
      () => read(text),
      (error) => isGatehouseError(error, 'invalid-document') && /at line \d/.test(error.message),
    );
  }
});

test('SPDX documents are known by their content, and matched by their purls', () => {
  for (const name of ['shop.spdx.json', 'shop.spdx3.json', 'sbom.json'])
    assert.ok(format.isNamed(name), name);
  const graph = read(
    JSON.stringify({
      spdxVersion: 'SPDX-2.3',
      SPDXID: 'SPDXRef-DOCUMENT',
      documentDescribes: ['SPDXRef-app'],
      packages: [
        { SPDXID: 'SPDXRef-app', name: 'app' },
        {
          SPDXID: 'SPDXRef-a',
          name: 'anvil',
          externalRefs: [
            {
              referenceCategory: 'PACKAGE-MANAGER',
              referenceType: 'purl',
              referenceLocator: 'pkg:npm/%40acme/anvil@1.2.0',
            },
          ],
        },
        { SPDXID: 'SPDXRef-b', name: 'curl', versionInfo: '7.0' },
      ],
      relationships: [
        {
          spdxElementId: 'SPDXRef-a',
          relationshipType: 'DEPENDENCY_OF',
          relatedSpdxElement: 'SPDXRef-app',
        },
      ],
    }),
  );
  assert.equal(graph.format, 'SPDX 2.3 JSON');
  assert.deepEqual(graph.roots, [0]);
  assert.deepEqual(tellGraph(graph), [
    '1: ?app@? runtime project -> @acme/anvil@1.2.0',
    '1: @acme/anvil@1.2.0 runtime registry -> ?',
    '1: ?curl@7.0 unknown registry -> ?',
  ]);
});
