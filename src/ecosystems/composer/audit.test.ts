import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isGatehouseError } from '../../kernel/errors.ts';
import type { Evidence } from '../../kernel/evidence.ts';
import { audit } from './audit.ts';
import { names } from './name.ts';

const NAME = names.parse('acme/lib');
const OTHER = names.parse('acme/other');
const FORM = 'security-advisories';
const parse = (body: string, variant = FORM) =>
  audit.parse(Buffer.from(body), variant, '').map(({ name }) => name);
const body = (answer: { readonly body: Uint8Array | string }) => JSON.parse(String(answer.body)) as unknown;

const MALWARE: Evidence = {
  id: 'm',
  kind: 'malware',
  subject: { ecosystem: 'composer', name: NAME },
  source: 'osv',
  observedAt: 0,
  confidence: 1,
  details: {
    recordId: 'MAL-1',
    summary: 'Steals',
    url: 'https://mal.example/1',
    scope: 'all',
    versions: [],
    recordedAt: 0,
  },
};

test('K4: packages are asked about in a form, with and without numbers', () => {
  assert.deepEqual(parse('packages%5B0%5D=acme%2Flib&packages[1]=Acme/Other&updatedSince=1'), [NAME, OTHER]);
  assert.deepEqual(parse('packages[]=acme/lib&packages[]=acme/lib'), [NAME]);
  assert.deepEqual(audit.parse(Buffer.from('packages[]=acme/lib'), FORM, ''), [{ name: NAME, versions: [] }]);
});

test('what can be no package here is left out', () => {
  assert.deepEqual(parse('packages[]=ext-json&packages[]=acme/lib&packages[]=__proto__'), [NAME]);
});

test('the filter list is asked with package-URLs, in either spelling', () => {
  const question = {
    packages: ['pkg://composer/acme/lib', 'pkg:composer/acme/other@1.0.0', 'pkg:npm/x', 7, 'pkg:composer/%'],
    lists: ['malware'],
  };
  assert.deepEqual(parse(JSON.stringify(question), 'filter'), [NAME, OTHER]);
});

test('a question that is none is refused', () => {
  for (const bad of ['', 'x=y', '{"packages":["acme/lib"]}']) {
    assert.throws(
      () => parse(bad),
      (error) => isGatehouseError(error, 'invalid-request'),
      bad,
    );
  }
  for (const bad of [
    '',
    '[]',
    '{',
    '{}',
    '{"packages":"acme/lib"}',
    'packages[]=acme/lib',
    '['.repeat(100),
  ]) {
    assert.throws(
      () => parse(bad, 'filter'),
      (error) => isGatehouseError(error, 'invalid-request'),
      bad,
    );
  }
  const many = Array.from({ length: 50_001 }, (_, at) => `packages[]=acme/p${at}`).join('&');
  assert.throws(
    () => parse(many),
    (error) => isGatehouseError(error, 'too-large'),
  );
  const long = `packages[]=${'a'.repeat(17 * 1024 * 1024)}`;
  assert.throws(
    () => parse(long),
    (error) => isGatehouseError(error, 'too-large'),
  );
});

const answers = [
  { subject: { name: NAME, versions: [] }, evidence: [MALWARE] },
  { subject: { name: OTHER, versions: [] }, evidence: [] },
];

test('K4: a package of which nothing is known has an empty list', () => {
  assert.deepEqual(body(audit.render(answers, FORM)), {
    advisories: {
      [NAME]: [
        {
          advisoryId: 'MAL-1',
          packageName: NAME,
          affectedVersions: '*',
          title: 'Malware: Steals',
          sources: [{ name: 'osv', remoteId: 'MAL-1' }],
          reportedAt: '1970-01-01T00:00:00Z',
          cve: null,
          link: 'https://mal.example/1',
          severity: 'critical',
        },
      ],
      [OTHER]: [],
    },
  });
});

test('the filter list names package, constraint, reason and source', () => {
  const entry = {
    package: NAME,
    constraint: '*',
    url: 'https://mal.example/1',
    reason: 'Steals',
    id: 'MAL-1',
    source: 'osv',
  };
  assert.deepEqual(body(audit.render(answers, 'filter')), { filter: { malware: [entry] } });
});

test('only the fields that name packages are read, with their brackets escaped or not, and only so many', () => {
  const names = audit.parse(
    Buffer.from('x=1&packages%5B0%5D=acme%2Flib&packages[]=psr/log&package=no/no&packages'),
    'security-advisories',
    '',
  );
  assert.deepEqual(
    names.map(({ name }) => name),
    ['acme/lib', 'psr/log'],
  );
  assert.throws(
    () => audit.parse(Buffer.from('packages[]=a/b&'.repeat(50_001)), 'security-advisories', ''),
    (error) => isGatehouseError(error, 'too-large'),
  );
});

test('malware in a range of versions is told by the range, in both answers', () => {
  const details = {
    ...MALWARE.details,
    scope: 'listed',
    ranges: '>=1.2.3 <1.2.5',
  } as Evidence<'malware'>['details'];
  const evidence: readonly Evidence[] = [{ ...MALWARE, kind: 'malware', details }];
  for (const variant of [FORM, 'filter']) {
    const { body } = audit.render([{ subject: { name: NAME, versions: [] }, evidence }], variant);
    assert.match(String(body), /">=1\.2\.3 <1\.2\.5"/, variant);
  }
});
