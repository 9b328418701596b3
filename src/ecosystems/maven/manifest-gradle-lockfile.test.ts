import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { isGatehouseError } from '../../kernel/errors.ts';
import { tellGraph } from '../../kernel/testing/tell-graph.ts';
import { gradleLockfile } from './manifest-gradle-lockfile.ts';

const read = (text: string) => gradleLockfile.read(text, new Map());

const LOCK = `# This is a Gradle generated file for dependency locking.
# Manual edits can break the build and are not advised.
org.example:core:2.14.1=compileClasspath,runtimeClasspath,testCompileClasspath,testRuntimeClasspath
org.example:core:2.17.0=annotationProcessor
org.example:junit:4.12=testCompileClasspath,testRuntimeClasspath
org.example:espresso:3.5.0=debugAndroidTestCompileClasspath,debugUnitTestRuntimeClasspath
org.example:integration:1.0=integrationTestRuntimeClasspath
org.example:fixtures:1.0=testFixturesRuntimeClasspath
org.example:latest:1.0=latestRuntimeClasspath
org.example:contested:1.0=contestRuntime
org.example:agent:0.8.7=jacocoAgent
org.example:alone:1.0-SNAPSHOT=
empty=apiElements,archives
`;

test('components are flat, in several versions, and in the scope of their configurations', () => {
  const graph = read(LOCK);
  assert.deepEqual(tellGraph(graph), [
    '3: org.example:core@2.14.1 runtime registry -> ?',
    '4: org.example:core@2.17.0 runtime registry -> ?',
    '5: org.example:junit@4.12 development registry -> ?',
    '6: org.example:espresso@3.5.0 development registry -> ?',
    '7: org.example:integration@1.0 development registry -> ?',
    '8: org.example:fixtures@1.0 development registry -> ?',
    '9: org.example:latest@1.0 runtime registry -> ?',
    '10: org.example:contested@1.0 runtime registry -> ?',
    '11: org.example:agent@0.8.7 development registry -> ?',
    '12: org.example:alone@1.0-SNAPSHOT unknown registry -> ?',
  ]);
  assert.deepEqual(graph.roots, []);
  assert.deepEqual(graph.gaps, []);
});

test('the lock file of a build script is one too, and its plugins are for development', () => {
  const isNamed = [
    'gradle.lockfile',
    'buildscript-gradle.lockfile',
    'settings-gradle.lockfile',
    'x.lockfile',
  ];
  assert.deepEqual(
    isNamed.map((name) => gradleLockfile.isNamed(name)),
    [true, true, true, false],
  );
  assert.deepEqual(tellGraph(read('org.example:plugin:1.0=classpath\nempty=\n')), [
    '1: org.example:plugin@1.0 development registry -> ?',
  ]);
});

test('a byte order mark and Windows line ends change nothing', () => {
  assert.deepEqual(tellGraph(read(`\uFEFF${LOCK.replaceAll('\n', '\r\n')}`)), tellGraph(read(LOCK)));
});

test('names that Maven cannot have and versions that are none stay unknown', () => {
  assert.deepEqual(tellGraph(read('a..b:c:1.0=x\norg.example:a:[1,2)=x\n')), [
    '1: ?a..b:c@1.0 runtime registry -> ?',
    '2: org.example:a@[[1,2)] runtime registry -> ?',
  ]);
});

test('the sample that lock adoption reads is read here as well', () => {
  const text = readFileSync(new URL('testdata/gradle.lockfile', import.meta.url), 'utf8');
  assert.equal(read(text).components.length, 3);
});

test('a file of many lines is read whole', () => {
  const lines = Array.from({ length: 50_000 }, (_, at) => `org.example:a${at}:1.0=runtimeClasspath`);
  assert.equal(read(lines.join('\n')).components.length, 50_000);
});

test('faults name the line and what was expected', () => {
  const expected = /expected "group:artifact:version=configurations"/;
  for (const [text, words] of [
    ['# x\norg.example:core:1.0', /found "org.example:core:1.0" at line 2/],
    ['org.example:core=x', /found "org.example:core" at line 1/],
    ['a:b:1.0:jar=x', /found "a:b:1.0:jar" at line 1/],
    ['{}', /found "{}" at line 1/],
  ] as const) {
    assert.throws(
      () => read(text),
      (error) =>
        isGatehouseError(error, 'invalid-document') &&
        words.test(error.message) &&
        expected.test(error.message),
    );
  }
  assert.throws(
    () => read('#'.repeat(64 * 1024 * 1024 + 1)),
    (error) => isGatehouseError(error, 'too-large'),
  );
});
