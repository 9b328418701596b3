import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { findTerminal, keepTerminal } from './known-terminal.ts';

test('a terminal is known at one server as one account, by a file that is for its user alone', (t) => {
  const home = mkdtempSync(join(tmpdir(), 'gatehouse-terminal-'));
  t.after(() => rmSync(home, { recursive: true }));
  const place = { home, environment: {} };
  const of = { url: 'http://gate.example:4870', account: 'ada' };
  assert.equal(findTerminal(place, of), undefined);
  keepTerminal(place, of, 'secret');
  assert.equal(findTerminal(place, { ...of, account: ' Ada ' }), 'secret');
  assert.equal(findTerminal(place, { ...of, account: 'bo' }), undefined);
  assert.equal(findTerminal(place, { ...of, url: 'http://other.example:4870' }), undefined);
  keepTerminal(place, { ...of, account: 'bo' }, 'another');
  assert.equal(findTerminal(place, of), 'secret');
  const file = join(home, '.local', 'state', 'gatehouse', 'known-to.json');
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.match(readFileSync(file, 'utf8'), /"http:\/\/gate\.example:4870 bo": "another"/);

  writeFileSync(file, 'not JSON');
  assert.equal(findTerminal(place, of), undefined, 'a letter is sent again');
});

test('what cannot be kept keeps nobody from signing in', (t) => {
  const home = join(mkdtempSync(join(tmpdir(), 'gatehouse-terminal-')), 'file');
  t.after(() => rmSync(home, { force: true }));
  writeFileSync(home, 'no folder');
  const of = { url: 'http://gate.example', account: 'ada' };
  keepTerminal({ home, environment: {} }, of, 'secret');
  assert.equal(findTerminal({ home, environment: {} }, of), undefined);
});
