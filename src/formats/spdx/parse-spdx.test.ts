import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';

import { tellBill } from '../testing/tell-bill.ts';
import { parseSpdx } from './parse-spdx.ts';

const HEAD = {
  spdxVersion: 'SPDX-2.3',
  dataLicense: 'CC0-1.0',
  SPDXID: 'SPDXRef-DOCUMENT',
  name: 'shop',
  documentNamespace: 'https://bills.example/shop',
  creationInfo: { created: '2026-01-02T03:04:05Z', creators: ['Tool: none'] },
};

function pack(name: string, more: object = {}): object {
  return { SPDXID: `SPDXRef-${name}`, name, versionInfo: '1.0.0', downloadLocation: 'NOASSERTION', ...more };
}

function relate(from: string, relationshipType: string, to: string): object {
  const idOf = (name: string) => (/^[A-Z]+$/.test(name) && name !== 'DOCUMENT' ? name : `SPDXRef-${name}`);
  return { spdxElementId: idOf(from), relationshipType, relatedSpdxElement: idOf(to) };
}

function two(more: object): string {
  return JSON.stringify({ ...HEAD, ...more });
}

const ROOT_3 = 'https://bills.example/shop';

function three(graph: readonly object[], context = 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld'): string {
  return JSON.stringify({ '@context': context, '@graph': graph });
}

function pack3(name: string, more: object = {}): object {
  return {
    type: 'software_Package',
    spdxId: `${ROOT_3}#${name}`,
    creationInfo: '_:made',
    name,
    software_packageVersion: '1.0.0',
    ...more,
  };
}

function relate3(from: string, relationshipType: string, to: readonly string[], more: object = {}): object {
  return {
    type: 'Relationship',
    spdxId: `${ROOT_3}#${from}-${relationshipType}-${to.join('-')}`,
    creationInfo: '_:made',
    relationshipType,
    from: `${ROOT_3}#${from}`,
    to: to.map((name) => (name.includes('Element') ? name : `${ROOT_3}#${name}`)),
    ...more,
  };
}

function untold(bill: ReturnType<typeof parseSpdx>): readonly string[] {
  return tellBill(bill).map((line) => line.replace(/^\d+: /, ''));
}

function assertRefused(text: string, code: string, message: RegExp): void {
  assert.throws(() => parseSpdx(text), { code, message });
}

