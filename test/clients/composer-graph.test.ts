// composer.lock as the real composer writes it: the graph is the one that composer itself tells.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { composerLockManifest } from '../../src/ecosystems/composer/manifest-composer-lock.ts';
import type { ComponentGraph } from '../../src/kernel/component-graph.ts';
import { tellGraph } from '../../src/kernel/testing/tell-graph.ts';
import { composer } from '../support/client-composer.ts';
import { skipUnlessInstalled } from '../support/client.ts';
import { startFixtureUpstream, type FixtureUpstream } from '../support/fixture-upstream.ts';
import { makeWorkspace } from '../support/workspace.ts';
import { readProject } from './gate-clients.ts';

const options = { skip: skipUnlessInstalled(composer) };

const REQUIRE = { php: '>=7', 'acme/app': '^1.0', 'acme/user': '^1.0' };
const REQUIRE_DEV = { 'acme/tool': 'dev-main', 'acme/lib': '^2.0' };

async function publishAll({ composer: registry }: FixtureUpstream): Promise<void> {
  const releases = [
    {
      name: 'acme/app',
      version: '1.2.0',
      license: 'MIT',
      require: { php: '>=7', 'ext-json': '*', 'acme/log': '^1.0', 'psr/log-implementation': '^1.0' },
    },
    {
      name: 'acme/log',
      version: 'v1.1.0',
      shasum: true,
      require: { 'acme/lib': '^2.0' },
      manifest: { provide: { 'psr/log-implementation': '1.0.0' } },
    },
    { name: 'acme/lib', version: '2.1.0' },
    { name: 'acme/whole', version: '3.0.0', manifest: { replace: { 'acme/part': 'self.version' } } },
    { name: 'other/fork', version: '1.0.0', manifest: { replace: { 'acme/victim': '1.0.0' } } },
    {
      name: 'acme/user',
      version: '1.0.0',
      require: { 'acme/part': '^3.0', 'acme/victim': '^1.0', 'acme/whole': '*', 'other/fork': '*' },
    },
    { name: 'acme/tool', version: 'dev-main', require: { 'acme/lib': '^2.0', 'acme/only-dev': '*' } },
    { name: 'acme/only-dev', version: '0.1.0', abandoned: 'acme/lib' },
  ];
  for (const release of releases) await registry.publish(release);
}

interface TreeNode {
  readonly name: string;
  readonly requires?: readonly TreeNode[];
}

/** Edges between packages of the lock file, as composer's trees have them. */
function edgesOfTree(nodes: readonly TreeNode[], locked: ReadonlySet<string>): ReadonlySet<string> {
  const edges = new Set<string>();
  const waiting = [...nodes];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    for (const need of node.requires ?? []) {
      waiting.push(need);
      if (locked.has(need.name)) edges.add(`${node.name} ${need.name}`);
    }
  }
  return edges;
}

function edgesOfGraph({ components, needs }: ComponentGraph): ReadonlySet<string> {
  return new Set(
    components.flatMap(({ name, source }, at) =>
      source === 'project' ? [] : (needs[at] ?? []).map((to) => `${name} ${components[to]?.name}`),
    ),
  );
}

test('composer.lock has the graph that composer shows, and what stands in for others', options, async (t) => {
  const upstream = await startFixtureUpstream();
  t.after(async () => upstream.close());
  await publishAll(upstream);
  const here = makeWorkspace(t);
  const manifest = {
    name: 'consumer/consumer',
    repositories: [{ type: 'composer', url: upstream.urls.composer }, { packagist: false }],
    require: REQUIRE,
    'require-dev': REQUIRE_DEV,
    config: { 'secure-http': false },
    'minimum-stability': 'dev',
    'prefer-stable': true,
  };
  writeFileSync(join(here.project, 'composer.json'), JSON.stringify(manifest));
  const job = { ...here, registryUrl: upstream.urls.composer };
  const updated = await composer.run(job, ['update', '--no-install', '--ignore-platform-reqs']);
  assert.equal(updated.exitCode, 0, updated.stderr);

  const companions = new Map([['composer.json', readProject(here, 'composer.json')]]);
  const graph = composerLockManifest.read(readProject(here, 'composer.lock'), companions);
  const told = tellGraph(graph).map((line) => line.replace(/^\d+: /, ''));
  assert.deepEqual(told, [
    'consumer/consumer@? runtime project -> acme/app@1.2.0, acme/lib@2.1.0, acme/tool@[dev-main], acme/user@1.0.0',
    'acme/app@1.2.0 runtime registry -> acme/log@v1.1.0',
    'acme/lib@2.1.0 runtime registry',
    'acme/log@v1.1.0 runtime registry -> acme/lib@2.1.0',
    'acme/user@1.0.0 runtime registry -> acme/whole@3.0.0, other/fork@1.0.0',
    'acme/whole@3.0.0 runtime registry',
    'other/fork@1.0.0 runtime registry',
    'acme/only-dev@0.1.0 development registry',
    'acme/tool@[dev-main] development registry -> acme/lib@2.1.0, acme/only-dev@0.1.0',
  ]);
  assert.deepEqual(
    graph.gaps.map(({ message }) => message),
    ['Cannot tell what is known against acme/victim: found other/fork in its place'],
  );
  assert.match(graph.components[3]?.digests?.sha1 ?? '', /^[0-9a-f]{40}$/);

  const shown = await composer.run(job, ['show', '--locked', '--tree', '--format=json']);
  const { installed } = JSON.parse(shown.stdout) as { installed: readonly TreeNode[] };
  const names = new Set(graph.components.map(({ name }) => name));
  assert.deepEqual(edgesOfTree(installed, names), edgesOfGraph(graph));
});
