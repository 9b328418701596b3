import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { PackageIndex } from '../adapter-index-document.ts';
import { artifacts } from './artifact.ts';
import { index } from './index-document.ts';
import { names } from './name.ts';

const APP = names.parse('@acme/app');
const PLAIN = names.parse('left-pad');

function indexWith(addresses: Readonly<Record<string, string>>): PackageIndex {
  const versions = Object.fromEntries(
    Object.entries(addresses).map(([version, tarball]) => [
      version,
      { name: APP, version, dist: { tarball } },
    ]),
  );
  const bytes = Buffer.from(JSON.stringify({ name: APP, versions }));
  const context = { name: APP, upstreamUrl: 'https://registry.example', upstreamDocuments: new Map() };
  return index.read(new Map([['packument', bytes]]), context);
}

const CONTEXT = { name: APP, upstreamUrl: 'https://registry.example', upstreamDocuments: new Map() };

test('N7: a file is found by our name for it, and by the last part of the address upstream', () => {
  const found = indexWith({
    '1.0.0': 'https://registry.example/@acme/app/-/app-1.0.0.tgz',
    '1.1.0': 'https://packages.example/download/@acme/app/1.1.0/0123abcd',
    '1.2.0': 'https://cdn.example/files/latest.tgz?token=x#y',
  });
  const versionOf = (file: string) => artifacts.locate(found, file, CONTEXT)?.version;
  assert.equal(versionOf('app-1.0.0.tgz'), '1.0.0');
  assert.equal(versionOf('app-1.1.0.tgz'), '1.1.0');
  assert.equal(versionOf('0123abcd'), '1.1.0');
  assert.equal(versionOf('latest.tgz'), '1.2.0');
  for (const absent of ['app-9.9.9.tgz', 'other-1.0.0.tgz', 'app-1.0.0.tar', 'latest.tgz?token=x', '']) {
    assert.equal(versionOf(absent), undefined, absent);
  }
});

test('N7: an upstream cannot name its file like ours of another version', () => {
  const found = indexWith({
    '1.0.0': 'https://cdn.example/app-2.0.0.tgz',
    '2.0.0': 'https://cdn.example/app-1.0.0.tgz',
  });
  assert.equal(artifacts.locate(found, 'app-2.0.0.tgz', CONTEXT)?.version, '2.0.0');
  assert.equal(artifacts.locate(found, 'app-1.0.0.tgz', CONTEXT)?.version, '1.0.0');
});

test('the version of a file stands in its name, also with dashes, pre-releases and builds', () => {
  assert.equal(artifacts.versionOf(APP, 'app-1.0.0-rc.1+b.2.tgz'), '1.0.0-rc.1+b.2');
  assert.equal(artifacts.versionOf(PLAIN, 'left-pad-1.3.0.tgz'), '1.3.0');
  for (const file of ['left-pad.tgz', 'left-pad-.tgz', 'right-pad-1.0.0.tgz', 'left-pad-1.0.0.zip']) {
    assert.equal(artifacts.versionOf(PLAIN, file), undefined, file);
  }
});

test('a file is served below its package, encoded', () => {
  assert.equal(artifacts.pathOf(APP, '1.0.0', 'app-1.0.0.tgz'), '/@acme/app/-/app-1.0.0.tgz');
  assert.equal(artifacts.pathOf(PLAIN, '1.0.0+b/c', 'x'), '/left-pad/-/left-pad-1.0.0%2Bb%2Fc.tgz');
});

test('N17: a refusal is 403 with the reason where npm prints it', () => {
  const message =
    'left-pad@1.3.0 is held back by rule young-version: published today; see http://gate.example';
  const refusal = artifacts.renderRefusal({
    name: PLAIN,
    version: '1.3.0',
    verdict: { action: 'block', reasons: [], observed: [] },
    pageUrl: 'http://gate.example',
    message,
  });
  assert.equal(refusal.status, 403);
  assert.equal(refusal.contentType, 'application/json');
  assert.deepEqual(JSON.parse(String(refusal.body)), { error: message });
  const error = artifacts.renderError(502, 'Cannot "reach"\n');
  assert.equal(error.status, 502);
  assert.deepEqual(JSON.parse(String(error.body)), { error: 'Cannot "reach"\n' });
});
