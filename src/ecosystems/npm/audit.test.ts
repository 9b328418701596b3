import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { isGatehouseError } from '../../kernel/errors.ts';
import type { Evidence, EvidenceDetails } from '../../kernel/evidence.ts';
import { audit } from './audit.ts';
import { names } from './name.ts';

const NAME = names.parse('left-pad');
const JSON_TYPE = 'application/json';
const parse = (body: unknown) => audit.parse(Buffer.from(JSON.stringify(body)), 'bulk', JSON_TYPE);

const BASE = {
  subject: { ecosystem: 'npm', name: NAME },
  source: 'osv',
  observedAt: 0,
  confidence: 1,
} as const;

function advisory(more: Partial<EvidenceDetails['advisory']> = {}): Evidence {
  return {
    ...BASE,
    id: 'a',
    kind: 'advisory',
    details: {
      recordId: 'CVE-2024-0001',
      aliases: [],
      summary: 'Prototype pollution',
      url: 'https://advisories.example/CVE-2024-0001',
      score: 8.1,
      vector: 'CVSS:3.1/AV:N',
      cwes: ['CWE-1321'],
      reviewed: true,
      affected: [],
      fixedVersions: ['1.3.1'],
      ranges: '<1.3.1',
      ...more,
    },
  };
}

function malware(scope: 'all' | 'listed'): Evidence {
  return {
    ...BASE,
    id: 'm',
    kind: 'malware',
    details: {
      recordId: 'MAL-2024-1',
      summary: 'Steals',
      scope,
      versions: ['1.0.0', '1.0.1'],
      recordedAt: 0,
    },
  };
}

interface Rendered {
  readonly id: number;
  readonly url: string;
  readonly title: string;
  readonly severity: string;
  readonly vulnerable_versions: string;
  readonly cwe: readonly string[];
  readonly cvss: object;
}

function render(evidence: readonly Evidence[]): Readonly<Record<string, readonly Rendered[]>> {
  const answer = audit.render([{ subject: { name: NAME, versions: ['1.0.0'] }, evidence }], 'bulk');
  assert.equal(answer.status, 200);
  return JSON.parse(String(answer.body)) as Readonly<Record<string, readonly Rendered[]>>;
}

test('N11: names and versions are asked, also scoped ones', () => {
  assert.deepEqual(parse({ 'left-pad': ['1.0.0', '1.1.0'], '@acme/app': ['2.0.0'] }), [
    { name: 'left-pad', versions: ['1.0.0', '1.1.0'] },
    { name: '@acme/app', versions: ['2.0.0'] },
  ]);
});

test('N11: what npm cannot have is left out: aliases, workspaces, odd values', () => {
  assert.deepEqual(parse({ '../x': ['1.0.0'], 'a b': ['1.0.0'], ok: ['1.0.0', 7, null] }), [
    { name: 'ok', versions: ['1.0.0'] },
  ]);
  assert.deepEqual(parse({}), []);
});

test('N11: a body that cannot be read is refused, never answered as harmless', () => {
  for (const body of [
    '',
    '[]',
    'null',
    '{"a": ',
    '"x"',
    '{"a":"1.0.0"}',
    '{"a":null}',
    `{"a":${'['.repeat(50)}`,
  ]) {
    assert.throws(
      () => audit.parse(Buffer.from(body), 'bulk', JSON_TYPE),
      (error) => isGatehouseError(error, 'invalid-request'),
      body,
    );
  }
});

test('N11: more packages than anybody has are too many', () => {
  const many = Object.fromEntries(Array.from({ length: 50_001 }, (_, at) => [`p${at}`, ['1.0.0']]));
  assert.throws(
    () => parse(many),
    (error) => isGatehouseError(error, 'too-large'),
  );
  assert.throws(
    () => audit.parse(Buffer.alloc(17 * 1024 * 1024, ' '), 'bulk', JSON_TYPE),
    (error) => isGatehouseError(error, 'too-large'),
  );
});

test('N12: the retired forms are refused in words', () => {
  assert.throws(
    () => audit.parse(Buffer.from('{}'), 'legacy', JSON_TYPE),
    (error) => isGatehouseError(error, 'unsupported') && error.message.includes('bulk advisory endpoint'),
  );
});

test('an advisory is rendered as npm reads it', () => {
  const [found] = render([advisory()])['left-pad'] ?? [];
  assert.ok(found !== undefined);
  assert.ok(Number.isSafeInteger(found.id) && found.id >= 0);
  assert.deepEqual(
    { ...found, id: 1 },
    {
      id: 1,
      url: 'https://advisories.example/CVE-2024-0001',
      title: 'CVE-2024-0001: Prototype pollution',
      severity: 'high',
      vulnerable_versions: '<1.3.1',
      cwe: ['CWE-1321'],
      cvss: { score: 8.1, vectorString: 'CVSS:3.1/AV:N' },
    },
  );
  assert.equal(render([advisory()])['left-pad']?.[0]?.id, found.id);
  assert.notEqual(render([advisory({ recordId: 'CVE-2024-0002' })])['left-pad']?.[0]?.id, found.id);
});

test('severities are CVSS’s own words, npm’s for medium and for unrated ones', () => {
  const severity = (score: number | undefined) => {
    const { score: _, ...unrated } = advisory().details as EvidenceDetails['advisory'];
    const evidence = { ...advisory(), details: score === undefined ? unrated : { ...unrated, score } };
    return render([evidence as Evidence])['left-pad']?.[0]?.severity;
  };
  assert.deepEqual([10, 9, 8.9, 7, 6.9, 4, 3.9, 0, undefined].map(severity), [
    'critical',
    'critical',
    'high',
    'high',
    'moderate',
    'moderate',
    'low',
    'low',
    'moderate',
  ]);
});

test('malware is critical: of every version, or of those listed', () => {
  const rendered = render([malware('all'), malware('listed')])['left-pad'] ?? [];
  assert.deepEqual(
    rendered.map(({ severity, vulnerable_versions, title }) => [severity, vulnerable_versions, title]),
    [
      ['critical', '*', 'MAL-2024-1: Steals'],
      ['critical', '1.0.0 || 1.0.1', 'MAL-2024-1: Steals'],
    ],
  );
});

test('what is no vulnerability is not reported, and packages without any are left out', () => {
  assert.deepEqual(render([]), {});
  assert.deepEqual(render([advisory({ informational: 'unmaintained' })]), {});
});

test('fuzz: any body is read or refused', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ maxLength: 80 }),
        fc.json({ maxDepth: 4 }).map((text) => Buffer.from(text)),
      ),
      (bytes) => {
        try {
          for (const { versions } of audit.parse(bytes, 'bulk', JSON_TYPE))
            assert.ok(Array.isArray(versions));
        } catch (error) {
          assert.ok(isGatehouseError(error, 'invalid-request'), String(error));
        }
      },
    ),
    { numRuns: 400 },
  );
});
