import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isGatehouseError, type ErrorCode } from '../../kernel/errors.ts';
import { readVex } from './read-vex.ts';

const open = (statement: object, more: object = {}) =>
  JSON.stringify({
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': 'https://vex.example/1',
    author: 'Ada',
    timestamp: '2024-01-01T00:00:00Z',
    version: 1,
    statements: [statement],
    ...more,
  });

const STATEMENT = {
  vulnerability: { name: 'CVE-2024-1', aliases: ['GHSA-aaaa-bbbb-cccc'] },
  products: [{ '@id': 'pkg:npm/tide@1.0.0' }],
  status: 'not_affected',
  justification: 'vulnerable_code_not_in_execute_path',
};

test('OpenVEX: names, products, status, reason, and the latest of its times', () => {
  assert.deepEqual(readVex(open({ ...STATEMENT, last_updated: '2024-02-01T00:00:00Z' }), 'a.json'), {
    format: 'OpenVEX 0.2.0',
    id: 'https://vex.example/1',
    version: '1',
    issuedAt: Date.UTC(2024, 0, 1),
    author: 'Ada',
    statements: [
      {
        vulnerabilities: ['CVE-2024-1', 'GHSA-aaaa-bbbb-cccc'],
        products: [{ purl: 'pkg:npm/tide@1.0.0', subcomponents: [] }],
        status: 'not_affected',
        justification: 'vulnerable_code_not_in_execute_path',
        at: Date.UTC(2024, 1, 1),
      },
    ],
    unrecognised: 0,
  });
});

test('OpenVEX: parts of a product; a part without a package-URL is not the whole product', () => {
  const products = [
    {
      '@id': 'https://app.example',
      identifiers: { purl: 'pkg:npm/app' },
      subcomponents: [{ '@id': 'pkg:npm/tide' }],
    },
    { '@id': 'pkg:npm/other', subcomponents: [{ '@id': 'https://part.example' }] },
    { '@id': 'https://unknown.example' },
  ];
  const { statements, unrecognised } = readVex(open({ ...STATEMENT, products }), 'a.json');
  assert.deepEqual(statements[0]?.products, [{ purl: 'pkg:npm/app', subcomponents: ['pkg:npm/tide'] }]);
  assert.equal(unrecognised, 2);
});

test('OpenVEX 0.0.1: vulnerabilities and products are texts', () => {
  const text = JSON.stringify({
    '@context': 'https://openvex.dev/ns',
    '@id': 'old',
    author: 'Ada',
    statements: [
      {
        vulnerability: 'CVE-2024-1',
        products: ['pkg:npm/app@1.0.0'],
        subcomponents: ['pkg:npm/tide'],
        status: 'fixed',
      },
    ],
  });
  const { format, statements } = readVex(text, 'a.json');
  assert.equal(format, 'OpenVEX 0.0.1');
  assert.deepEqual(statements[0]?.vulnerabilities, ['CVE-2024-1']);
  assert.deepEqual(statements[0]?.products, [{ purl: 'pkg:npm/app@1.0.0', subcomponents: ['pkg:npm/tide'] }]);
});

const csaf = (vulnerability: object, tree: object, version = '2.0') =>
  JSON.stringify({
    document: {
      csaf_version: version,
      publisher: { name: 'Ada Ltd' },
      tracking: { id: 'ADA-1', current_release_date: '2024-03-01T00:00:00Z' },
    },
    product_tree: tree,
    vulnerabilities: [vulnerability],
  });

const helper = (purl: string) => ({ product_identification_helper: { purl } });

