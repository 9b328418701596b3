// Cargo.lock as the real cargo writes it: edges are those of `cargo metadata`, scopes those of `cargo tree`.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

import { openProjectFolder } from '../../src/cli/scan/project-folder.ts';
import { manifests } from '../../src/ecosystems/cargo/manifest.ts';
import { readProject } from '../../src/inventory/scan/read-project.ts';
import type { ComponentGraph } from '../../src/kernel/component-graph.ts';
import { cargo } from '../support/client-cargo.ts';
import { skipUnlessInstalled } from '../support/client.ts';
import { startFixtureUpstream, type FixtureUpstream } from '../support/fixture-upstream.ts';
import { makeWorkspace } from '../support/workspace.ts';

const options = { skip: skipUnlessInstalled(cargo) };

/** Two lines of a crate, one of them only for tests; what tests and the shop share; what one target alone takes. */
async function publishAll({ cargo: registry }: FixtureUpstream): Promise<void> {
  const releases = [
    { name: 'tide', version: '1.1.0', dependencies: { salt: '^1' } },
    { name: 'tide', version: '2.0.0', dependencies: { salt: '^1', foam: '^1' } },
    { name: 'salt', version: '1.0.5' },
    { name: 'foam', version: '1.0.0' },
    { name: 'mock-sea', version: '0.3.0', dependencies: { foam: '^1', only_test: '^1' } },
    { name: 'only_test', version: '1.0.0', dependencies: { salt: '^1' } },
    { name: 'codegen', version: '0.2.0' },
    { name: 'on-windows', version: '1.0.0' },
  ];
  for (const release of releases) await registry.publish(release);
}

const PROJECT: Readonly<Record<string, string>> = {
  'Cargo.toml': `[package]
name = "shop"
version = "0.1.0"
edition = "2021"
build = "build.rs"
[workspace]
members = ["crates/*"]
[workspace.dependencies]
old-tide = { package = "tide", version = "1" }
[dependencies]
shop-core = { path = "crates/core" }
[build-dependencies]
codegen = "0.2"
[dev-dependencies]
mock-sea = "0.3"
[target.'cfg(windows)'.dependencies]
on-windows = "1"
`,
  'build.rs': 'fn main() {}\n',
  'src/lib.rs': '',
  'crates/core/Cargo.toml': `[package]
name = "shop-core"
version = "0.1.0"
edition = "2021"
[dependencies]
old-tide.workspace = true
[dev-dependencies]
new-tide = { package = "tide", version = "2" }
`,
  'crates/core/src/lib.rs': '',
};

interface Metadata {
  readonly packages: readonly { readonly id: string; readonly name: string; readonly version: string }[];
  readonly resolve: {
    readonly nodes: readonly { readonly id: string; readonly dependencies: readonly string[] }[];
  };
}

function edgesOfMetadata({ packages, resolve }: Metadata): readonly string[] {
  const names = new Map(packages.map(({ id, name, version }) => [id, `${name}@${version}`]));
  return resolve.nodes
    .flatMap(({ id, dependencies }) => dependencies.map((to) => `${names.get(id)} > ${names.get(to)}`))
    .sort();
}

function edgesOfGraph({ components, needs }: ComponentGraph): readonly string[] {
  const nameAt = (at: number) => `${components[at]?.name}@${components[at]?.version}`;
  return components.flatMap((_, at) => (needs[at] ?? []).map((to) => `${nameAt(at)} > ${nameAt(to)}`)).sort();
}

/** Each crate of a tree once: `tide v1.1.0 (*)` -> `tide@1.1.0`. */
function namesOfTree(tree: string): readonly string[] {
  const names = tree.matchAll(/^([\w-]+) v([^\s]+)/gm);
  return [...new Set([...names].map(([, name, version]) => `${name}@${version}`))].sort();
}

test('Cargo.lock has the edges and the scopes that cargo tells', options, async (t) => {
  const upstream = await startFixtureUpstream();
  t.after(async () => upstream.close());
  await publishAll(upstream);
  const here = makeWorkspace(t);
  for (const [path, text] of Object.entries(PROJECT)) {
    mkdirSync(dirname(join(here.project, path)), { recursive: true });
    writeFileSync(join(here.project, path), text);
  }
  const job = { ...here, registryUrl: upstream.urls.cargo };
  const metadata = await cargo.run(job, ['metadata', '--format-version', '1']);
  assert.equal(metadata.exitCode, 0, metadata.stderr);
  const tree = await cargo.run(job, 'tree --workspace --target all --edges no-dev --prefix none'.split(' '));
  assert.equal(tree.exitCode, 0, tree.stderr);

  const { files, unread } = await readProject(await openProjectFolder(here.project), manifests);
  assert.deepEqual(unread, []);
  const graph = files.find(({ path }) => path === 'Cargo.lock')?.graph;
  assert.ok(graph !== undefined);
  assert.deepEqual(edgesOfGraph(graph), edgesOfMetadata(JSON.parse(metadata.stdout) as Metadata));
  assert.deepEqual(graph.gaps, []);

  const withScope = (scope: string) =>
    graph.components
      .filter((one) => one.scope === scope)
      .map(({ name, version }) => `${name}@${version}`)
      .sort();
  assert.deepEqual(withScope('development'), ['mock-sea@0.3.0', 'only_test@1.0.0']);
  assert.deepEqual(withScope('unknown'), []);
  // Cargo knows which of two lines is for tests; by name alone both count as delivered, with what they need.
  assert.deepEqual(withScope('runtime'), [...namesOfTree(tree.stdout), 'foam@1.0.0', 'tide@2.0.0'].sort());
});
