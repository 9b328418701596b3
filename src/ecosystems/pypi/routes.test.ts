import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isGatehouseError } from '../../kernel/errors.ts';
import type { RegistryRequest } from '../adapter-routes.ts';
import { names } from './name.ts';
import { routes } from './routes.ts';

/** What a request means, as the server would split and decode it. */
function resolve(method: string, path: string, accept?: string): RegistryRequest | undefined {
  const url = new URL(path, 'http://gate.example');
  const segments = url.pathname
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent);
  for (const route of routes) {
    if (!(route.methods as readonly string[]).includes(method)) continue;
    const means = route.match({
      method,
      segments,
      query: url.searchParams,
      headers: { accept },
      endsWithSlash: url.pathname.endsWith('/'),
    });
    if (means !== undefined) return means;
  }
  return undefined;
}

const JSON_TYPE = 'application/vnd.pypi.simple.v1+json';

test('P1: the simple page is asked for by name, in the form of the Accept header or of the address', () => {
  assert.deepEqual(resolve('GET', '/simple/demo-pack/', JSON_TYPE), {
    kind: 'index',
    name: 'demo-pack',
    variant: 'json',
  });
  assert.deepEqual(resolve('GET', '/simple/demo-pack/'), {
    kind: 'index',
    name: 'demo-pack',
    variant: 'html',
  });
  assert.deepEqual(
    resolve('GET', `/simple/demo-pack/?format=${encodeURIComponent(JSON_TYPE)}`, 'text/html'),
    {
      kind: 'index',
      name: 'demo-pack',
      variant: 'json',
    },
  );
});

test('P9: other spellings and a missing slash are sent to the one address', () => {
  const there = { kind: 'redirect', path: '/simple/my-package/' };
  assert.deepEqual(resolve('GET', '/simple/My_Package/'), there);
  assert.deepEqual(resolve('GET', '/simple/my-package'), there);
  assert.deepEqual(resolve('GET', '/simple/my.package/?format=text%2Fhtml&x=1'), {
    kind: 'redirect',
    path: '/simple/my-package/?format=text%2Fhtml',
  });
  assert.deepEqual(resolve('GET', '/pypi/My_Package/1.0/json'), {
    kind: 'redirect',
    path: '/pypi/my-package/1.0/json',
  });
});

test('P14: the list of projects, the JSON API in both places', () => {
  assert.deepEqual(resolve('GET', '/simple/'), { kind: 'answer', answer: 'names' });
  const index = { kind: 'index', name: 'a', variant: 'project-json' };
  assert.deepEqual(resolve('GET', '/pypi/a/json'), index);
  assert.deepEqual(resolve('GET', '/a/json'), index);
  assert.deepEqual(resolve('GET', '/pypi/a/1.0%2Bcpu/json'), { ...index, selector: '1.0+cpu' });
  assert.deepEqual(resolve('GET', '/a/1.0/json'), { ...index, selector: '1.0' });
});

test('P15: a file is known by project and name, in every spelling of the project', () => {
  const file = 'my_package-1.0+cpu-py3-none-any.whl';
  for (const path of ['my-package', 'My_Package', '%6dy.package']) {
    assert.deepEqual(resolve('GET', `/files/${path}/${encodeURIComponent(file)}`), {
      kind: 'artifact',
      name: 'my-package',
      file,
    });
  }
});

test('PEP 740: an allowed version opens no way to the provenance of another one’s file', () => {
  for (const path of [
    '1.0/demo_pack-6.6.6.zip',
    '1.0/other-1.0.zip',
    'x/demo_pack-1.0.zip',
    '1.0/notes.txt',
  ]) {
    assert.equal(resolve('GET', `/integrity/demo-pack/${path}/provenance`), undefined, path);
  }
  assert.equal(
    resolve('GET', '/integrity/demo-pack/1.0.0/demo_pack-1.0.zip/provenance')?.kind,
    'passthrough',
  );
});

test('PEP 740: provenance is passed through for the version that it is about', () => {
  assert.deepEqual(resolve('GET', '/integrity/Demo_Pack/1.0/demo_pack-1.0.zip/provenance'), {
    kind: 'passthrough',
    path: 'integrity/demo-pack/1.0/demo_pack-1.0.zip/provenance',
    accept: 'application/vnd.pypi.integrity.v1+json, application/json;q=0.5',
    contentType: 'application/vnd.pypi.integrity.v1+json',
    name: 'demo-pack',
    version: '1.0',
  });
});

test('audits are questions, uploads are forms, everything else that is sent would change the index', () => {
  assert.deepEqual(resolve('POST', '/osv/v1/query'), { kind: 'audit', variant: 'osv-query' });
  for (const path of ['/legacy/', '/legacy']) {
    assert.deepEqual(resolve('POST', path), { kind: 'submit', variant: 'upload' });
  }
  assert.equal(resolve('PUT', '/legacy/')?.kind, 'write');
  assert.equal(resolve('PUT', '/simple/a/')?.kind, 'write');
  assert.equal(resolve('DELETE', '/files/a/b')?.kind, 'write');
});

test('what means nothing here is nothing, and what is no name is refused', () => {
  for (const path of [
    '/',
    '/nothing',
    '/simple/a/b',
    '/files/a',
    '/files/a/b/c',
    '/integrity/a/1/b',
    '/a/b/c/json',
  ]) {
    assert.equal(resolve('GET', path), undefined, path);
  }
  for (const path of ['/simple/-/', '/files/__proto__/x', '/pypi/..%2f/json']) {
    assert.throws(
      () => resolve('GET', path),
      (error) => isGatehouseError(error, 'invalid-name'),
      path,
    );
  }
});

test('X1: every door of a route leads to it, or to a redirect into it, and names the same project', () => {
  const target = { name: names.parse('my-package'), version: '1.0', file: 'my_package-1.0-py3-none-any.whl' };
  let doors = 0;
  for (const route of routes) {
    for (const door of route.doors(target)) {
      const means = resolve('GET', door);
      assert.ok(means, door);
      if (means.kind === 'redirect') assert.match(means.path, /my-package/, door);
      else assert.equal('name' in means ? means.name : undefined, target.name, door);
      doors++;
    }
  }
  assert.ok(doors > 40);
});