test('CSAF: branches, relationships, threats and remediations', () => {
  const tree = {
    full_product_names: [
      { product_id: 'APP', name: 'app', ...helper('pkg:npm/app@1.0.0') },
      { product_id: 'NO-PURL', name: 'something' },
    ],
    branches: [
      { branches: [{ product: { product_id: 'TIDE', name: 'tide', ...helper('pkg:npm/tide@1.0.0') } }] },
    ],
    relationships: [
      {
        category: 'default_component_of',
        product_reference: 'TIDE',
        relates_to_product_reference: 'APP',
        full_product_name: { product_id: 'TIDE-IN-APP', name: 'tide in app' },
      },
    ],
  };
  const vulnerability = {
    cve: 'CVE-2024-1',
    ids: [{ system_name: 'GHSA', text: 'GHSA-aaaa-bbbb-cccc' }],
    product_status: { known_not_affected: ['TIDE-IN-APP', 'NO-PURL'], known_affected: ['TIDE'] },
    threats: [{ category: 'impact', details: 'not called', product_ids: ['TIDE-IN-APP'] }],
    remediations: [{ category: 'vendor_fix', details: 'take 1.2.0', product_ids: ['TIDE'] }],
  };
  const { format, author, statements } = readVex(csaf(vulnerability, tree), 'a.json');
  assert.equal(`${format} ${author}`, 'CSAF 2.0 Ada Ltd');
  const names = ['CVE-2024-1', 'GHSA-aaaa-bbbb-cccc'];
  const at = Date.UTC(2024, 2, 1);
  assert.deepEqual(statements, [
    {
      vulnerabilities: names,
      products: [{ purl: 'pkg:npm/app@1.0.0', subcomponents: ['pkg:npm/tide@1.0.0'] }],
      status: 'not_affected',
      impact: 'not called',
      at,
    },
    {
      vulnerabilities: names,
      products: [{ purl: 'pkg:npm/tide@1.0.0', subcomponents: [] }],
      status: 'affected',
      action: 'take 1.2.0',
      at,
    },
  ]);
});

test('CSAF 2.1: a path through several products is the part within the nearest that is known', () => {
  const product = (id: string, purl?: string) => ({
    product_id: id,
    name: id,
    ...(purl === undefined ? {} : { product_identification_helper: { purls: [purl] } }),
  });
  const tree = {
    full_product_names: [
      product('TIDE', 'pkg:npm/tide@1.0.0'),
      product('BOX'),
      product('APP', 'pkg:npm/app@1.0.0'),
    ],
    product_paths: [
      {
        beginning_product_reference: 'TIDE',
        full_product_name: product('PATH'),
        subpaths: [
          { category: 'installed_with', next_product_reference: 'BOX' },
          { category: 'default_component_of', next_product_reference: 'APP' },
        ],
      },
    ],
  };
  const { statements } = readVex(
    csaf({ cve: 'CVE-1', product_status: { fixed: ['PATH'] } }, tree, '2.1'),
    'a',
  );
  assert.deepEqual(statements[0]?.products, [
    { purl: 'pkg:npm/app@1.0.0', subcomponents: ['pkg:npm/tide@1.0.0'] },
  ]);
});

test('CSAF: a vulnerability without a name says nothing', () => {
  const { statements, unrecognised } = readVex(
    csaf(
      { product_status: { fixed: ['A'] } },
      { full_product_names: [{ product_id: 'A', name: 'A', ...helper('pkg:npm/a') }] },
    ),
    'a.json',
  );
  assert.deepEqual([statements, unrecognised], [[], 1]);
});

test('CSAF: a branch for a range of versions is not the whole package', () => {
  const branch = (name: string, purl: string) => ({
    category: 'product_version_range',
    name,
    product: { product_id: 'TIDE', name: 'tide', ...helper(purl) },
  });
  const productOf = (name: string, purl: string) =>
    readVex(
      csaf({ cve: 'CVE-1', product_status: { fixed: ['TIDE'] } }, { branches: [branch(name, purl)] }),
      'a.json',
    ).statements[0]?.products[0]?.purl;
  assert.equal(productOf('vers:npm/<2', 'pkg:npm/tide'), 'pkg:npm/tide?vers=vers%3Anpm%2F%3C2');
  assert.equal(productOf('<2', 'pkg:npm/tide#sub'), 'pkg:npm/tide?vers=%3C2#sub');
  assert.equal(productOf('<2', 'pkg:npm/%40a/tide@1.0.0'), 'pkg:npm/%40a/tide@1.0.0');
  assert.equal(productOf('<2', 'pkg:npm/@a/tide'), 'pkg:npm/@a/tide?vers=%3C2');
});

