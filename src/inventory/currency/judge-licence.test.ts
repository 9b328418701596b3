import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { LicenceRow } from './currency-ports.ts';
import { judgeLicence, rowFor } from './judge-licence.ts';

const row: LicenceRow = {
  tags: {},
  allowed: ['MIT', 'Apache-2.0', 'BSD-*', 'GPL-2.0-only WITH Classpath-exception-2.0', 'LicenseRef-acme'],
  ask: ['MPL-*'],
  denied: ['GPL-*', 'AGPL-*'],
};

test('of an OR the best counts, of an AND the worst', () => {
  assert.equal(judgeLicence('MIT', row), 'allowed');
  assert.equal(judgeLicence('GPL-3.0-only', row), 'denied');
  assert.equal(judgeLicence('MIT OR GPL-3.0-only', row), 'allowed');
  assert.equal(judgeLicence('MIT AND GPL-3.0-only', row), 'denied');
  assert.equal(judgeLicence('(MPL-2.0 OR GPL-3.0-only) AND MIT', row), 'ask');
});

test('crates from before SPDX expressions mean either by a slash, and case does not matter', () => {
  assert.equal(judgeLicence('MIT/Apache-2.0', row), 'allowed');
  assert.equal(judgeLicence('GPL-2.0/MIT', row), 'allowed');
  assert.equal(judgeLicence('bsd-3-clause', row), 'allowed');
});

test('a licence that no list names is to be asked about; what nobody knows is unknown, and no conflict', () => {
  assert.equal(judgeLicence('ISC', row), 'ask');
  assert.equal(judgeLicence('LicenseRef-other', row), 'ask');
  for (const text of [
    undefined,
    '',
    'NOASSERTION',
    'NONE',
    'SEE LICENSE IN x.txt',
    'BSD',
    'MIT AND',
    'UNLICENSED',
  ])
    assert.equal(judgeLicence(text, row), 'unknown', String(text));
  assert.equal(judgeLicence('BSD OR GPL-3.0-only', row), 'unknown');
  assert.equal(judgeLicence('BSD AND GPL-3.0-only', row), 'denied');
});

test('an exception is judged with its licence where a list names them together, else by the licence', () => {
  assert.equal(judgeLicence('GPL-2.0-only WITH Classpath-exception-2.0', row), 'allowed');
  assert.equal(judgeLicence('GPL-2.0-only WITH GCC-exception-2.0', row), 'denied');
});

test('the first row counts whose tags an application all has', () => {
  const internal = { ...row, tags: { use: 'internal' } };
  const both = { ...row, tags: { use: 'internal', tier: '1' } };
  assert.equal(rowFor([both, internal, row], { use: 'internal' }), internal);
  assert.equal(rowFor([both, internal, row], { use: 'internal', tier: '1' }), both);
  assert.equal(rowFor([internal], { use: 'distributed' }), undefined);
  assert.equal(rowFor([internal, row], {}), row);
});

test('well-known names and addresses are judged as the licence that they mean', () => {
  assert.equal(judgeLicence('MIT License', row), 'allowed');
  assert.equal(judgeLicence('The Apache Software License, Version 2.0', row), 'allowed');
  assert.equal(judgeLicence('https://www.gnu.org/licenses/gpl-3.0.html', row), 'denied');
  assert.equal(judgeLicence('Mozilla Public License 2.0 (MPL 2.0)', row), 'ask');
  assert.equal(judgeLicence('Apache2 AND MIT', row), 'allowed');
  assert.equal(judgeLicence('https://licences.example/MIT', row), 'unknown');
});

test('of several names the best counts, and one that nobody recognises stands in the way of none', () => {
  assert.equal(judgeLicence('GNU General Public License v2 (GPLv2) OR MIT License', row), 'allowed');
  assert.equal(judgeLicence('GNU General Public License v2 (GPLv2) OR GPLv3', row), 'denied');
  assert.equal(judgeLicence("The Sea's own licence OR MIT License", row), 'allowed');
  assert.equal(judgeLicence("The Sea's own licence OR GPL v2", row), 'unknown');
  assert.equal(judgeLicence("The Sea's own licence OR another one", row), 'unknown');
});

test('a list may name words that are no id, letter by letter; a pattern does not mean them', () => {
  const words = { ...row, allowed: ['*', 'BSD License'], denied: ["The Sea's own licence"] };
  assert.equal(judgeLicence('bsd license', words), 'allowed');
  assert.equal(judgeLicence("The Sea's own licence", words), 'denied');
  assert.equal(judgeLicence('Apache Software License', words), 'unknown');
});
