import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isGatehouseError } from '../../kernel/errors.ts';
import type { RegistryRequest } from '../adapter-routes.ts';
import { names } from './name.ts';
import { routes } from './routes.ts';

const NAME = names.parse('acme/lib');

function ask(address: string, method = 'GET'): RegistryRequest | undefined {
  const [path = '', query = ''] = address.split('?');
  const segments = path
    .split('/')
    .filter((one) => one !== '')
    .map(decodeURIComponent);
  const input = { method, segments, query: new URLSearchParams(query), headers: {} };
  for (const route of routes) {
    if (!(route.methods as readonly string[]).includes(method)) continue;
    const request = route.match(input);
    if (request !== undefined) return request;
  }
  return undefined;
}

test('metadata of releases and of branches is asked for by name', () => {
  assert.deepEqual(ask('/p2/acme/lib.json'), { kind: 'index', name: NAME, variant: 'stable' });
  assert.deepEqual(ask('/p2/acme/lib~dev.json'), { kind: 'index', name: NAME, variant: 'dev' });
  assert.deepEqual(ask('/p2/acme/x.json.json'), { kind: 'index', name: 'acme/x.json', variant: 'stable' });
});

test('an archive is asked for by version and reference; branches have slashes', () => {
  assert.deepEqual(ask('/dist/acme/lib/1.0.0/abc.zip'), {
    kind: 'artifact',
    name: NAME,
    file: '1.0.0/abc.zip',
  });
  assert.deepEqual(ask('/dist/acme/lib/dev-a/b%20c/abc.zip'), {
    kind: 'artifact',
    name: NAME,
    file: 'dev-a/b c/abc.zip',
  });
  assert.equal(ask('/dist/acme/lib/abc.zip'), undefined);
});

test('questions, settings and search have fixed addresses', () => {
  assert.deepEqual(ask('/packages.json'), { kind: 'answer', answer: 'settings' });
  assert.deepEqual(ask('/api/security-advisories', 'POST'), {
    kind: 'audit',
    variant: 'security-advisories',
  });
  assert.deepEqual(ask('/api/security-advisories?packages[]=acme/lib'), {
    kind: 'audit',
    variant: 'security-advisories',
    question: 'packages%5B%5D=acme%2Flib',
  });
  assert.deepEqual(ask('/api/filter', 'POST'), { kind: 'audit', variant: 'filter' });
  assert.deepEqual(ask('/search.json?q=lib&page=3&per_page=10'), {
    kind: 'search',
    text: 'lib',
    size: 10,
    from: 20,
  });
});

test('K9, K10: no install is announced here, and the first protocol has no address', () => {
  assert.equal(ask('/p/acme/lib$abc.json'), undefined);
  assert.equal(ask('/p/provider-latest$abc.json'), undefined);
  assert.equal(ask('/notify-batch', 'POST')?.kind, 'write');
});

test('whatever changes something is a write, which takes the right to publish', () => {
  for (const method of ['PUT', 'DELETE', 'PATCH'])
    assert.equal(ask('/p2/acme/lib.json', method)?.kind, 'write');
  assert.deepEqual(
    routes.filter(({ access }) => access !== 'read').map(({ id }) => id),
    ['composer.publish', 'composer.write'],
  );
});

test('an archive is put at the address of its version, and nowhere else', () => {
  assert.deepEqual(ask('/packages/Acme/Lib/v1.2.3', 'PUT'), {
    kind: 'submit',
    variant: 'release',
    name: 'acme/lib',
    selector: 'v1.2.3',
  });
  for (const path of ['/packages/acme/lib', '/packages/acme/lib/1.0.0/more']) {
    assert.equal(ask(path, 'PUT')?.kind, 'write', path);
  }
});

test('names that are none are refused, not looked for', () => {
  for (const path of ['/p2/acme/.json.json', '/p2/acme/lib~x.json', '/dist/acme/..lib/1/abc.zip']) {
    assert.throws(
      () => ask(path),
      (error) => isGatehouseError(error, 'invalid-name'),
      path,
    );
  }
});

test('every door leads to the package, and those of archives to the file', () => {
  const file = 'dev-a/b c/abc.zip';
  const doors = routes.flatMap((route) => route.doors({ name: NAME, version: 'dev-a/b c', file }));
  assert.ok(doors.length > 20);
  for (const door of doors) {
    const request = ask(door);
    assert.ok(request?.kind === 'index' || request?.kind === 'artifact', door);
    assert.equal(request.name, NAME);
    if (request.kind === 'artifact') assert.equal(request.file, file, door);
  }
});
