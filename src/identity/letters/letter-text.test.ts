import assert from 'node:assert/strict';
import { test } from 'node:test';

import { layOutLetter } from './letter-text.ts';

const HEAD = { publicUrl: 'https://gate.example:8443' };

test('a letter greets, says what happened in short lines, keeps addresses whole, and says who writes', () => {
  const address = `https://gate.example:8443/verify#${'x'.repeat(90)}`;
  const { subject, text } = layOutLetter(
    HEAD,
    { name: 'ada' },
    {
      subject: 'Verify your address',
      paragraphs: [
        'Somebody who may be you gave this address for an account here, and asks that you show that you read what comes to it.',
        address,
      ],
    },
  );
  assert.equal(subject, '[Gatehouse gate.example:8443] Verify your address');
  const lines = text.split('\n');
  assert.equal(lines[0], 'Hello ada,');
  assert.ok(lines.includes(address));
  assert.ok(lines.every((line) => line === address || line.length <= 76));
  assert.match(text, /\n\nGatehouse at gate\.example:8443\n$/);
});
