import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startCpuTime } from '../../../test/support/cpu-time.ts';
import { createPalette } from './palette.ts';
import { createPrinter } from './printer.ts';
import { hangOf, wrapWords } from './wrap.ts';

test('lines are broken between words, and what follows stands under the second column', () => {
  const text = '  --gate URL  The address of the gate, else that of the running server';
  assert.deepEqual(wrapWords(text, 40, hangOf(text, 40)), [
    '  --gate URL  The address of the gate,',
    '              else that of the running',
    '              server',
  ]);
  const marked = '✕ clients are told to ask somebody else, not us';
  assert.deepEqual(wrapWords(marked, 30, hangOf(marked, 30)), [
    '✕ clients are told to ask',
    '  somebody else, not us',
  ]);
});

test('a command to copy stays in one line, and so does a word without a space', () => {
  const { code } = createPalette(true);
  const command = code('gatehouse waive pkg:npm/x --reason TEXT --lasts 30d').text;
  assert.deepEqual(wrapWords(`let it through: ${command}`, 40, 2), ['let it through:', `  ${command}`]);
  const long = 'x'.repeat(60);
  assert.deepEqual(wrapWords(`see ${long} there`, 40, 0), ['see', long, 'there']);
});

/** What a printer writes on a screen of that many columns. */
function printed(columns: number, isTerminal: boolean): string {
  let text = '';
  const write = (more: string): void => void (text += more);
  const printer = createPrinter({ isTerminal, hasColour: false, columns, write });
  printer.table(
    ['feed', 'state', 'last error'],
    [
      ['malware', 'fresh', '–'],
      ['kev', 'never loaded', 'Cannot reach feeds.example: its name does not resolve'],
    ],
  );
  return text;
}

test('the last column of a table is broken, or stands below its row, or all columns do; a pipe gets it whole', () => {
  assert.equal(
    printed(60, true),
    'feed     state         last error\n' +
      'malware  fresh         –\n' +
      'kev      never loaded  Cannot reach feeds.example: its name\n' +
      '                       does not resolve\n',
  );
  assert.equal(
    printed(40, true),
    'feed     state\n' +
      'malware  fresh\n' +
      'kev      never loaded\n' +
      '    Cannot reach feeds.example: its name\n' +
      '    does not resolve\n',
  );
  assert.equal(
    printed(20, true),
    'malware\n' +
      '  state       fresh\n' +
      'kev\n' +
      '  state       never loaded\n' +
      '  last error  Cannot reach feeds.example: its name does not resolve\n',
  );
  assert.equal(printed(40, false).split('\n')[2]?.endsWith('does not resolve'), true);
});

test('a long run of spaces at the end is passed over in time that grows with its length', () => {
  const cpuMs = startCpuTime();
  assert.deepEqual(wrapWords(`one two${' '.repeat(400_000)}`, 40, 0), ['one two']);
  assert.ok(cpuMs() < 2_000);
});
