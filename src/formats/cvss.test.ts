import assert from 'node:assert/strict';
import { test } from 'node:test';

import { scoreOfVector, scoreToShow } from './cvss.ts';

const V2 = 'AV:N/AC:L/Au:N/C:P/I:P/A:P';
const V30 = 'CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
const V31 = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H';
const V4 = 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N';

test('vectors of each version give their base score', () => {
  assert.deepEqual(
    [V2, V30, V31, V4].map((vector) => scoreOfVector(vector)?.score),
    [7.5, 9.8, 10, 9.3],
  );
});

test('temporal metrics do not lower the base score', () => {
  assert.equal(scoreOfVector(`${V31}/E:U`)?.score, 10);
});

test('an invalid vector gives nothing', () => {
  for (const vector of [
    '',
    'garbage',
    'CVSS:3.1/AV:N',
    V31.replace('AV:N', 'AV:Z'),
    `${V31}/AV:L`,
    'CVSS:5.0/AV:N',
    `${V31}/${'x'.repeat(600)}`,
  ]) {
    assert.equal(scoreOfVector(vector), undefined, vector);
  }
});

test('4.0 is shown before 3.1 before 3.0 before 2.0, whatever their order and scores', () => {
  assert.equal(scoreToShow([V2, V30, V31, V4])?.vector, V4);
  assert.equal(scoreToShow([V2, V31, V30])?.vector, V31);
  assert.equal(scoreToShow([V2, V30])?.vector, V30);
  assert.equal(scoreToShow(['x', V2])?.vector, V2);
  assert.equal(scoreToShow(['x']), undefined);
});
