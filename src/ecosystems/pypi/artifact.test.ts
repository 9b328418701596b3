import assert from 'node:assert/strict';
import { test } from 'node:test';

import { artifacts } from './artifact.ts';
import { names } from './name.ts';

const NAME = names.parse('demo-pack');

test('a file and what stands beside it belong to the version that its name says', () => {
  assert.equal(artifacts.versionOf(NAME, 'demo_pack-1.0-py3-none-any.whl'), '1.0');
  assert.equal(artifacts.versionOf(NAME, 'demo_pack-1.0-py3-none-any.whl.metadata'), '1.0');
  assert.equal(artifacts.versionOf(NAME, 'Demo.Pack-1.0.tar.gz.asc'), '1.0');
  assert.equal(artifacts.versionOf(NAME, 'other-1.0.tar.gz'), undefined);
});

test('a file is served below its project, encoded', () => {
  assert.equal(
    artifacts.pathOf(NAME, '1.0+cpu', 'demo_pack-1.0+cpu-py3-none-any.whl'),
    '/files/demo-pack/demo_pack-1.0%2Bcpu-py3-none-any.whl',
  );
  assert.equal(artifacts.contentType('a-1.0.tar.gz'), 'application/octet-stream');
  assert.match(artifacts.contentType('a-1.0-py3-none-any.whl.metadata'), /^text\/plain/);
});

test('a refusal reads the same in the phrase, for pip and Poetry, and in the problem details, for uv', () => {
  const message = 'Gatehouse blocks demo-pack 1.0: naïve\nmalware; see http://gate.example/x';
  const answer = artifacts.renderRefusal({
    name: NAME,
    version: '1.0',
    verdict: { action: 'block', reasons: [], observed: [] },
    pageUrl: 'http://gate.example/x',
    message,
  });
  assert.equal(answer.status, 403);
  assert.equal(
    answer.reasonPhrase,
    'Gatehouse blocks demo-pack 1.0: na?ve malware; see http://gate.example/x',
  );
  assert.equal(answer.contentType, 'application/problem+json');
  assert.deepEqual(JSON.parse(String(answer.body)), {
    type: 'about:blank',
    title: 'Refused by policy',
    status: 403,
    detail: message,
  });
});

test('a refused name is no 403, which uv and Poetry take for missing credentials and pass over in silence', () => {
  const answer = artifacts.renderRefusal({
    name: NAME,
    verdict: { action: 'block', reasons: [], observed: [] },
    pageUrl: 'http://gate.example/x',
    message: 'demo-pack is refused by rule reserved-name',
  });
  assert.equal(answer.status, 451);
  assert.equal(answer.reasonPhrase, 'demo-pack is refused by rule reserved-name');
});

test('a phrase stays short enough for any client and proxy', () => {
  assert.equal(artifacts.renderError(502, 'x'.repeat(10_000)).reasonPhrase?.length, 400);
});
