import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { RegistryRequest } from '../adapter-routes.ts';
import { names } from './name.ts';
import { routes } from './routes.ts';

const APP = names.parse('org.example:app');

function ask(path: string, method = 'GET'): (RegistryRequest & { readonly route: string }) | undefined {
  const segments = path
    .split('/')
    .filter((segment) => segment !== '')
    .map(decodeURIComponent);
  for (const route of routes) {
    if (!(route.methods as readonly string[]).includes(method)) continue;
    const request = route.match({ method, segments, query: new URLSearchParams(), headers: {} });
    if (request !== undefined) return { ...request, route: route.id };
  }
  return undefined;
}

test('a package’s metadata and its digests are variants of its index', () => {
  const base = { kind: 'index', name: APP, route: 'maven.metadata' };
  assert.deepEqual(ask('/org/example/app/maven-metadata.xml'), { ...base, variant: 'metadata' });
  for (const algorithm of ['sha1', 'md5', 'sha256', 'sha512']) {
    const asked = ask(`/org/example/app/maven-metadata.xml.${algorithm}`);
    assert.deepEqual(asked, { ...base, variant: `metadata.${algorithm}` });
  }
});

test('M5 files of every classifier and extension belong to their version', () => {
  const files = [
    '.pom',
    '.jar',
    '.module',
    '-sources.jar',
    '-javadoc.jar',
    '.jar.asc',
    '-linux-x86_64.tar.gz',
    '.pom.sigstore.json',
  ];
  for (const rest of files) {
    const file = `1.0-jre/app-1.0-jre${rest}`;
    assert.deepEqual(ask(`/org/example/app/${file}`), {
      kind: 'artifact',
      name: APP,
      file,
      route: 'maven.file',
    });
  }
});

test('M5 digests of any file are asked for by its name, signatures included', () => {
  for (const algorithm of ['sha1', 'md5', 'sha256', 'sha512'] as const) {
    for (const file of ['1.0/app-1.0.jar', '1.0/app-1.0.jar.asc']) {
      assert.deepEqual(ask(`/org/example/app/${file}.${algorithm}`), {
        kind: 'checksum',
        name: APP,
        file,
        algorithm,
        route: 'maven.checksum',
      });
    }
  }
});

test('M4 a snapshot’s own metadata, its digest and its builds belong to the snapshot version', () => {
  const metadata = ask('/org/example/app/1.0-SNAPSHOT/maven-metadata.xml');
  assert.deepEqual(metadata, {
    kind: 'passthrough',
    route: 'maven.snapshot-metadata',
    path: 'org/example/app/1.0-SNAPSHOT/maven-metadata.xml',
    accept: '*/*',
    contentType: 'application/xml',
    name: APP,
    version: '1.0-SNAPSHOT',
    hosted: { variant: 'metadata', selector: '1.0-SNAPSHOT' },
  });
  const digest = ask('/org/example/app/1.0-SNAPSHOT/maven-metadata.xml.sha1');
  assert.equal(digest?.kind === 'passthrough' ? digest.digest : undefined, 'sha1');
  assert.deepEqual(digest?.kind === 'passthrough' ? digest.hosted : undefined, {
    variant: 'metadata.sha1',
    selector: '1.0-SNAPSHOT',
  });
  const build = ask('/org/example/app/1.0-SNAPSHOT/app-1.0-20240101.120000-1-sources.jar');
  assert.equal(
    build?.kind === 'artifact' ? build.file : undefined,
    '1.0-SNAPSHOT/app-1.0-20240101.120000-1-sources.jar',
  );
});

test('M5 a group’s plugins and the archetype catalogue', () => {
  const group = ask('/org/example/plugins/maven-metadata.xml');
  assert.equal(group?.kind === 'index' ? group.name : undefined, 'org.example:plugins');
  const short = ask('/tools/maven-metadata.xml');
  assert.equal(short?.kind === 'passthrough' ? short.path : undefined, 'tools/maven-metadata.xml');
  const catalogue = ask('/archetype-catalog.xml');
  assert.equal(catalogue?.kind === 'passthrough' ? catalogue.path : undefined, 'archetype-catalog.xml');
  const digest = ask('/archetype-catalog.xml.md5');
  assert.equal(digest?.kind === 'passthrough' ? digest.digest : undefined, 'md5');
});

