import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Component, ComponentGraph } from '../../kernel/component-graph.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import { ADAPTERS } from '../../ecosystems/list.ts';
import type { VexDocument, VexProduct } from '../../formats/vex/vex-statement.ts';
import { findClearing, type VexFile } from './clear-by-vex.ts';
import { VexIndex } from './vex-index.ts';

const component = (name: string, source: Component['source'] = 'registry'): Component => ({
  ecosystem: 'npm',
  name,
  version: '1.0.0',
  source,
  scope: 'runtime',
});

/** Of a project `app` at 0 with packages behind it; `needs` by name, absent where the file does not say. */
function graphOf(needs: Readonly<Record<string, readonly string[] | undefined>>): ComponentGraph {
  const names = Object.keys(needs);
  return {
    format: 'it',
    components: names.map((name, at) => component(name, at === 0 ? 'project' : 'registry')),
    roots: [0],
    needs: names.map((name) => needs[name]?.map((to) => names.indexOf(to))),
    gaps: [],
  };
}

const document = (
  products: readonly VexProduct[],
  more: Partial<VexDocument['statements'][number]> = {},
): VexDocument => ({
  format: 'it',
  id: 'it',
  author: 'Ada',
  statements: [{ vulnerabilities: ['CVE-1'], products, status: 'not_affected', at: 1, ...more }],
  unrecognised: 0,
});

const WAVE = [{ purl: 'pkg:npm/wave', subcomponents: ['pkg:npm/tide'] }];
const TIDE = [{ purl: 'pkg:npm/tide', subcomponents: [] }];

function isCleared(files: readonly VexFile[], ...documents: readonly VexDocument[]): boolean {
  const asked = [
    { ref: { ecosystem: 'npm' as const, name: asPackageName('tide') }, version: '1.0.0', ids: ['CVE-1'] },
  ];
  const index = new VexIndex(ADAPTERS, documents);
  return findClearing({ rules: ADAPTERS, index, files }, asked)[0] !== undefined;
}

const within = (needs: Parameters<typeof graphOf>[0]) =>
  isCleared([{ graph: graphOf(needs) }], document(WAVE));

test('a part of a package is cleared where every way to it leads through that package', () => {
  assert.equal(within({ app: ['wave'], wave: ['tide'], tide: [] }), true);
  assert.equal(within({ app: ['reef'], reef: ['wave'], wave: ['tide'], tide: [] }), true);
  assert.equal(
    within({ app: ['wave', 'tide'], wave: ['tide'], tide: [] }),
    false,
    'the project needs it too',
  );
  assert.equal(
    within({ app: ['wave', 'reef'], wave: ['tide'], reef: ['tide'], tide: [] }),
    false,
    'another way',
  );
  assert.equal(within({ app: ['wave'], wave: ['tide'], tide: ['wave'] }), true, 'a circle');
});

test('where ways are not known, nothing is cleared by them', () => {
  assert.equal(within({ app: undefined, wave: ['tide'], tide: [] }), false);
  assert.equal(within({ app: ['wave', 'reef'], wave: ['tide'], reef: undefined, tide: [] }), false);
  assert.equal(within({ app: ['wave'], wave: [], tide: [] }), false, 'nothing is known to need it');
});

test('a component in several files is cleared where it is in each of them', () => {
  const through = { graph: graphOf({ app: ['wave'], wave: ['tide'], tide: [] }) };
  const direct = { graph: graphOf({ app: ['tide'], tide: [] }) };
  const elsewhere = { graph: graphOf({ app: ['reef'], reef: [] }) };
  assert.equal(isCleared([through, through, elsewhere], document(WAVE)), true);
  assert.equal(isCleared([through, direct], document(WAVE)), false);
});

test('what a file says holds in it alone, and the later of it and of what holds everywhere counts', () => {
  const graph = graphOf({ app: ['tide'], tide: [] });
  const own = { graph, vex: document(TIDE, { at: 2 }) };
  assert.equal(isCleared([own]), true);
  assert.equal(isCleared([own, { graph }]), false);
  assert.equal(isCleared([own], document(TIDE, { at: 1, status: 'affected' })), true);
  assert.equal(isCleared([own], document(TIDE, { at: 3, status: 'affected' })), false);
});

test('a bill whose subject has no package-URL is meant by its name within its own file', () => {
  const graph = graphOf({ app: ['tide'], tide: [] });
  const whole = document([{ purl: 'pkg:generic/app', subcomponents: [] }]);
  assert.equal(isCleared([{ graph, vex: whole }]), true);
  assert.equal(isCleared([{ graph }], whole), false, 'elsewhere it is an application');
});

test('very many products of one vulnerability are looked through in bounded time', () => {
  const names = Array.from({ length: 5_000 }, (_, at) => `p${at}`);
  const needs = Object.fromEntries([
    ['app', [...names, 'tide']],
    ...names.map((name) => [name, ['tide']]),
    ['tide', []],
  ]) as Parameters<typeof graphOf>[0];
  const products = names.map((name) => ({ purl: `pkg:npm/${name}`, subcomponents: ['pkg:npm/tide'] }));
  const index = new Map(Object.keys(needs).map((name, at) => [name, at]));
  const graph = {
    ...graphOf({}),
    components: [...index.keys()].map((name, at) => component(name, at === 0 ? 'project' : 'registry')),
    needs: Object.values(needs).map((some) => (some ?? []).map((name) => index.get(name) ?? 0)),
  };
  assert.equal(isCleared([{ graph }], document(products)), false);
});
