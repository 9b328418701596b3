import assert from 'node:assert/strict';
import { test } from 'node:test';

import { tellFault } from './tell-fault.ts';

const ROOM = '/tmp/gatehouse-fix-abc/project-0';

test('cargo: which manifest is missing is told by its place in the project', () => {
  const said = [
    '    Updating `gatehouse` index',
    `error: failed to load manifest for workspace member \`${ROOM}/globset\``,
    `referenced by workspace at \`${ROOM}/Cargo.toml\``,
    '',
    'Caused by:',
    `  failed to read \`${ROOM}/globset/Cargo.toml\``,
    '',
    'Caused by:',
    '  No such file or directory (os error 2)',
  ];
  assert.equal(
    tellFault(said.join('\n'), ROOM),
    [
      'error: failed to load manifest for workspace member `globset`',
      'referenced by workspace at `Cargo.toml`',
      'Caused by:',
      'failed to read `globset/Cargo.toml`',
    ].join('\n'),
  );
});

test('pip: what was not found is told, not what was passed over', () => {
  const said = [
    'ERROR: Ignored the following versions that require a different python version: 6.0 Requires-Python >=3.12',
    'ERROR: Could not find a version that satisfies the requirement sail==1.0.0 (from versions: 2.0.0)',
    'ERROR: No matching distribution found for sail==1.0.0',
  ];
  assert.match(tellFault(said.join('\n'), ROOM), /^ERROR: Could not find .*sail==1\.0\.0/);
});

test('without a word that tells a fault the last lines are told; nothing of where the client keeps its logs', () => {
  const said = ['one', 'two', 'three', 'four', 'five', `A complete log of this run: ${ROOM}/../home/x.log`];
  assert.equal(tellFault(said.join('\n'), ROOM), 'two\nthree\nfour\nfive');
  assert.equal(tellFault('', ROOM), 'it failed without a word');
});