test('M3 what the layout has no place for is not found', () => {
  const paths = [
    '/',
    '/org',
    '/org/example/app',
    '/org/example/app/1.0',
    '/org/example/app/1.0/other-1.0.jar',
    '/org.example/app/1.0/app-1.0.jar',
    '/org.example/app/maven-metadata.xml',
    '/app/1.0/app-1.0.jar',
    '/org/exam ple/app/maven-metadata.xml',
    '/org/example/app/1.0%2F..%2F2.0/app-1.0.jar',
    '/org/example/app/1.0/app-1.0.jar.sha1.sha1',
    '/org/example/app/maven-metadata.xml.sha384',
    '/org/example/app/maven-metadata.xml.asc',
    '/-/ping',
  ];
  for (const path of paths) assert.equal(ask(path), undefined, path);
});

test('files, their digests and lists of versions are put; whatever else would write has no way', () => {
  const file = '1.0/app-1.0.jar';
  const put = { kind: 'submit', name: APP, route: 'maven.deploy' };
  assert.deepEqual(ask(`/org/example/app/${file}`, 'PUT'), { ...put, variant: 'file', selector: file });
  assert.deepEqual(ask(`/org/example/app/${file}.sha1`, 'PUT'), { ...put, variant: 'sha1', selector: file });
  const list = { kind: 'submit', name: APP, route: 'maven.deploy-metadata' };
  const path = '/org/example/app/maven-metadata.xml';
  assert.deepEqual(ask(path, 'PUT'), { ...list, variant: 'metadata' });
  assert.deepEqual(ask(`${path}.md5`, 'PUT'), { ...list, variant: 'metadata-digest' });
  const snapshot = { kind: 'submit', name: APP, selector: '1.0-SNAPSHOT' };
  const own = '/org/example/app/1.0-SNAPSHOT/maven-metadata.xml';
  const route = 'maven.deploy-snapshot-metadata';
  assert.deepEqual(ask(own, 'PUT'), { ...snapshot, route, variant: 'snapshot-metadata' });
  assert.deepEqual(ask(`${own}.sha1`, 'PUT'), { ...snapshot, route, variant: 'metadata-digest' });
  for (const method of ['POST', 'DELETE', 'PATCH']) {
    assert.equal(ask(`/org/example/app/${file}`, method)?.kind, 'write');
  }
  assert.equal(ask('/org/example/app', 'PUT')?.kind, 'write');
  // A group's list of plugins says nothing; a folder that is no group names nothing.
  assert.deepEqual(ask('/org/maven-metadata.xml', 'PUT'), { ...list, name: 'org:', variant: 'metadata' });
  assert.equal(ask('/<!DOCTYPE a>/app/maven-metadata.xml', 'PUT')?.kind, 'write');
});

test('every door leads to the target’s own version', () => {
  const targets = [
    { name: APP, version: '1.0', file: '1.0/app-1.0.jar' },
    { name: names.parse('org.example:app_2.13'), version: '1.0+b', file: '1.0+b/app_2.13-1.0+b.pom' },
    { name: APP, version: '1-SNAPSHOT', file: '1-SNAPSHOT/app-1-20240101.120000-1.jar' },
  ];
  const kinds = new Set<string>();
  for (const target of targets) {
    for (const door of routes.flatMap((route) => route.doors(target))) {
      const request = ask(door);
      kinds.add(request?.kind ?? `nothing at ${door}`);
      assert.equal(request !== undefined && 'name' in request ? request.name : undefined, target.name, door);
      if (request !== undefined && 'file' in request) assert.equal(request.file, target.file);
    }
  }
  assert.deepEqual([...kinds].sort(), ['artifact', 'checksum', 'index', 'passthrough']);
});

test('every route has its own id', () => {
  assert.equal(new Set(routes.map(({ id }) => id)).size, routes.length);
});
