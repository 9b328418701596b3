// The blast radius through a whole gate: what its stored documents say of who needs whom, in each ecosystem.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startTurn } from '../../src/evidence/turn.ts';
import type { Ecosystem } from '../../src/kernel/ecosystem.ts';
import { asPackageName } from '../../src/kernel/package-ref.ts';
import { openSeen } from '../../src/main/open-seen.ts';
import { startGate, type Gate } from '../support/gate.ts';

/** What is asked for of each, and who needs whom then. */
const ASKED: readonly (readonly [Ecosystem, string, string, string])[] = [
  ['npm', '/npm/@fixture%2fapp', '@fixture/app', 'fixture-dep'],
  ['pypi', '/pypi/pypi/fixture-app/json', 'fixture-app', 'fixture-dep'],
  ['cargo', '/cargo/fi/xt/fixture-app', 'fixture-app', 'fixture-dep'],
  ['maven', '/maven/org/fixture/app/1.2.0/app-1.2.0.pom', 'org.fixture:app', 'org.fixture:dep'],
  ['composer', '/composer/p2/fixture/app.json', 'fixture/app', 'fixture/dep'],
];

async function publish(
  { upstream: { npm, pypi, cargo, maven, composer } }: Gate,
  version: string,
): Promise<void> {
  await npm.publish({ name: '@fixture/app', version, dependencies: { 'fixture-dep': '^2.0.0' } });
  await pypi.publish({ name: 'Fixture.App', version, requires: ['fixture-dep>=2,<3'] });
  await cargo.publish({ name: 'fixture-app', version, dependencies: { 'fixture-dep': '2' } });
  const dependency = { groupId: 'org.fixture', artifactId: 'dep', version: '[2.0,3.0)' };
  await maven.publish({ groupId: 'org.fixture', artifactId: 'app', version, dependencies: [dependency] });
  await composer.publish({ name: 'fixture/app', version, require: { 'fixture/dep': '^2.0' } });
}

test('whoever was asked for is known to need what its documents say, and is read once', async (t) => {
  const gate = await startGate(t);
  const seen = openSeen(gate.house.registry);
  t.after(() => seen.close());
  await publish(gate, '1.2.0');
  assert.equal((await seen.dependencies.graph()).basis.packages, 0);
  for (const [ecosystem, path] of ASKED) {
    const answer = await gate.ask(path);
    assert.equal(answer.status, 200, `${ecosystem}: ${answer.text}`);
  }
  const found = await seen.dependencies.graph();
  assert.deepEqual(found.basis, { packages: 5, telling: 5, unread: 0 });
  for (const [ecosystem, , app, dependency] of ASKED) {
    const number = found.numberOf({ ecosystem, name: asPackageName(dependency) });
    assert.ok(number !== undefined, ecosystem);
    const { nodes } = await found.graph.dependentsOf(number, startTurn());
    assert.deepEqual(
      [...nodes].map((node) => found.refs[node]),
      [{ ecosystem, name: app }],
    );
    assert.deepEqual(
      found.needsOf(nodes[0] ?? -1).map(({ version }) => version),
      ['1.2.0'],
      ecosystem,
    );
  }
  assert.equal(await seen.dependencies.graph(), found, 'nothing has changed, and nothing is read again');
});

test('maven: a parent that comes through later says what is for tests alone, and is read once', async (t) => {
  const gate = await startGate(t);
  const { maven } = gate.upstream;
  const seen = openSeen(gate.house.registry);
  t.after(() => seen.close());
  const at = (artifactId: string, more = '') =>
    `<groupId>org.fixture</groupId><artifactId>${artifactId}</artifactId>${more}`;
  const parent = `<parent>${at('base', '<version>7</version>')}</parent>`;
  const needs = `<dependencies><dependency>${at('dep', '<version>2.0</version>')}</dependency></dependencies>`;
  const scope = '<version>2.0</version><scope>test</scope>';
  const managed = `<dependencyManagement><dependencies><dependency>${at('dep', scope)}</dependency></dependencies></dependencyManagement>`;
  await maven.publish({ groupId: 'org.fixture', artifactId: 'app', version: '1.2.0', pom: parent + needs });
  await maven.publish({
    groupId: 'org.fixture',
    artifactId: 'base',
    version: '7',
    packaging: 'pom',
    pom: managed,
  });
  const app = { ecosystem: 'maven', name: asPackageName('org.fixture:app') } as const;
  const needsNow = async () => {
    const found = await seen.dependencies.graph();
    return found.needsOf(found.numberOf(app) ?? -1);
  };

  assert.equal((await gate.ask('/maven/org/fixture/app/1.2.0/app-1.2.0.pom')).status, 200);
  assert.deepEqual(await needsNow(), [
    { version: '1.2.0', needs: [{ name: 'org.fixture:dep', range: '2.0', isPerhaps: true }] },
  ]);
  assert.equal((await gate.ask('/maven/org/fixture/base/7/base-7.pom')).status, 200);
  assert.deepEqual(await needsNow(), [{ version: '1.2.0', needs: [] }]);
  const graph = await seen.dependencies.graph();
  assert.equal(await seen.dependencies.graph(), graph, 'nothing has changed, and nothing is read again');
});
