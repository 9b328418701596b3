import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ADAPTERS } from '../../ecosystems/list.ts';
import type { Component, ComponentGraph } from '../../kernel/component-graph.ts';
import type { BillOfMaterials } from '../../formats/bill-of-materials.ts';
import { billOfProject } from './bill-of-project.ts';

const npm = (name: string, version: string, more: Partial<Component> = {}): Component => ({
  ecosystem: 'npm',
  name,
  version,
  source: 'registry',
  scope: 'runtime',
  ...more,
});
const project = (name: string): Component => ({ name, source: 'project', scope: 'runtime' });
const graph = (
  components: readonly Component[],
  needs: ComponentGraph['needs'],
  roots: readonly number[] = [0],
): ComponentGraph => ({ format: 'x', components, needs, roots, gaps: [] });

function bill(graphs: Readonly<Record<string, ComponentGraph>>): BillOfMaterials {
  const files = Object.entries(graphs).map(([path, one]) => ({ path, graph: one }));
  return billOfProject({ files, unread: [] }, ADAPTERS, 'folder');
}

const refsOf = ({ components }: BillOfMaterials) => components.map(({ ref }) => ref);

test('the one project of a file is the subject; a package is known by its purl, its scope apart from its name', () => {
  const said = bill({
    'a.lock': graph([project('shop'), npm('@acme/anvil', '1.0.0', { licence: 'MIT' })], [[1], undefined]),
  });
  assert.deepEqual(said.components, [
    { ref: 'project', isSubject: true, name: 'shop', scope: 'unknown', digests: {} },
    {
      ref: 'pkg:npm/%40acme/anvil@1.0.0',
      isSubject: false,
      name: 'anvil',
      group: '@acme',
      version: '1.0.0',
      purl: 'pkg:npm/%40acme/anvil@1.0.0',
      scope: 'runtime',
      digests: {},
      licence: 'MIT',
    },
  ]);
  assert.deepEqual([...said.dependencies], [['project', ['pkg:npm/%40acme/anvil@1.0.0']]]);
});

test('one version in several files is one component: what runs counts, digests and edges come together', () => {
  const digests = { sha1: 'a'.repeat(40) };
  const said = bill({
    'a.lock': graph([project('a'), npm('x', '1.0.0', { scope: 'development' })], [[1], undefined]),
    'b.lock': graph([project('b'), npm('x', '1.0.0', { digests }), npm('y', '1.0.0')], [[1], [2], []]),
  });
  assert.deepEqual(refsOf(said), ['project', 'a.lock#0', 'pkg:npm/x@1.0.0', 'b.lock#0', 'pkg:npm/y@1.0.0']);
  const [subject, , x] = said.components;
  assert.deepEqual([subject?.name, x?.scope, x?.digests], ['folder', 'runtime', digests]);
  assert.deepEqual(Object.fromEntries(said.dependencies), {
    project: ['a.lock#0', 'b.lock#0'],
    'a.lock#0': ['pkg:npm/x@1.0.0'],
    'b.lock#0': ['pkg:npm/x@1.0.0'],
    'pkg:npm/x@1.0.0': ['pkg:npm/y@1.0.0'],
    'pkg:npm/y@1.0.0': [],
  });
});

test('where one file does not say what its project needs, what the whole needs is not known', () => {
  const said = bill({
    'a.lock': graph([project('a')], [[]]),
    'b.txt': graph([npm('x', '1.0.0')], [undefined], []),
    'c.lock': graph([project('c')], [undefined]),
  });
  assert.deepEqual(Object.fromEntries(said.dependencies), { 'a.lock#0': [] });
});

test('what has no version, and what is of no ecosystem, is there all the same', () => {
  const open: Component = {
    ecosystem: 'npm',
    name: 'x',
    requested: '^1',
    source: 'registry',
    scope: 'unknown',
  };
  const other: Component = { name: 'curl', version: '7', source: 'registry', scope: 'unknown' };
  const said = bill({
    'a.lock': graph(
      [open, other, { ...other, purl: 'pkg:deb/debian/curl@7' }],
      [undefined, undefined, undefined],
      [],
    ),
  });
  assert.deepEqual(refsOf(said), ['project', 'pkg:npm/x', 'a.lock#1', 'pkg:deb/debian/curl@7']);
  assert.deepEqual(
    said.components.map(({ requested }) => requested),
    [undefined, '^1', undefined, undefined],
  );
});
