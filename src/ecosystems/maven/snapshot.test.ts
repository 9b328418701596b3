import assert from 'node:assert/strict';
import { test } from 'node:test';

import { names } from './name.ts';
import { findBuild, findBuildOfFile, isSnapshot, stemOf, writtenVersion } from './snapshot.ts';

const APP = names.parse('org.example:app');

test('a build says what it is a build of, when, and as which', () => {
  assert.deepEqual(findBuild('1.0-rc-2-20261129.150825-3'), {
    version: '1.0-rc-2-20261129.150825-3',
    of: '1.0-rc-2-SNAPSHOT',
    timestamp: '20261129.150825',
    buildNumber: 3,
  });
});

test('what only looks like a build is none', () => {
  const none = [
    '1.0',
    '1.0-SNAPSHOT',
    '20261129.150825-3',
    '1.0-20261129.150825',
    '1.0-20261129.150825-0',
    '1.0-20261129.150825-03',
    '1.0-20261129.150825-1234567890',
    '1.0-20260230.150825-1',
    '1.0-20261129.246000-1',
    '1.0-SNAPSHOT-20261129.150825-1',
    '1.0-20261129.150825-1-20261129.150825-1',
    '1.0-20261129.150825-3-sources',
  ];
  for (const version of none) assert.equal(findBuild(version), undefined, version);
});

test('what Maven takes for a snapshot is one, spelt however', () => {
  for (const version of ['1.0-SNAPSHOT', '1.0-snapshot', 'SNAPSHOT', '1.0-20261129.150825-3'])
    assert.ok(isSnapshot(version), version);
  for (const version of ['1.0', '1.0-SNAPSHOT-1', '1.0-20261129']) assert.ok(!isSnapshot(version), version);
});

test('a file in the folder of a snapshot belongs to the build that it names', () => {
  const of = (fileName: string, folder = '1.0-SNAPSHOT') =>
    findBuildOfFile(APP, `${folder}/${fileName}`)?.version;
  const build = '1.0-20261129.150825-3';
  for (const ending of ['.jar', '.pom', '-sources.jar', '-jdk1.5.jar.asc', '.tar.gz'])
    assert.equal(of(`app-${build}${ending}`), build, ending);
  for (const fileName of [
    'app-1.0-SNAPSHOT.jar',
    'other-1.0-20261129.150825-3.jar',
    'app-2.0-20261129.150825-3.jar',
    'app-1.0-20261129.150825-3',
    'app-1.0-20261129.150825-3x.jar',
    'app-1.0-20261399.150825-3.jar',
    'maven-metadata.xml',
  ]) {
    assert.equal(of(fileName), undefined, fileName);
  }
  assert.equal(of(`app-${build}.jar`, build), undefined, 'a build has no folder of its own');
  assert.equal(of(`app-${build}.jar`, '1.0'), undefined);
});

test('a build lies in the folder of its snapshot, and calls itself by its name', () => {
  assert.equal(stemOf(APP, '1.0-20261129.150825-3'), '1.0-SNAPSHOT/app-1.0-20261129.150825-3');
  assert.equal(stemOf(APP, '1.0'), '1.0/app-1.0');
  assert.deepEqual(['1.0-20261129.150825-3', '1.0'].map(writtenVersion), ['1.0-SNAPSHOT', '1.0']);
});
