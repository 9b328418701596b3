import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  describeMove,
  fixCommand,
  folderOf,
  movesBeside,
  splitCommands,
  upgradesOf,
  versionsOf,
} from './fix-words.ts';

const move = (
  name: string,
  from: readonly string[],
  to: readonly string[],
  kept: readonly string[] = [],
) => ({
  name,
  from: [...from],
  to: [...to],
  kept: [...kept],
});

test('what the manifest moves and the lock file follows is told once', () => {
  const upgrades = [
    { name: 'a', from: '1', to: '2', way: 'require' as const },
    { name: 'a', from: '1', way: 'lock' as const },
    { name: 'b', from: '1', way: 'lock' as const },
  ];
  assert.deepEqual(
    upgradesOf({ upgrades }).map(({ name, way }) => `${name} ${way}`),
    ['a require', 'b lock'],
  );
});

test('versions are those that the client came to', () => {
  const upgrade = { name: 'a', from: '1', to: '2', way: 'lock' as const };
  assert.deepEqual(versionsOf(upgrade, [move('a', ['1'], ['2.1'])]), { from: '1', to: '2.1' });
  assert.deepEqual(versionsOf(upgrade, []), { from: '1', to: '2' });
  assert.deepEqual(versionsOf(upgrade, [move('a', ['1'], [], ['2'])]), { from: '1', to: '2' });
  assert.equal(versionsOf(upgrade, [move('a', ['1'], [])]).to, 'nothing: it goes');
});

test('what moves along, comes, goes and gives way is told in words', () => {
  assert.equal(describeMove(move('a', ['1'], ['2'])), 'a 1 to 2');
  assert.equal(describeMove(move('a', [], ['2'])), 'a 2 comes in');
  assert.equal(describeMove(move('a', ['1'], [])), 'a 1 goes');
  assert.equal(describeMove(move('a', ['1'], [], ['2'])), 'a 1 gives way to 2');
  const step = {
    upgrades: [{ name: 'a', from: '1', way: 'lock' as const }],
    bump: 'patch' as const,
    fixed: [],
    moves: [move('a', ['1'], ['2']), move('b', ['1'], ['2'])],
    commands: [],
    fate: 'open' as const,
  };
  assert.deepEqual(
    movesBeside(step).map(({ name }) => name),
    ['b'],
  );
});

test('comments are not among what is copied to be run', () => {
  assert.deepEqual(splitCommands(['# package.json: a becomes 2', 'npm ci']), {
    runs: ['npm ci'],
    notes: ['package.json: a becomes 2'],
  });
});

test('commands name the application, and the folder of a lock file is where they are run', () => {
  assert.equal(fixCommand('shop', 'prod'), 'npx gatehouse fix --app shop --environment prod');
  assert.deepEqual(['a/b/x.lock', 'x.lock'].map(folderOf), ['a/b', '']);
});
