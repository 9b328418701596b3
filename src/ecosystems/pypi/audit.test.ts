import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Evidence } from '../../kernel/evidence.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import { answers } from './answers.ts';
import { audit } from './audit.ts';
import { names } from './name.ts';

const NAME = names.parse('demo-pack');
const parse = (body: unknown) =>
  audit.parse(Buffer.from(JSON.stringify(body)), 'osv-query', 'application/json');

const ADVISORY: Evidence<'advisory'> = {
  id: 'a',
  kind: 'advisory',
  subject: { ecosystem: 'pypi', name: NAME },
  source: 'osv',
  observedAt: Date.UTC(2026, 0, 1),
  confidence: 1,
  details: {
    recordId: 'CVE-2026-1',
    aliases: ['PYSEC-2026-1'],
    summary: 'bad',
    url: 'https://advisories.example/1',
    cwes: [],
    reviewed: true,
    affected: [{ version: '1.0', fixedIn: '1.1' }],
    fixedVersions: ['1.1'],
    ranges: '<1.1',
  },
};

test('a query names one version of one project', () => {
  assert.deepEqual(parse({ package: { name: 'Demo_Pack', ecosystem: 'PyPI' }, version: '1.0' }), [
    { name: 'demo-pack', versions: ['1.0'] },
  ]);
});

test('what is no such query is refused', () => {
  for (const body of [
    {},
    [],
    null,
    'x',
    { package: { name: 'a', ecosystem: 'npm' }, version: '1' },
    { package: { name: 'a', ecosystem: 'PyPI' } },
    { package: 'a', version: '1' },
    { package: { name: 1, ecosystem: 'PyPI' }, version: '1' },
  ]) {
    assert.throws(
      () => parse(body),
      (error) => isGatehouseError(error, 'invalid-request'),
      JSON.stringify(body),
    );
  }
  assert.throws(
    () => parse({ version: 'x'.repeat(70_000) }),
    (error) => isGatehouseError(error, 'too-large'),
  );
  assert.throws(
    () => audit.parse(Buffer.from('{}'), 'other', ''),
    (error) => isGatehouseError(error, 'unsupported'),
  );
});

test('the answer has what pip-audit reads: id, aliases, summary, and the fixed versions of this package', () => {
  const { body } = audit.render(
    [{ subject: { name: NAME, versions: ['1.0'] }, evidence: [ADVISORY] }],
    'osv-query',
  );
  assert.deepEqual(JSON.parse(String(body)), {
    vulns: [
      {
        schema_version: '1.7.0',
        id: 'CVE-2026-1',
        modified: '2026-01-01T00:00:00.000Z',
        aliases: ['PYSEC-2026-1'],
        summary: 'bad',
        details: 'bad',
        affected: [
          {
            package: { name: 'demo-pack', ecosystem: 'PyPI' },
            ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '1.0' }, { fixed: '1.1' }] }],
            versions: ['1.0'],
          },
        ],
        references: [{ type: 'ADVISORY', url: 'https://advisories.example/1' }],
        database_specific: { source: 'osv' },
      },
    ],
  });
});

test('nothing known is an empty object; a notice is no vulnerability', () => {
  const notice = { ...ADVISORY, details: { ...ADVISORY.details, informational: 'unmaintained' } };
  for (const evidence of [[], [notice]]) {
    assert.equal(
      audit.render([{ subject: { name: NAME, versions: ['1.0'] }, evidence }], 'osv-query').body,
      '{}',
    );
  }
});

test('a batch asks about many projects; each gets the ids of what is known, in order', () => {
  const query = (name: string, version: string) => ({ package: { name, ecosystem: 'PyPI' }, version });
  const body = { queries: [query('Demo_Pack', '1.0'), query('other', '2.0')] };
  const subjects = audit.parse(Buffer.from(JSON.stringify(body)), 'osv-querybatch', 'application/json');
  assert.deepEqual(subjects, [
    { name: 'demo-pack', versions: ['1.0'] },
    { name: 'other', versions: ['2.0'] },
  ]);
  const [first, second] = subjects;
  assert.ok(first !== undefined && second !== undefined);
  const answer = audit.render(
    [
      { subject: first, evidence: [ADVISORY] },
      { subject: second, evidence: [] },
    ],
    'osv-querybatch',
  );
  assert.deepEqual(JSON.parse(String(answer.body)), {
    results: [{ vulns: [{ id: 'CVE-2026-1', modified: '2026-01-01T00:00:00.000Z' }] }, {}],
  });
});

test('a batch with a query that cannot be read, or with too many, is refused whole', () => {
  const good = { package: { name: 'a', ecosystem: 'PyPI' }, version: '1' };
  const ask = (body: object) => () => audit.parse(Buffer.from(JSON.stringify(body)), 'osv-querybatch', '');
  for (const body of [
    {},
    { queries: {} },
    { queries: [good, {}] },
    { queries: [good, null] },
    { queries: [{ ...good, version: 1 }] },
  ]) {
    assert.throws(ask(body), (error) => isGatehouseError(error, 'invalid-request'), JSON.stringify(body));
  }
  const many = Array.from({ length: 1_001 }, () => good);
  assert.throws(ask({ queries: many }), (error) => isGatehouseError(error, 'too-large'));
  assert.equal(ask({ queries: many.slice(1) })().length, 1_000);
});

test('P14: the list of projects comes in the form that is asked for', () => {
  const list = [NAME, names.parse('other')];
  const json = answers.names?.(list, 'application/vnd.pypi.simple.v1+json');
  assert.deepEqual(JSON.parse(String(json?.body)), {
    meta: { 'api-version': '1.4' },
    projects: [{ name: 'demo-pack' }, { name: 'other' }],
  });
  assert.equal(json?.contentType, 'application/vnd.pypi.simple.v1+json');
  const html = answers.names?.(list, 'text/html');
  assert.match(String(html?.body), /<a href="demo-pack\/">demo-pack<\/a>/);
  assert.deepEqual(html?.headers, { vary: 'accept' });
});
