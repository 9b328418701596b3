import assert from 'node:assert/strict';
import { test } from 'node:test';

import { mayBeSameRepository, parseOsvEcosystem } from './osv-ecosystem.ts';

test('the five ecosystems are known by their OSV names', () => {
  assert.deepEqual(
    ['npm', 'PyPI', 'crates.io', 'Maven', 'Packagist'].map((id) => parseOsvEcosystem(id)?.ecosystem),
    ['npm', 'pypi', 'cargo', 'maven', 'composer'],
  );
  assert.equal(parseOsvEcosystem('NPM'), undefined);
});

test('14: Maven and Packagist may name a repository', () => {
  assert.deepEqual(parseOsvEcosystem('Maven:https://maven.example/r'), {
    ecosystem: 'maven',
    repository: 'https://maven.example/r',
  });
  assert.deepEqual(parseOsvEcosystem('Packagist:https://p.example/8'), {
    ecosystem: 'composer',
    repository: 'https://p.example/8',
  });
});

test('14: rebuilt packages and other suffixes are not ours', () => {
  for (const id of [
    'Root:npm',
    'Echo:PyPI',
    'TuxCare:Maven',
    'npm:https://r.example',
    'PyPI:x',
    'Maven:',
    'Maven:x',
    'Packagist:file:///x',
    'Go',
    '',
  ]) {
    assert.equal(parseOsvEcosystem(id), undefined, id);
  }
});

test('repositories agree by host and path', () => {
  assert.equal(mayBeSameRepository('https://R.example/8/', 'http://r.example/8'), true);
  assert.equal(mayBeSameRepository('https://r.example/8', 'https://r.example/7'), false);
  assert.equal(mayBeSameRepository(undefined, 'https://r.example/7'), true);
});
