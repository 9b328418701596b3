import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { IndexContext, PackageIndex } from '../adapter-index-document.ts';
import { artifacts } from './artifact.ts';
import { names } from './name.ts';

const APP = names.parse('org.example:app');
const INDEX: PackageIndex = { name: APP, versions: [], render: () => undefined };
const CONTEXT: IndexContext = {
  name: APP,
  upstreamUrl: 'https://repo.example/maven2',
  upstreamDocuments: new Map(),
};

test('a file is located by its name alone, listed or not', () => {
  assert.deepEqual(artifacts.locate(INDEX, '1.0+b/app-1.0+b-sources.jar', CONTEXT), {
    version: '1.0+b',
    artifact: {
      file: '1.0+b/app-1.0+b-sources.jar',
      url: 'https://repo.example/maven2/org/example/app/1.0%2Bb/app-1.0%2Bb-sources.jar',
      digests: {},
      digestFiles: ['sha1', 'sha256', 'sha512'].map((algorithm) => ({
        algorithm,
        url: `https://repo.example/maven2/org/example/app/1.0%2Bb/app-1.0%2Bb-sources.jar.${algorithm}`,
      })),
    },
  });
});

test('M12 of a signature only the likeliest digest is looked for', () => {
  const digestFiles = artifacts.locate(INDEX, '1.0/app-1.0.jar.asc', CONTEXT)?.artifact.digestFiles;
  assert.deepEqual(
    digestFiles?.map(({ algorithm }) => algorithm),
    ['sha1'],
  );
});

test('what is no file of the package is not located', () => {
  const files = [
    '',
    'app-1.0.jar',
    '1.0/other-1.0.jar',
    '../app-1.0.jar',
    './app-1.0.jar',
    '1.0/app-1/../../x',
    '1.0/app-1.0.jar.sha1',
    '/app-1.0.jar',
    '1.0/',
    '1.0/app',
  ];
  for (const file of files) {
    assert.equal(artifacts.locate(INDEX, file, CONTEXT), undefined, file);
    assert.equal(artifacts.versionOf(APP, file), undefined, file);
  }
});

test('a timestamped build belongs to its snapshot', () => {
  assert.equal(artifacts.versionOf(APP, '1.0-SNAPSHOT/app-1.0-20240101.120000-1.jar'), '1.0-SNAPSHOT');
});

test('the path of a file is where its route finds it', () => {
  assert.equal(artifacts.pathOf(APP, '1.0', '1.0/app-1.0.jar'), '/org/example/app/1.0/app-1.0.jar');
});

test('M9 a version is dated by its pom, a snapshot by none', () => {
  assert.equal(artifacts.datingFile?.(APP, '1.0'), '1.0/app-1.0.pom');
  assert.equal(artifacts.datingFile?.(APP, '1.0-SNAPSHOT'), undefined);
});

test('a refusal stands in the reason phrase and in problem details', () => {
  const answer = artifacts.renderRefusal({
    name: APP,
    version: '1.0',
    verdict: { action: 'block', reasons: [], observed: [] },
    pageUrl: 'http://localhost:4870/packages/maven/org.example%3Aapp',
    message: 'org.example:app@1.0 is refused – by rule malware\r\nX: y',
  });
  assert.equal(answer.status, 403);
  assert.equal(answer.reasonPhrase, 'org.example:app@1.0 is refused ? by rule malware??X: y');
  assert.equal(answer.contentType, 'application/problem+json');
  assert.deepEqual(JSON.parse(String(answer.body)), {
    type: 'about:blank',
    title: 'Kept out by Gatehouse',
    status: 403,
    detail: 'org.example:app@1.0 is refused – by rule malware\r\nX: y',
  });
});

test('a long message does not make an endless status line', () => {
  assert.equal(artifacts.renderError(502, 'x'.repeat(5_000)).reasonPhrase?.length, 900);
});

test('content types by extension', () => {
  assert.equal(artifacts.contentType('1.0/app-1.0.pom'), 'application/xml');
  assert.equal(artifacts.contentType('1.0/app-1.0.jar'), 'application/java-archive');
  assert.equal(artifacts.contentType('1.0/app-1.0.jar.asc'), 'text/plain');
  assert.equal(artifacts.contentType('1.0/app-1.0.exe'), 'application/octet-stream');
});

test('a name with half a character is no file', () => {
  assert.equal(artifacts.locate(INDEX, '1.0/app-1.0\ud800.jar', CONTEXT), undefined);
  assert.equal(artifacts.locate(INDEX, '\ud8001.0/app-1.0.jar', CONTEXT), undefined);
});
