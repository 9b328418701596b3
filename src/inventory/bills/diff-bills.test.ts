import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ADAPTERS } from '../../ecosystems/list.ts';
import type { Component, ComponentGraph } from '../../kernel/component-graph.ts';
import { diffBills, type BillChange } from './diff-bills.ts';

function component(name: string, version?: string, more: Partial<Component> = {}): Component {
  return {
    ecosystem: 'npm',
    name,
    ...(version === undefined ? {} : { version }),
    source: 'registry',
    scope: 'runtime',
    ...more,
  };
}

function graph(...components: readonly Component[]): ComponentGraph {
  return { format: 'x', components, roots: [], needs: components.map(() => undefined), gaps: [] };
}

function diff(before: readonly Component[], after: readonly Component[]): readonly BillChange[] {
  return diffBills([graph(...before)], [graph(...after)], (ecosystem, a, b) =>
    ADAPTERS[ecosystem].versions.compare(a, b),
  );
}

function tell(changes: readonly BillChange[]): readonly string[] {
  return changes.map(({ kind, name, before, after, scopeChanged, licenceChanged }) => {
    const side = (one: BillChange['before']) => one?.version ?? one?.requested ?? '-';
    return `${kind} ${name} ${side(before)} ${side(after)}${scopeChanged ? ' scope' : ''}${licenceChanged ? ' licence' : ''}`;
  });
}

test('what came, what went, and what moved up or down by the order of its ecosystem', () => {
  const pypi = { ecosystem: 'pypi' } as const;
  assert.deepEqual(
    tell(
      diff(
        [
          component('a', '1.9.0'),
          component('b', '2.0.0'),
          component('gone', '1.0.0'),
          component('p', '1.0rc1', pypi),
        ],
        [
          component('a', '1.10.0'),
          component('b', '2.0.0-rc.1'),
          component('new', '1.0.0'),
          component('p', '1.0', pypi),
        ],
      ),
    ),
    [
      'up a 1.9.0 1.10.0',
      'down b 2.0.0 2.0.0-rc.1',
      'removed gone 1.0.0 -',
      'added new - 1.0.0',
      'up p 1.0rc1 1.0',
    ],
  );
});

test('several versions of one package are paired in their order, and those that stay are not told', () => {
  assert.deepEqual(
    tell(
      diff(
        [component('a', '10.0.0'), component('a', '2.0.0'), component('a', '1.0.0')],
        [
          component('a', '2.1.0'),
          component('a', '1.0.0'),
          component('a', '11.0.0'),
          component('a', '12.0.0'),
        ],
      ),
    ),
    ['up a 2.0.0 2.1.0', 'up a 10.0.0 11.0.0', 'added a - 12.0.0'],
  );
});

test('scopes and licences are told where both sides say them', () => {
  assert.deepEqual(
    tell(
      diff(
        [
          component('a', '1.0.0', { scope: 'development', licence: 'MIT' }),
          component('b', '1.0.0', { licence: 'MIT' }),
          component('c', '1.0.0', { scope: 'unknown' }),
          component('d', '1.0.0', { licence: 'MIT' }),
        ],
        [
          component('a', '1.0.0', { licence: 'MIT' }),
          component('b', '1.0.1', { licence: 'ISC' }),
          component('c', '1.0.0', { licence: 'MIT' }),
          component('d', '1.0.0'),
        ],
      ),
    ),
    ['same-version a 1.0.0 1.0.0 scope', 'up b 1.0.0 1.0.1 licence'],
  );
});

test('one version in several places is one: what runs counts', () => {
  const twice = [component('a', '1.0.0', { scope: 'development' }), component('a', '1.0.0')];
  assert.deepEqual(diff(twice, [component('a', '1.0.0')]), []);
});

test('the projects themselves are left out; names of another ecosystem are other packages', () => {
  assert.deepEqual(
    tell(
      diff(
        [component('shop', '1.0.0', { source: 'project' }), component('a', '1.0.0')],
        [component('shop', '2.0.0', { source: 'project' }), component('a', '1.0.0', { ecosystem: 'cargo' })],
      ),
    ),
    ['added a - 1.0.0', 'removed a 1.0.0 -'],
  );
});

test('what is open, or of no ecosystem, is neither newer nor older', () => {
  const { ecosystem: _npm, ...other } = component('curl', '7.0');
  const { ecosystem: _alsoNpm, ...otherToo } = component('curl', '8.0');
  assert.deepEqual(
    tell(diff([component('a', undefined, { requested: '^1' }), other], [component('a', '1.0.0'), otherToo])),
    ['other curl 7.0 8.0', 'other a ^1 1.0.0'],
  );
});
