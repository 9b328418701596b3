import assert from 'node:assert/strict';
import { test } from 'node:test';

import { renderMessage } from './render-message.ts';

const SENDER = { from: 'Gatehouse <gatehouse@example.com>', host: 'gate.example' };

test('a letter in a file has the headers of a message, and every line of its text whole', async () => {
  const link = `https://gate.example/verify#${'x'.repeat(90)}`;
  const text = `Hello ada,\n\nto make it the account’s, open this:\n\n${link}\n`;
  const message = { id: 'one', to: 'ada@example.com', subject: 'Grüße', text, postedAt: 0 };
  const rendered = Buffer.from(await renderMessage(message, SENDER)).toString('utf8');
  const [headers = '', body] = rendered.split('\r\n\r\nHello ');
  assert.equal(`Hello ${body}`, text.replaceAll('\n', '\r\n'));
  assert.match(headers, /^To: ada@example\.com$/m);
  assert.match(headers, /^Subject: =\?UTF-8\?/m);
  assert.deepEqual(headers.match(/^Content-Transfer-Encoding: .*$/gim), ['Content-Transfer-Encoding: 8bit']);
  assert.match(headers, /^Content-Type: text\/plain; charset=utf-8$/m);
  assert.ok(!headers.includes('\r\n\r\n'));
});
