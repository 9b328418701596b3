import assert from 'node:assert/strict';
import { test } from 'node:test';

import { folderOf, findNameOfFolder, names } from './name.ts';

test('a name is groupId:artifactId, in its own spelling', () => {
  assert.equal(names.parse('org.example.Tools:app_2.13'), 'org.example.Tools:app_2.13');
  assert.equal(names.parse('junit:junit'), 'junit:junit');
});

test('what is no name is refused', () => {
  const wrong = [
    '',
    'app',
    ':',
    'a:',
    ':b',
    'a:b:c',
    'a b:c',
    'a/b:c',
    '.a:b',
    'a.:b',
    'a..b:c',
    'a:..',
    'a:.',
    'a:b/c',
    'ä:b',
  ];
  for (const raw of [...wrong, `${'a'.repeat(600)}:b`]) {
    assert.throws(() => names.parse(raw), { code: 'invalid-name' }, raw);
  }
});

test('package-URL, namespace and name lead to each other', () => {
  const name = names.parse('org.example:app');
  assert.deepEqual(names.toPurl(name), { namespace: 'org.example', name: 'app' });
  assert.equal(names.fromPurl('org.example', 'app'), name);
  assert.throws(() => names.fromPurl(undefined, 'app'), { code: 'invalid-name' });
  assert.equal(names.namespaceOf(name), 'org.example');
});

test('a folder means one name, and the name that folder', () => {
  const name = names.parse('org.example.tools:app.core');
  assert.equal(folderOf(name), 'org/example/tools/app.core');
  assert.equal(findNameOfFolder(['org', 'example', 'tools', 'app.core']), name);
});

test('a group folder with a dot is no second spelling of a name', () => {
  assert.equal(findNameOfFolder(['org.example', 'app']), undefined);
  assert.equal(findNameOfFolder(['org']), undefined);
  assert.equal(findNameOfFolder([]), undefined);
  assert.equal(findNameOfFolder(['org', 'a b']), undefined);
});