describe('SPDX 2', () => {
  test('relationships are followed in both directions, and what is for development alone is told apart', () => {
    const bill = parseSpdx(
      two({
        packages: ['app', 'a', 'b', 'c', 'd', 'e', 'lone'].map((name) => pack(name)),
        relationships: [
          relate('DOCUMENT', 'DESCRIBES', 'app'),
          relate('app', 'DEPENDS_ON', 'a'),
          relate('b', 'DEPENDENCY_OF', 'a'),
          relate('c', 'DEV_DEPENDENCY_OF', 'app'),
          relate('d', 'DEPENDENCY_OF', 'c'),
          relate('b', 'DEPENDENCY_OF', 'c'),
          relate('e', 'OPTIONAL_DEPENDENCY_OF', 'a'),
          relate('a', 'DEPENDS_ON', 'b'),
          relate('b', 'DEPENDS_ON', 'NONE'),
          relate('d', 'DEPENDS_ON', 'NOASSERTION'),
          relate('e', 'VARIANT_OF', 'lone'),
        ],
      }),
    );
    assert.equal(bill.format, 'SPDX 2.3 JSON');
    assert.deepEqual(untold(bill), [
      'app@1.0.0 runtime subject -> a@1.0.0, c@1.0.0',
      'a@1.0.0 runtime -> b@1.0.0, e@1.0.0',
      'b@1.0.0 runtime',
      'c@1.0.0 development -> b@1.0.0, d@1.0.0',
      'd@1.0.0 development -> ?',
      'e@1.0.0 runtime -> ?',
      'lone@1.0.0 unknown -> ?',
    ]);
    assert.deepEqual(bill.gaps, []);
  });

  test('what npm sbom writes is the tree that npm ls shows', () => {
    const text = readFileSync(join(import.meta.dirname, 'testdata/npm-sbom.spdx.json'), 'utf8');
    assert.deepEqual(untold(parseSpdx(text)), [
      'shop@1.0.0 runtime subject -> a@1.0.0, d@1.0.0, o@1.0.0',
      '@s/b@1.2.0 runtime -> ?',
      'a@1.0.0 runtime -> @s/b@1.2.0, p@1.0.0',
      'd@1.0.0 development -> @s/b@1.2.0, e@1.0.0',
      'e@1.0.0 development -> ?',
      'o@1.0.0 runtime -> ?',
      'p@1.0.0 runtime -> ?',
    ]);
  });

  test('what builds and tests is for development; what contains a package needs it', () => {
    const bill = parseSpdx(
      two({
        documentDescribes: ['SPDXRef-app'],
        packages: ['app', 'tool', 'check', 'inner', 'deep'].map((name) => pack(name)),
        relationships: [
          relate('tool', 'BUILD_DEPENDENCY_OF', 'app'),
          relate('check', 'TEST_DEPENDENCY_OF', 'app'),
          relate('app', 'CONTAINS', 'inner'),
          relate('deep', 'CONTAINED_BY', 'inner'),
        ],
      }),
    );
    assert.deepEqual(untold(bill), [
      'app@1.0.0 runtime subject -> check@1.0.0, inner@1.0.0, tool@1.0.0',
      'tool@1.0.0 development -> ?',
      'check@1.0.0 development -> ?',
      'inner@1.0.0 runtime -> deep@1.0.0',
      'deep@1.0.0 runtime -> ?',
    ]);
  });

  test('a document that describes each of its packages is about packages in use, not about projects', () => {
    const all = two({ documentDescribes: ['SPDXRef-a', 'SPDXRef-b'], packages: [pack('a'), pack('b')] });
    assert.deepEqual(
      parseSpdx(all).components.map(({ isSubject }) => isSubject),
      [false, false],
    );
    const one = parseSpdx(two({ documentDescribes: ['SPDXRef-a'], packages: [pack('a')] }));
    assert.equal(one.components[0]?.isSubject, false);
    const applications = two({
      documentDescribes: ['SPDXRef-a', 'SPDXRef-b'],
      packages: [pack('a', { primaryPackagePurpose: 'APPLICATION' }), pack('b')],
    });
    assert.deepEqual(
      parseSpdx(applications).components.map(({ isSubject }) => isSubject),
      [true, false],
    );
  });

  test('purls, checksums and licences are taken where they say something', () => {
    const bill = parseSpdx(
      two({
        hasExtractedLicensingInfos: [
          { licenseId: 'LicenseRef-1', extractedText: 'Do good.', name: 'Do good' },
        ],
        packages: [
          pack('a', {
            externalRefs: [
              {
                referenceCategory: 'SECURITY',
                referenceType: 'cpe23Type',
                referenceLocator: 'cpe:2.3:a:a:a',
              },
              {
                referenceCategory: 'PACKAGE_MANAGER',
                referenceType: 'purl',
                referenceLocator: 'pkg:npm/a@1',
              },
            ],
            checksums: [
              { algorithm: 'SHA1', checksumValue: 'A'.repeat(40) },
              { algorithm: 'SHA256', checksumValue: 'too short' },
              { algorithm: 'BLAKE3', checksumValue: 'b'.repeat(64) },
            ],
            licenseConcluded: 'NOASSERTION',
            licenseDeclared: 'MIT AND',
          }),
          pack('b', {
            versionInfo: 'NOASSERTION',
            licenseConcluded: 'NONE',
            licenseDeclared: 'LicenseRef-1',
          }),
          pack('c', { licenseConcluded: 'MIT', licenseDeclared: 'ISC', versionInfo: ' ' }),
        ],
      }),
    );
    const [a, b, c] = bill.components;
    assert.equal(a?.purl, 'pkg:npm/a@1');
    assert.deepEqual(a?.digests, { sha1: 'a'.repeat(40) });
    assert.equal(a?.licence, 'MIT AND');
    assert.equal(b?.licence, 'Do good');
    assert.equal(b?.version, undefined);
    assert.equal(c?.licence, 'MIT');
    assert.equal(c?.version, undefined);
  });

  test('each package has its line, with any line ends and behind a byte order mark', () => {
    const text = JSON.stringify({ ...HEAD, packages: [pack('a'), pack('b')] }, null, 1);
    const lines = text.split('\n');
    const expected = lines.flatMap((line, at) => (/SPDXRef-[ab]"/.test(line) ? [at] : []));
    for (const variant of [text, `\uFEFF${text.replaceAll('\n', '\r\n')}`]) {
      assert.deepEqual(
        parseSpdx(variant).components.map(({ line }) => line),
        expected,
      );
    }
  });

  test('files and snippets are passed over; what is nowhere is told, what is in another document is not', () => {
    const bill = parseSpdx(
      two({
        packages: [pack('app')],
        files: [{ SPDXID: 'SPDXRef-file', fileName: './a' }],
        snippets: [{ SPDXID: 'SPDXRef-snippet' }],
        relationships: [
          relate('app', 'CONTAINS', 'file'),
          relate('snippet', 'DEPENDS_ON', 'app'),
          { ...relate('app', 'DEPENDS_ON', 'x'), relatedSpdxElement: 'DocumentRef-other:SPDXRef-x' },
          relate('app', 'DEPENDS_ON', 'gone'),
        ],
      }),
    );
    assert.deepEqual(untold(bill), ['app@1.0.0 unknown -> ?']);
    assert.deepEqual(bill.gaps, [
      {
        message: 'Cannot follow a relationship: found "SPDXRef-gone", expected an element of the document',
        line: 1,
      },
    ]);
  });

  test('faults say the line and what was expected', () => {
    const line = (more: object) => JSON.stringify({ ...HEAD, ...more }, null, 1);
    assertRefused(
      line({ packages: [{ SPDXID: 'SPDXRef-a' }] }),
      'invalid-document',
      /^Cannot read SPDX document: found none for name of a package at line 14, expected a text$/,
    );
    assertRefused(line({ packages: [{ name: 'a' }] }), 'invalid-document', /none for SPDXID .* line 14/);
    assertRefused(
      line({ packages: [pack('a', { SPDXID: 7 })] }),
      'invalid-document',
      /found a number for SPDXID/,
    );
    assertRefused(
      line({ packages: [pack('a'), pack('a')] }),
      'invalid-document',
      /"SPDXRef-a" a second time at line 20/,
    );
    assertRefused(line({ packages: {} }), 'invalid-document', /an object for packages at line 1.*an array/);
    assertRefused(line({ packages: [null] }), 'invalid-document', /null in packages at line 13/);
    assertRefused(line({ relationships: [{}] }), 'invalid-document', /spdxElementId of a relationship/);
    assertRefused(line({ documentDescribes: [1] }), 'invalid-document', /a number in documentDescribes/);
    assertRefused(line({ documentDescribes: 'a' }), 'invalid-document', /a string for documentDescribes/);
    assertRefused(
      line({ packages: [pack('a', { checksums: [{ algorithm: 'SHA1' }] })] }),
      'invalid-document',
      /checksumValue of a checksum/,
    );
    assertRefused(two({ SPDXID: '' }), 'invalid-document', /empty text for SPDXID of the document/);
  });
});

describe('SPDX 3', () => {
  test('packages, purls of either place, scopes and licences that stand apart are put together', () => {
    const bill = parseSpdx(
      three([
        { type: 'CreationInfo', '@id': '_:made', specVersion: '3.0.1' },
        { type: 'SpdxDocument', spdxId: ROOT_3, rootElement: [`${ROOT_3}#bill`] },
        { type: 'software_Sbom', spdxId: `${ROOT_3}#bill`, rootElement: [`${ROOT_3}#app`] },
        pack3('app'),
        pack3('a', {
          software_packageUrl: 'pkg:npm/a@1.0.0',
          verifiedUsing: [{ type: 'Hash', algorithm: 'sha256', hashValue: 'c'.repeat(64) }],
        }),
        pack3('b', {
          externalIdentifier: [{ externalIdentifierType: 'packageUrl', identifier: 'pkg:npm/b@1.0.0' }],
        }),
        pack3('c'),
        pack3('d'),
        relate3('app', 'dependsOn', ['a', 'c'], { type: 'LifecycleScopedRelationship', scope: 'runtime' }),
        relate3('app', 'dependsOn', ['b'], { type: 'LifecycleScopedRelationship', scope: 'development' }),
        relate3('a', 'dependsOn', ['NoneElement']),
        relate3('b', 'dependsOn', ['https://spdx.org/rdf/3.0.1/terms/Core/NoAssertionElement']),
        relate3('b', 'contains', ['d']),
        {
          type: 'simplelicensing_LicenseExpression',
          spdxId: 'urn:mit',
          simplelicensing_licenseExpression: 'MIT',
        },
        {
          type: 'simplelicensing_LicenseExpression',
          spdxId: 'urn:isc',
          simplelicensing_licenseExpression: 'ISC',
        },
        { ...relate3('a', 'hasDeclaredLicense', []), to: ['urn:isc'] },
        { ...relate3('a', 'hasConcludedLicense', []), to: ['urn:mit'] },
        { ...relate3('b', 'hasDeclaredLicense', []), to: ['urn:isc'] },
      ]),
    );
    assert.equal(bill.format, 'SPDX 3.0.1 JSON');
    assert.deepEqual(untold(bill), [
      'app@1.0.0 runtime subject -> a@1.0.0, b@1.0.0, c@1.0.0',
      'a@1.0.0 runtime',
      'b@1.0.0 development -> d@1.0.0',
      'c@1.0.0 runtime -> ?',
      'd@1.0.0 development -> ?',
    ]);
    assert.deepEqual(
      bill.components.map(({ purl, licence }) => [purl, licence]),
      [
        [undefined, undefined],
        ['pkg:npm/a@1.0.0', 'MIT'],
        ['pkg:npm/b@1.0.0', 'ISC'],
        [undefined, undefined],
        [undefined, undefined],
      ],
    );
    assert.deepEqual(bill.components[1]?.digests, { sha256: 'c'.repeat(64) });
  });

  test('elements that stand whole where others have an id are not lost', () => {
    const bill = parseSpdx(
      three([
        { ...relate3('app', 'dependsOn', []), from: pack3('app'), to: [pack3('inner')] },
        { type: 'SpdxDocument', spdxId: ROOT_3, rootElement: [`${ROOT_3}#app`] },
      ]),
    );
    assert.deepEqual(untold(bill).toSorted(), [
      'app@1.0.0 runtime subject -> inner@1.0.0',
      'inner@1.0.0 runtime -> ?',
    ]);
  });

  test('a document of one element has no graph', () => {
    const text = JSON.stringify({
      '@context': ['https://spdx.org/rdf/3.0.0/spdx-context.jsonld'],
      ...pack3('a'),
    });
    assert.deepEqual(untold(parseSpdx(text)), ['a@1.0.0 unknown -> ?']);
  });

  test('faults say the line and what was expected', () => {
    assertRefused(three([{}]), 'invalid-document', /an element without a type at line 1, expected its type/);
    assertRefused(
      three([{ type: 'software_Package' }]),
      'invalid-document',
      /software_Package without spdxId/,
    );
    assertRefused(three([pack3('a'), pack3('a')]), 'invalid-document', /#a" a second time/);
    assertRefused(
      three([pack3('a', { name: undefined })]),
      'invalid-document',
      /none for name of a package at line 1/,
    );
    assertRefused(
      three([{ ...relate3('a', 'dependsOn', []), to: [7] }]),
      'invalid-document',
      /a number for to of Relationship at line 1, expected an element or its id/,
    );
    assertRefused(
      three([{ ...relate3('a', 'dependsOn', ['b']), from: undefined }]),
      'invalid-document',
      /none for from of a relationship/,
    );
    assertRefused(
      JSON.stringify({ '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld', '@graph': {} }),
      'invalid-document',
      /an object for @graph at line 1, expected an array/,
    );
  });
});

test('versions that are not known are named', () => {
  for (const version of ['SPDX-2.1', 'SPDX-2.4', 'SPDX-4.0']) {
    assertRefused(two({ spdxVersion: version }), 'unsupported', new RegExp(`found ${version} at line 1`));
  }
  assertRefused(
    three([], 'https://spdx.org/rdf/3.1.0/spdx-context.jsonld'),
    'unsupported',
    /found SPDX 3\.1\.0 at line 1, expected SPDX 2\.2, 2\.3 or 3\.0$/,
  );
  assertRefused(two({ spdxVersion: 2.3 }), 'invalid-document', /a number for spdxVersion/);
  assertRefused('{}', 'invalid-document', /neither spdxVersion nor the @context/);
});

test('what is cut off, doubled or too deep is refused with its line', () => {
  const whole = JSON.stringify({ ...HEAD, packages: [pack('a')] }, null, 1);
  for (let end = 1; end < whole.length; end += 7) {
    assertRefused(whole.slice(0, end), 'invalid-document', /at line \d+, expected/);
  }
  assertRefused('{"spdxVersion":"SPDX-2.3",\n"spdxVersion":"SPDX-2.3"}', 'invalid-document', /line 2/);
  assertRefused(`{"a":${'['.repeat(500)}`, 'invalid-document', /at most 100 levels/);
  assertRefused('[]', 'invalid-document', /an array at line 1, expected an object/);
  assertRefused('\u00ff\u00fe{', 'invalid-document', /line 1/);
});

test('names of properties that every object has are names like others', () => {
  const bill = parseSpdx(
    two({
      packages: [pack('__proto__'), pack('constructor')],
      relationships: [relate('__proto__', 'DEPENDS_ON', 'constructor')],
    }),
  );
  assert.deepEqual(untold(bill), [
    '__proto__@1.0.0 unknown -> constructor@1.0.0',
    'constructor@1.0.0 unknown -> ?',
  ]);
});

test('a chain of a hundred thousand packages is read whole', () => {
  const names = Array.from({ length: 100_000 }, (_, at) => `p${at}`);
  const text = two({
    documentDescribes: ['SPDXRef-p0'],
    packages: names.map((name) => pack(name)),
    relationships: names.slice(1).map((name, at) => relate(name, 'DEPENDENCY_OF', `p${at}`)),
  });
  const bill = parseSpdx(text);
  assert.equal(bill.components.length, names.length);
  assert.equal(bill.components.at(-1)?.scope, 'runtime');
});
