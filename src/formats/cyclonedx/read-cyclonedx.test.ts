import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isGatehouseError, type ErrorCode } from '../../kernel/errors.ts';
import type { BillOfMaterials } from '../bill-of-materials.ts';
import { readJsonObjectText } from '../json-text.ts';
import { readCycloneDxJson, readCycloneDxXml } from './read-cyclonedx.ts';

const SHA256 = 'f498a8ff2dd007e29c2074f5e4b01a9a01775c3ff3aeaf6906ea503bc5791b7b';

const JSON_TEXT = `{"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
"metadata": {"timestamp": "2026-01-02T03:04:05Z",
  "component": {"type": "application", "bom-ref": "shop", "name": "shop", "version": "1.0.0", "components": [
    {"type": "library", "bom-ref": "within", "name": "within"}]}},
"components": [
{"type": "library", "bom-ref": "anvil", "group": "@acme", "name": "anvil", "version": "1.2.3", "scope": "required",
 "purl": "pkg:npm/%40acme/anvil@1.2.3", "hashes": [{"alg": "SHA-256", "content": "${SHA256}"}, {"alg": "BLAKE3", "content": "${SHA256}"}],
 "licenses": [{"license": {"id": "MIT"}}]},
{"type": "library", "bom-ref": "tide", "name": "tide", "scope": "excluded", "components": [
{"type": "library", "name": "inner", "version": "2"}]}],
"dependencies": [{"ref": "shop", "dependsOn": ["anvil"]}, {"ref": "anvil"}]}`;

const XML_TEXT = `<?xml version="1.0"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.6" xmlns:x="urn:x" version="1"><metadata>
<timestamp>2026-01-02T03:04:05</timestamp><x:name>more</x:name><component type="application" bom-ref="shop"><name>shop</name><version>1.0.0</version><components>
<component type="library" bom-ref="within"><name>within</name></component></components></component></metadata>
<components>
<component type="library" bom-ref="anvil"><group>@acme</group><name>anvil</name><version>1.2.3</version><scope>required</scope>
<hashes><hash alg="SHA-256"> ${SHA256} </hash></hashes><licenses><license><id>MIT</id></license></licenses>
<purl><![CDATA[pkg:npm/%40acme/anvil@1.2.3]]></purl><x:scope>excluded</x:scope></component>
<component type="library" bom-ref="tide"><name>tide</name><scope>excluded</scope><components>
<component type="library"><name>inner</name><version>2</version></component></components></component>
</components>
<dependencies><dependency ref="shop"><dependency ref="anvil"/></dependency><dependency ref="anvil"/></dependencies></bom>`;

const fromJson = (text: string): BillOfMaterials =>
  readCycloneDxJson(readJsonObjectText(text, { what: 'CycloneDX' }));

const withoutLines = ({ components }: BillOfMaterials) =>
  components.map((one) => {
    const { line, ...rest } = one;
    assert.ok(line !== undefined);
    return rest;
  });
const linesOf = ({ components }: BillOfMaterials) => components.map(({ line }) => line);

test('JSON is read whole: parts stand beside what they are in, and no dependency comes from that', () => {
  const bill = fromJson(JSON_TEXT);
  assert.equal(bill.format, 'CycloneDX 1.6 JSON');
  assert.deepEqual(withoutLines(bill), [
    { ref: 'shop', isSubject: true, name: 'shop', version: '1.0.0', scope: 'unknown', digests: {} },
    { ref: 'within', isSubject: false, name: 'within', scope: 'unknown', digests: {} },
    {
      ref: 'anvil',
      isSubject: false,
      name: 'anvil',
      group: '@acme',
      version: '1.2.3',
      purl: 'pkg:npm/%40acme/anvil@1.2.3',
      scope: 'runtime',
      digests: { sha256: SHA256 },
      licence: 'MIT',
    },
    { ref: 'tide', isSubject: false, name: 'tide', scope: 'development', digests: {} },
    { isSubject: false, name: 'inner', version: '2', scope: 'unknown', digests: {} },
  ]);
  assert.deepEqual(linesOf(bill), [3, 4, 6, 9, 10]);
  assert.deepEqual(
    [...bill.dependencies],
    [
      ['shop', ['anvil']],
      ['anvil', []],
    ],
  );
});

test('XML says the same; elements of other namespaces are no part of it', () => {
  const bill = readCycloneDxXml(XML_TEXT);
  assert.equal(bill.format, 'CycloneDX 1.6 XML');
  assert.deepEqual(withoutLines(bill), withoutLines(fromJson(JSON_TEXT)));
  assert.deepEqual(linesOf(bill), [3, 4, 6, 9, 10]);
  assert.deepEqual(bill.dependencies, fromJson(JSON_TEXT).dependencies);
});

test('a byte order mark and CRLF change nothing', () => {
  const crlf = (text: string) => `\uFEFF${text.replaceAll('\n', '\r\n')}`;
  assert.deepEqual(fromJson(crlf(JSON_TEXT)), fromJson(JSON_TEXT));
  assert.deepEqual(readCycloneDxXml(crlf(XML_TEXT)), readCycloneDxXml(XML_TEXT));
});

function licenceOf(version: string, licenses: readonly object[]): string | undefined {
  const component = { type: 'library', name: 'a', licenses };
  const document = { bomFormat: 'CycloneDX', specVersion: version, components: [component] };
  return fromJson(JSON.stringify(document)).components[0]?.licence;
}

