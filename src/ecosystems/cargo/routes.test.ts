import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isGatehouseError } from '../../kernel/errors.ts';
import type { RegistryRequest } from '../adapter-routes.ts';
import { names } from './name.ts';
import { routes } from './routes.ts';

function find(
  method: string,
  url: string,
): { id: string; access: string; request: RegistryRequest } | undefined {
  const [path = '', query = ''] = url.split('?');
  const segments = path
    .split('/')
    .filter((one) => one !== '')
    .map(decodeURIComponent);
  for (const route of routes) {
    if (!(route.methods as readonly string[]).includes(method)) continue;
    const request = route.match({ method, segments, query: new URLSearchParams(query), headers: {} });
    if (request !== undefined) return { id: route.id, access: route.access, request };
  }
  return undefined;
}

test('C3: each form of an index path leads to its crate', () => {
  const expected = {
    '/1/a': 'a',
    '/2/ab': 'ab',
    '/3/a/abc': 'abc',
    '/ab/cd/abcd': 'abcd',
    '/se/rd/serde_json': 'serde_json',
  };
  for (const [path, name] of Object.entries(expected)) {
    assert.deepEqual(find('GET', path)?.request, { kind: 'index', name, variant: 'index' }, path);
  }
});

test('C3: an index path that does not fit its name is not found', () => {
  const wrong = [
    '/1/ab',
    '/2/a',
    '/3/b/abc',
    '/3/abc',
    '/ab/ce/abcd',
    '/ab/cd/abce',
    '/Ab/cd/abcd',
    '/ab/cd/abCd',
    '/abcd',
    '/a/b/c/d',
  ];
  for (const path of wrong) assert.equal(find('GET', path), undefined, path);
  assert.throws(
    () => find('GET', '/ab/cd/ab cd'),
    (error) => isGatehouseError(error, 'invalid-name'),
  );
});

test('C1: the settings take the right to read, so that the first request without a token is told to bring one', () => {
  const found = find('GET', '/config.json');
  assert.deepEqual(found?.request, { kind: 'answer', answer: 'settings' });
  assert.equal(found?.access, 'read');
});

test('a crate is asked for by name in any case, below the root or in the web API', () => {
  const expected = { kind: 'artifact', name: 'tide-pool', file: 'tide-pool-1.2.0+build.7.crate' };
  assert.deepEqual(find('GET', '/crates/Tide-Pool/1.2.0+build.7/download')?.request, expected);
  assert.deepEqual(find('GET', '/crates/tide-pool/1.2.0%2Bbuild.7/download')?.request, expected);
  assert.deepEqual(find('GET', '/api/v1/crates/tide-pool/1.2.0+build.7/download')?.request, expected);
  for (const path of [
    '/crates/tide-pool/1.0.0',
    '/crates/tide-pool/1.0.0/download/x',
    '/crates/tide-pool/1.0.0/get',
  ]) {
    assert.equal(find('GET', path), undefined, path);
  }
});

test('search reads its page within bounds', () => {
  assert.deepEqual(find('GET', '/api/v1/crates?q=tide&per_page=20&page=3')?.request, {
    kind: 'search',
    text: 'tide',
    size: 20,
    from: 40,
  });
  assert.deepEqual(find('GET', '/api/v1/crates?per_page=1e9&page=-4')?.request, {
    kind: 'search',
    text: '',
    size: 1,
    from: 0,
  });
  assert.deepEqual(find('GET', '/api/v1/crates?per_page=5000')?.request, {
    kind: 'search',
    text: '',
    size: 100,
    from: 0,
  });
});

test('C11: whatever would change the registry is known as such', () => {
  const writes = [
    ['PUT', '/api/v1/crates/new', 'submit'],
    ['DELETE', '/api/v1/crates/tide-pool/1.0.0/yank', 'submit'],
    ['PUT', '/api/v1/crates/tide-pool/1.0.0/unyank', 'submit'],
    ['PUT', '/api/v1/crates/tide-pool/owners', 'submit'],
    ['DELETE', '/api/v1/crates/tide-pool/owners', 'submit'],
    ['PATCH', '/api/v1/crates/tide-pool', 'write'],
  ] as const;
  for (const [method, path, kind] of writes) {
    const found = find(method, path);
    assert.equal(found?.request.kind, kind, path);
    assert.equal(found?.access, 'publish', path);
  }
});

test('X1: every door leads back to the crate it is a door to', () => {
  const name = names.parse('tide-pool');
  const file = 'tide-pool-1.2.0+build.7.crate';
  const doors = routes.flatMap((route) => route.doors({ name, version: '1.2.0+build.7', file }));
  for (const door of doors) {
    const request = find('GET', door)?.request;
    assert.ok(request?.kind === 'artifact' || request?.kind === 'index', door);
    assert.equal(request.name, name, door);
    if (request.kind === 'artifact') assert.equal(request.file, file, door);
  }
  assert.equal(new Set(doors).size, 20);
});
