import assert from 'node:assert/strict';
import { test } from 'node:test';

import { artifacts } from './artifact.ts';
import { names } from './name.ts';

const NAME = names.parse('acme/lib');

test('K12: a refused archive is 410 with a warning, which Composer prints; 403 would ask for a password', () => {
  const verdict = { action: 'block', reasons: [], observed: [] } as const;
  const message = 'acme/lib@1.0.0 is refused by rule malware';
  assert.deepEqual(artifacts.renderRefusal({ name: NAME, version: '1.0.0', verdict, pageUrl: '', message }), {
    status: 410,
    body: JSON.stringify({ warning: message }),
    contentType: 'application/json',
    headers: {},
  });
});

test('an error has its message in JSON, and no warning that Composer would print for each absent package', () => {
  const { status, body } = artifacts.renderError(404, 'Cannot find acme/lib');
  assert.equal(status, 404);
  assert.deepEqual(JSON.parse(String(body)), { status: 'error', message: 'Cannot find acme/lib' });
});

test('a file tells its version, slashes and all', () => {
  assert.equal(artifacts.versionOf(NAME, 'dev-feature/x/abc.zip'), 'dev-feature/x');
  assert.equal(artifacts.versionOf(NAME, 'abc.zip'), undefined);
  assert.equal(artifacts.versionOf(NAME, '/abc.zip'), undefined);
  assert.equal(artifacts.pathOf(NAME, 'dev-a b', 'dev-a b/abc.zip'), '/dist/acme/lib/dev-a%20b/abc.zip');
});

test('archives are named by their kind', () => {
  assert.equal(artifacts.contentType('1.0.0/abc.zip'), 'application/zip');
  assert.equal(artifacts.contentType('1.0.0/abc.tar.gz'), 'application/octet-stream');
});