test('licences: an expression as it stands, several together, and what was concluded before what was declared', () => {
  assert.equal(licenceOf('1.6', [{ expression: 'MIT OR Apache-2.0' }]), 'MIT OR Apache-2.0');
  assert.equal(licenceOf('1.6', [{ license: { id: 'MIT' } }, { license: { id: 'ISC' } }]), 'MIT AND ISC');
  assert.equal(
    licenceOf('1.6', [{ license: { id: 'MIT' } }, { license: { name: 'Acme, ours' } }]),
    'MIT, Acme, ours',
  );
  assert.equal(
    licenceOf('1.7', [{ license: { id: 'MIT' } }, { expression: 'ISC OR 0BSD' }]),
    'MIT AND (ISC OR 0BSD)',
  );
  const concluded = { license: { id: 'ISC', acknowledgement: 'concluded' } };
  assert.equal(licenceOf('1.6', [{ license: { id: 'MIT', acknowledgement: 'declared' } }, concluded]), 'ISC');
  assert.equal(licenceOf('1.6', []), undefined);
});

test('what tools mark as there for development is so, whatever its scope', () => {
  for (const name of ['cdx:npm:package:development', 'cdx:composer:package:isDevRequirement']) {
    const properties = [{ name, value: 'true' }];
    const component = { type: 'library', name: 'a', scope: 'optional', properties };
    const document = { bomFormat: 'CycloneDX', specVersion: '1.5', components: [component] };
    assert.equal(fromJson(JSON.stringify(document)).components[0]?.scope, 'development');
  }
});

const bom = (rest: string, version = '1.6') =>
  `<bom xmlns="http://cyclonedx.org/schema/bom/${version}">${rest}</bom>`;

const REFUSED: readonly (readonly [what: string, text: string, code: ErrorCode, message: RegExp])[] = [
  ['an older version', '{"bomFormat":"CycloneDX","specVersion":"1.3"}', 'unsupported', /found version 1\.3/],
  [
    'a newer version',
    '{"bomFormat":"CycloneDX","specVersion":"2.0"}',
    'unsupported',
    /expected 1\.4 to 1\.7/,
  ],
  ['a newer version in XML', bom('', '1.8'), 'unsupported', /found version 1\.8/],
  ['a version that is none', '{"bomFormat":"CycloneDX","specVersion":1.6}', 'invalid-document', /a number/],
  ['no version', '{"bomFormat":"CycloneDX"}', 'invalid-document', /found version nothing/],
  [
    'a number for a name',
    '{"bomFormat":"CycloneDX","specVersion":"1.6",\n"components":[{"type":"library","name":1}]}',
    'invalid-document',
    /a number for name at line 2/,
  ],
  [
    'an object for a list',
    '{"bomFormat":"CycloneDX","specVersion":"1.6","components":{}}',
    'invalid-document',
    /an object for components/,
  ],
  [
    'null in a list',
    '{"bomFormat":"CycloneDX","specVersion":"1.6","components":[null]}',
    'invalid-document',
    /null in components/,
  ],
  [
    'a key twice',
    '{"bomFormat":"CycloneDX",\n"bomFormat":"CycloneDX"}',
    'invalid-document',
    /a second time at line 2/,
  ],
  [
    'XML that is cut off',
    bom('<components>').slice(0, -6),
    'invalid-document',
    /not well-formed .+ at line 1/,
  ],
  ['another root', '<project xmlns="urn:x"/>', 'invalid-document', /<project> of the namespace "urn:x"/],
  ['a document type', `<!DOCTYPE bom [<!ENTITY a "b">]>${bom('')}`, 'invalid-document', /a document type/],
  [
    'an outside entity',
    `<!DOCTYPE bom SYSTEM "file:///etc/passwd">${bom('')}`,
    'invalid-document',
    /a document type/,
  ],
  [
    'an undeclared entity',
    bom('\n<components>&lol;</components>'),
    'invalid-document',
    /not well-formed .+ at line 2/,
  ],
  ['deep XML', bom('<a>'.repeat(200)), 'invalid-document', /at most 100/],
  [
    'an attribute twice',
    bom('<components><component type="file" type="file"/></components>'),
    'invalid-document',
    /not well-formed/,
  ],
  [
    "an element of a list's name",
    bom('<dependencies><dependency ref="a"><dependsOn/><dependency ref=""/></dependency></dependencies>'),
    'invalid-document',
    /dependsOn/,
  ],
];

for (const [what, text, code, message] of REFUSED) {
  test(`${what} is refused with what was expected`, () => {
    assert.throws(
      () => (text.startsWith('<') ? readCycloneDxXml(text) : fromJson(text)),
      (error) => isGatehouseError(error, code) && message.test(error.message),
    );
  });
}

test('very many components are read, in JSON and XML', () => {
  const count = 20_000;
  const components = Array.from({ length: count }, (_, at) => ({
    type: 'library',
    'bom-ref': `a${at}`,
    name: `a${at}`,
  }));
  const dependencies = components.map((one, at) => ({ ref: one.name, dependsOn: [`a${(at + 1) % count}`] }));
  const json = { bomFormat: 'CycloneDX', specVersion: '1.6', components, dependencies };
  assert.equal(fromJson(JSON.stringify(json)).components.length, count);
  const elements = components.map(({ name }) => `<component type="library"><name>${name}</name></component>`);
  assert.equal(
    readCycloneDxXml(bom(`<components>${elements.join('')}</components>`)).components.length,
    count,
  );
});
