import assert from 'node:assert/strict';
import { test } from 'node:test';

import { formatInstant, parseInstant } from './clock.ts';

test('what was read as a moment can be written and read again, at both ends of what four digits of a year can say', () => {
  for (const text of ['0000-01-01T00:00:00Z', '2026-01-31T23:59:59Z', '9999-12-31T23:59:59Z']) {
    assert.equal(formatInstant(parseInstant(text) ?? Number.NaN), text);
  }
  for (const text of ['0000-01-01T00:00:00+00:01', '9999-12-31T23:59:59-00:01', '2026-13-01', 'today']) {
    assert.equal(parseInstant(text), undefined, text);
  }
});

test('a timestamp without a zone is in UTC', () => {
  assert.equal(parseInstant('2026-01-31 10:00:00'), parseInstant('2026-01-31T12:00:00+02:00'));
});
