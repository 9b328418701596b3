import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { lockfiles } from './lockfile.ts';

const [gradle] = lockfiles;
assert.ok(gradle !== undefined);
const LOCKFILE = readFileSync(`${import.meta.dirname}/testdata/gradle.lockfile`, 'utf8');

test('Gradle’s lock files are known by their names', () => {
  for (const name of ['gradle.lockfile', 'buildscript-gradle.lockfile', 'settings-gradle.lockfile']) {
    assert.equal(gradle.isNamed(name), true, name);
  }
  for (const name of ['Pipfile.lock', 'notgradle.lockfile', 'gradle.lockfile.bak']) {
    assert.equal(gradle.isNamed(name), false, name);
  }
});

test('entries have a line and no address', () => {
  assert.deepEqual(gradle.entries(LOCKFILE), [
    { name: 'com.example.tools:annotations', version: '24.0.1', line: 4 },
    { name: 'org.example:app', version: '1.2.0', line: 5 },
    { name: 'org.example:app-core', version: '2.0.0-rc.1', line: 6 },
  ]);
});

test('older files without configurations, and files with other line endings, are read as well', () => {
  const entries = gradle.entries('# old\r\norg.example:app:1.0\r\n\r\nempty=\r\n');
  assert.deepEqual(entries, [{ name: 'org.example:app', version: '1.0', line: 2 }]);
});

test('rewriting changes nothing, since there is no address', () => {
  assert.equal(
    gradle.rewrite(LOCKFILE, () => 'http://elsewhere.example/'),
    LOCKFILE,
  );
});

test('what is no lock file is refused with its line', () => {
  const hostile = ['{"a": 1}', 'org.example:app', 'a:b:c:d=x', '\u0000', 'org.example:app:=x', ':::'];
  for (const text of hostile) {
    assert.throws(
      () => gradle.entries(`# one\n${text}\n`),
      { code: 'invalid-document', message: /line 2/ },
      text,
    );
    assert.throws(() => gradle.rewrite(`# one\n${text}\n`, () => undefined), { code: 'invalid-document' });
  }
  assert.throws(() => gradle.entries(' '.repeat(64 * 1024 * 1024 + 1)), { code: 'invalid-document' });
});
