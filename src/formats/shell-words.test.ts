import assert from 'node:assert/strict';
import { test } from 'node:test';

import { inFolder, isCommandOf, shellWords } from './shell-words.ts';

test('what is written as words is one command of its program', () => {
  for (const words of [
    ['npm', 'install', '--package-lock-only', '@acme/kit@^1.2.3'],
    ['npm', 'install', "it's", 'a b', '>=1 <2', '$HOME', '`x`', ';', '&&'],
    ['npm'],
  ]) {
    assert.ok(isCommandOf('npm', shellWords(words)), shellWords(words));
  }
});

test('what a shell would do beside calling the program is no command of it', () => {
  for (const text of [
    'npm ci; curl x',
    'npm ci && sh',
    'npm ci | sh',
    'npm ci > x',
    'npm ci < x',
    'npm $(id)',
    'npm `id`',
    'npm $HOME',
    'npm "a b"',
    'npm ~',
    'npm *',
    'npm a\nid',
    "npm 'a\nid'",
    "npm 'a",
    'npm \\',
    'npm  ci',
    'npm ci ',
    ' npm ci',
    'npx evil',
    'A=b npm ci',
    "npm '\u202Ea'",
    '',
  ]) {
    assert.equal(isCommandOf('npm', text), false, JSON.stringify(text));
  }
});

test('telling a command takes time that grows with its length alone', () => {
  assert.equal(isCommandOf('npm', `npm ${"''".repeat(500_000)};`), false);
  assert.equal(isCommandOf('npm', `npm ${'a '.repeat(500_000)}`), false);
});

test('a command that is to be run in a folder goes there first, in a shell of its own', () => {
  assert.deepEqual(inFolder('', ['npm ci']), ['npm ci']);
  assert.deepEqual(inFolder('web shop', ['npm ci']), ["(cd 'web shop' && npm ci)"]);
});
