import assert from 'node:assert/strict';
import { test } from 'node:test';

import { decodeText } from './decode-text.ts';

test('UTF-8 is read as such, and what is none by its single bytes', () => {
  assert.equal(decodeText(Buffer.from('Zoë')), 'Zoë');
  assert.equal(decodeText(Buffer.from('Zoë', 'latin1')), 'Zoë');
});
