// What is published here stands in the graph of who needs whom: from a version to what it depends on, and back to who depends on it.

import assert from 'node:assert/strict';
import { it } from 'node:test';

import type { BlastRadiusItem } from '../../src/http/api/impact-contract.ts';
import type { TracedNeedItem } from '../../src/http/api/contents-contract.ts';
import type { Ecosystem } from '../../src/kernel/ecosystem.ts';
import { seatPerson } from '../support/access-callers.ts';
import { sentDependency } from '../support/crate-body.ts';
import { malwareRecord } from '../support/osv.ts';
import { publishScene, type PublishScene } from './contents-scene.ts';

/** Of each ecosystem the package that is needed, the one that needs it, and the words in which it does. */
const PAIRS: readonly (readonly [Ecosystem, base: string, app: string, range: string, purl: string])[] = [
  ['npm', '@acme/base', '@acme/tide', '^1.0.0', 'pkg:npm/%40acme/base'],
  ['pypi', 'acme-base', 'acme-tide', '<2,>=1', 'pkg:pypi/acme-base'],
  ['cargo', 'tide-base', 'tide-pool', '^1', 'pkg:cargo/tide-base'],
  ['maven', 'org.acme:base', 'org.acme:tide', '[1.0,2.0)', 'pkg:maven/org.acme/base'],
  ['composer', 'acme/base', 'acme/tide', '^1.0', 'pkg:composer/acme/base'],
];

async function publishPairs({ publish, gate }: PublishScene): Promise<void> {
  await publish.npm({ name: '@acme/base' });
  await publish.npm({ manifest: { dependencies: { '@acme/base': '^1.0.0' } } });
  await publish.pypi({ name: 'acme-base', files: { 'acme_base/__init__.py': '' } });
  await publish.pypi({ metadata: ['Requires-Dist: acme-base<2,>=1'] });
  await publish.cargo({ name: 'tide-base' });
  const own = `registry-index = "sparse+${gate.urls.cargo}/"`;
  await publish.cargo({
    toml: `[dependencies]\ntide-base = { version = "1", ${own} }`,
    metadata: { deps: [sentDependency('tide-base', '^1')] },
  });
  await publish.maven({ artifactId: 'base' });
  await publish.maven({
    pom: '<dependencies><dependency><groupId>org.acme</groupId><artifactId>base</artifactId><version>[1.0,2.0)</version></dependency></dependencies>',
  });
  await publish.composer({ name: 'acme/base' });
  await publish.composer({ manifest: { require: { 'acme/base': '^1.0' } } });
}

it('in each ecosystem, a version leads to what it depends on, and that to who depends on it', async (test) => {
  const scene = await publishScene(test);
  await publishPairs(scene);
  for (const [ecosystem, base, app, range, purl] of PAIRS) {
    const { items } = await scene.dependencies(ecosystem, app);
    const expected = {
      name: base,
      purl,
      range,
      scope: 'runtime',
      from: 'hosted',
      version: '1.0.0',
      action: 'allow',
    };
    assert.deepEqual(items, [expected], app);
    const answer = await scene.person.call(
      'GET',
      `/blast-radius?purl=${encodeURIComponent(`${purl}@1.0.0`)}`,
    );
    const { direct, total, isKnown } = JSON.parse(answer.text) as BlastRadiusItem;
    assert.deepEqual(
      [isKnown, total, direct.map((one) => [one.name, one.version, one.range])],
      [true, 1, [[app, '1.0.0', range]]],
      answer.text,
    );
  }
});

it('a dependency is told by where it comes from, and by what is decided of the version that would be taken', async (test) => {
  const scene = await publishScene(test, {
    records: [malwareRecord({ ecosystem: 'npm', name: 'fixture-bad', versions: ['1.0.0'] })],
  });
  const { gate, publish, dependencies } = scene;
  await gate.upstream.npm.publish({ name: 'fixture-good', version: '1.4.0' });
  await gate.upstream.npm.publish({ name: 'fixture-bad', version: '1.0.0' });
  for (const name of ['fixture-good', 'fixture-bad']) await gate.ask(`/npm/${name}`);
  await publish.npm({
    manifest: {
      dependencies: {
        'fixture-good': '^1.0.0',
        'fixture-bad': '1.0.0',
        'fixture-new': '*',
        odd: 'github:acme/odd',
      },
    },
  });
  const found = new Map((await dependencies('npm', '@acme/tide')).items.map((item) => [item.name, item]));
  const upstream = found.get('fixture-good')?.from;
  assert.ok(upstream !== undefined && upstream !== 'hosted');
  assert.equal(found.get('fixture-good')?.version, '1.4.0');
  const bad = found.get('fixture-bad');
  assert.deepEqual([bad?.from, bad?.version, bad?.action], [upstream, '1.0.0', 'block']);
  assert.match(bad?.because ?? '', /^malware: /);
  const untraced = (name: string): TracedNeedItem | undefined => found.get(name);
  assert.deepEqual(untraced('fixture-new'), {
    name: 'fixture-new',
    purl: 'pkg:npm/fixture-new',
    range: '*',
    scope: 'runtime',
  });
  assert.deepEqual(untraced('odd'), { name: 'odd', range: 'github:acme/odd', scope: 'runtime' });
  assert.equal(gate.upstream.count(/fixture-new/), 0, 'nobody outside is asked');
});

it('who may not know a private package finds it neither among dependencies nor among dependents', async (test) => {
  const scene = await publishScene(test, { config: { publish: { visibility: 'private' } } });
  const { gate, person, publish, place } = scene;
  await publish.npm({ name: '@acme/base' });
  await publish.npm({ manifest: { dependencies: { '@acme/base': '^1.0.0' } } });
  const opened = await person.call('PUT', '/owners/npm/@acme%2ftide', { visibility: 'public' });
  assert.equal(opened.status, 204, opened.text);
  const { items } = await scene.dependencies('npm', '@acme/tide');
  assert.deepEqual(
    items.map(({ name, from, action }) => [name, from, action]),
    [['@acme/base', undefined, undefined]],
  );
  const { headers } = await seatPerson(gate, 'bo', { proof: 'two-factor' });
  const asBo = async (path: string) => gate.ask(path, { headers: { ...headers } });
  const blast = (name: string) =>
    `/api/v1/blast-radius?purl=${encodeURIComponent(`pkg:npm/%40acme/${name}`)}`;
  assert.equal((await asBo(blast('base'))).status, 404);
  assert.equal((await asBo(place('npm', '@acme/base'))).status, 404);
  const [swap, back] = ['public', 'private'];
  await person.call('PUT', '/owners/npm/@acme%2fbase', { visibility: swap });
  await person.call('PUT', '/owners/npm/@acme%2ftide', { visibility: back });
  const hidden = JSON.parse((await asBo(blast('base'))).text) as BlastRadiusItem;
  assert.deepEqual(hidden.direct, []);
});