test('CSAF: flags hold for the products of their groups, threats for all where they name none', () => {
  const tree = {
    full_product_names: ['A', 'B', 'C', 'D'].map((id) => ({
      product_id: id,
      name: id,
      ...(id === 'D' ? {} : helper(`pkg:npm/${id.toLowerCase()}`)),
    })),
    product_groups: [{ group_id: 'G', product_ids: ['A', 'B'] }],
  };
  const vulnerability = {
    cve: 'CVE-2024-1',
    product_status: { known_not_affected: ['A', 'C', 'D'] },
    flags: [{ label: 'component_not_present', group_ids: ['G'] }],
    threats: [{ category: 'impact', details: 'nobody calls it' }],
  };
  const { statements, unrecognised } = readVex(csaf(vulnerability, tree), 'a.json');
  assert.deepEqual(
    statements.map(({ justification, impact }) => [justification, impact]),
    [
      ['component_not_present', 'nobody calls it'],
      [undefined, 'nobody calls it'],
    ],
  );
  assert.equal(unrecognised, 1);
});

test('CSAF: very many products with very many entries about them are read in linear time', () => {
  const ids = Array.from({ length: 20_000 }, (_, at) => `P${at}`);
  const tree = {
    full_product_names: ids.map((id) => ({ product_id: id, name: id, ...helper('pkg:npm/a') })),
  };
  const threats = ids.map((id) => ({ category: 'impact', details: id, product_ids: [id] }));
  const { statements } = readVex(
    csaf({ cve: 'CVE-1', product_status: { known_not_affected: ids }, threats }, tree),
    'a.json',
  );
  assert.equal(statements.at(-1)?.impact, 'P19999');
});

test('faults name the document and what was expected', () => {
  const deep = Array.from({ length: 40 }).reduce((inner: object) => ({ branches: [inner] }), {});
  const faults: readonly (readonly [text: string, code: ErrorCode, words: RegExp])[] = [
    [open({ ...STATEMENT, status: 'fine' }), 'invalid-document', /found "fine" at line 1, expected a status/],
    [
      open({ ...STATEMENT, justification: undefined }),
      'invalid-document',
      /expected a justification or an impact/,
    ],
    [open({ ...STATEMENT, justification: 'i_say_so' }), 'invalid-document', /found "i_say_so"/],
    [open({ ...STATEMENT, status: 'affected' }), 'invalid-document', /expected an action_statement/],
    [open({ ...STATEMENT, vulnerability: {} }), 'invalid-document', /found no vulnerability/],
    [open({ ...STATEMENT, products: [7] }), 'invalid-document', /found a number/],
    [open(STATEMENT, { statements: [] }), 'invalid-document', /found no statement/],
    [open(STATEMENT, { author: '' }), 'invalid-document', /found no "author"/],
    [
      open(STATEMENT, { '@context': 'https://openvex.dev/ns/v9.0.0' }),
      'unsupported',
      /found version 9\.0\.0/,
    ],
    [csaf({ cve: 'CVE-1' }, deep), 'invalid-document', /at most 30 within each other/],
    [csaf({}, {}, '3.0'), 'unsupported', /found version "3\.0", expected 2\.0 or 2\.1/],
    ['{}', 'unsupported', /neither an OpenVEX "@context", nor a "csaf_version", nor a "bomFormat"/],
    ['{"a": 1, "a": 2}', 'invalid-document', /found "a" a second time/],
  ];
  for (const [text, code, words] of faults) {
    assert.throws(
      () => readVex(text, 'a.json'),
      (error) => isGatehouseError(error, code) && words.test(error.message),
      text.slice(0, 200),
    );
  }
});
