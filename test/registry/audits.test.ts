// Audits never say that nothing is wrong where nothing is known, or where a record could not be decided.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

import type { Explanation } from '../../src/http/api/package-contract.ts';
import type { Answer } from '../support/ask.ts';
import { startGate, type Gate } from '../support/gate.ts';
import { malwareRecord, vulnerabilityRecord } from '../support/osv.ts';
import { SAMPLES } from '../support/samples.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

function post(gate: Gate, path: string, body: object): Promise<Answer> {
  return gate.ask(path, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(body) });
}

function auditNpm(gate: Gate, versions: Readonly<Record<string, readonly string[]>>): Promise<Answer> {
  return post(gate, '/npm/-/npm/v1/security/advisories/bulk', versions);
}

function auditPython(gate: Gate, name: string, version: string): Promise<Answer> {
  return post(gate, '/pypi/osv/v1/query', { package: { ecosystem: 'PyPI', name }, version });
}

/** A gate with two feeds: one that has `records`, and one whose file is not there. */
function startHalfLoaded(t: TestContext, records: readonly object[]): Promise<Gate> {
  return startGate(t, {
    records,
    moreFeeds: [{ name: 'other', kind: 'osv', location: join(import.meta.dirname, 'nowhere.ndjson') }],
  });
}

test('while a feed was never loaded, only an ecosystem of which something is known is audited', async (t) => {
  const gate = await startHalfLoaded(t, [
    vulnerabilityRecord({ ecosystem: 'npm', name: 'tide', fixed: '2.0.0' }),
  ]);
  const npm = await auditNpm(gate, { tide: ['1.0.0'], calm: ['1.0.0'] });
  assert.equal(npm.status, 200);
  assert.deepEqual(Object.keys(JSON.parse(npm.text) as object), ['tide']);
  const python = await auditPython(gate, 'tide-pool', '1.0.0');
  assert.equal(python.status, 503);
  assert.match(python.text, /no advisory about pypi was loaded yet, and feed other never was/);
});

test('with every feed loaded, an ecosystem without a record is clean', async (t) => {
  const gate = await startGate(t, {
    records: [vulnerabilityRecord({ ecosystem: 'npm', name: 'tide', fixed: '2.0.0' })],
  });
  const python = await auditPython(gate, 'tide-pool', '1.0.0');
  assert.equal(python.status, 200);
  assert.deepEqual(JSON.parse(python.text), {});
});

test('a version that a record leaves open is not clean', async (t) => {
  const record = vulnerabilityRecord({ ecosystem: 'pypi', name: 'tide-pool', fixed: '2.0', id: 'PYSEC-1' });
  const malware = malwareRecord({ ecosystem: 'pypi', name: 'tide-pool', versions: ['9.9'], id: 'MAL-1' });
  const gate = await startGate(t, { records: [record, malware] });
  const odd = await auditPython(gate, 'tide-pool', '2004d');
  assert.equal(odd.status, 200);
  const { vulns } = JSON.parse(odd.text) as { vulns: { id: string }[] };
  assert.deepEqual(vulns.map(({ id }) => id).sort(), ['MAL-1', 'PYSEC-1']);
  assert.match(odd.text, /leaves open whether it means 2004d/);
  assert.deepEqual(JSON.parse((await auditPython(gate, 'tide-pool', '2.0')).text), {});
});

test('a version is explained with what stands against its whole name: a feed that was never loaded', async (t) => {
  const gate = await startHalfLoaded(t, []);
  await gate.upstream.npm.publish({ name: 'tide', version: '1.0.0', publishedAt: '2024-01-01T00:00:00Z' });
  const answer = await gate.ask('/api/v1/explain?purl=pkg:npm/tide@1.0.0');
  assert.equal(answer.status, 200, answer.text);
  const { verdict, ofName, text } = JSON.parse(answer.text) as Explanation;
  assert.equal(verdict.action, 'allow');
  assert.deepEqual(
    ofName?.map(({ rule, action }) => [rule, action]),
    [['feeds', 'warn']],
  );
  assert.match(text.join('\n'), /^of tide: warn by rule feeds: /m);
});

test('records without a link lead to the package’s page at the gate’s own address, in every form of answer', async (t) => {
  const records = (['npm', 'pypi', 'composer'] as const).map((ecosystem) =>
    malwareRecord({ ecosystem, name: SAMPLES[ecosystem].ref.name, versions: ['1.0.0'] }),
  );
  const gate = await startGate(t, { records });
  for (const ecosystem of ['pypi', 'composer'] as const) {
    await SAMPLES[ecosystem].publish(gate.upstream, { version: '1.0.0' });
    await SAMPLES[ecosystem].publish(gate.upstream, { version: '0.9.0' });
  }
  const pages = {
    npm: `${gate.url}/packages/npm/%40acme/tide`,
    pypi: `${gate.url}/packages/pypi/tide-pool`,
    composer: `${gate.url}/packages/composer/acme/tide`,
  };
  const npm = await auditNpm(gate, { '@acme/tide': ['1.0.0'] });
  const [advisory] = (JSON.parse(npm.text) as Record<string, { url: string }[]>)['@acme/tide'] ?? [];
  assert.equal(advisory?.url, pages.npm);
  const osv = await auditPython(gate, 'tide-pool', '1.0.0');
  const { vulns } = JSON.parse(osv.text) as { vulns: { references: { url: string }[] }[] };
  assert.deepEqual(vulns[0]?.references, [{ type: 'ADVISORY', url: pages.pypi }]);
  const json = await gate.ask('/pypi/pypi/tide-pool/1.0.0/json');
  const { vulnerabilities } = JSON.parse(json.text) as { vulnerabilities?: { link: string }[] };
  assert.equal(vulnerabilities?.[0]?.link, pages.pypi, json.text);
  for (const path of [
    '/composer/api/security-advisories?packages[]=acme/tide',
    '/composer/p2/acme/tide.json',
  ]) {
    const answer = await gate.ask(path);
    assert.equal(answer.status, 200, answer.text);
    assert.ok(
      answer.text.replaceAll(String.raw`\/`, '/').includes(`"link":"${pages.composer}"`),
      answer.text,
    );
  }
});

test('the link that a record brings stays', async (t) => {
  const record = {
    ...malwareRecord({ ecosystem: 'npm', name: 'tide', versions: ['1.0.0'] }),
    references: [{ type: 'ADVISORY', url: 'https://advisories.example/1' }],
  };
  const gate = await startGate(t, { records: [record] });
  const npm = await auditNpm(gate, { tide: ['1.0.0'] });
  assert.match(npm.text, /"url":"https:\/\/advisories\.example\/1"/);
});
