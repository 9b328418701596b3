import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startMailServer } from '../../../test/support/smtp-server.ts';
import type { Message } from './message.ts';
import { createSmtpSender, type SmtpOptions } from './smtp.ts';

const MESSAGE: Message = {
  id: 'letter-1',
  to: 'ada@example.com',
  subject: 'Grüße — verify your address',
  text: 'Hello ada,\n\nhttps://gate.example/verify#abc\n',
  postedAt: Date.UTC(2026, 0, 2, 3, 4, 5),
};

const senderFor = (port: number, parts: Partial<SmtpOptions> = {}) =>
  createSmtpSender({
    host: '127.0.0.1',
    port,
    isTls: false,
    isPlainAllowed: true,
    from: 'Gatehouse <gatehouse@example.com>',
    ownHost: 'gate.example',
    ...parts,
  });

test('a letter arrives as a message that says who sent it, and that a machine did', async (t) => {
  const server = await startMailServer(t);
  await senderFor(server.port).carry(MESSAGE);
  const [message] = server.received;
  assert.deepEqual(message?.to, ['ada@example.com']);
  assert.equal(message?.from, 'gatehouse@example.com');
  assert.match(message?.text ?? '', /^From: Gatehouse <gatehouse@example\.com>$/m);
  assert.match(message?.text ?? '', /^Message-ID: <letter-1@gate\.example>$/im);
  assert.match(message?.text ?? '', /^Auto-Submitted: auto-generated$/m);
  assert.match(message?.text ?? '', /^Date: Fri, 02 Jan 2026 03:04:05 \+0000$/m);
  assert.match(message?.text ?? '', /\nhttps:\/\/gate\.example\/verify#abc\n/);
});

test('user name and password go to a server that asks for them', async (t) => {
  const server = await startMailServer(t, {
    authOptional: false,
    allowInsecureAuth: true,
    onAuth({ username, password }, _session, done) {
      if (username === 'gate' && password === 'p@ss') done(null, { user: username });
      else done(new Error('wrong'));
    },
  });
  await senderFor(server.port, { user: 'gate', password: 'p@ss' }).carry(MESSAGE);
  assert.equal(server.received[0]?.user, 'gate');
  await assert.rejects(senderFor(server.port, { user: 'gate', password: 'no' }).carry(MESSAGE), /wrong/);
  assert.equal(server.received.length, 1);
});

test('a server that does not encrypt gets nothing, unless it is on this machine', async (t) => {
  const server = await startMailServer(t);
  await assert.rejects(senderFor(server.port, { isPlainAllowed: false }).carry(MESSAGE), /STARTTLS/);
  assert.deepEqual(server.received, []);
});

test('a certificate that nobody vouches for is not trusted', async (t) => {
  // The server's own certificate is made out by itself.
  const server = await startMailServer(t, { disabledCommands: [] });
  await assert.rejects(senderFor(server.port, { isPlainAllowed: false }).carry(MESSAGE), /certificate/i);
  assert.deepEqual(server.received, []);
});

test('the words of a server that refuses are passed on', async (t) => {
  const server = await startMailServer(t, {
    onRcptTo: (_address, _session, done) => done(new Error('no such mailbox here')),
  });
  await assert.rejects(senderFor(server.port).carry(MESSAGE), /no such mailbox here/);
});

test('an address is one address, whatever is in it', async (t) => {
  const server = await startMailServer(t);
  const odd = 'ada@example.com, eve@evil.example';
  await senderFor(server.port)
    .carry({ ...MESSAGE, to: odd })
    .catch(() => undefined);
  assert.ok(!server.received.some(({ to }) => to.includes('eve@evil.example')));
});

test('a line break in what is told makes no header', async (t) => {
  const server = await startMailServer(t);
  await senderFor(server.port).carry({ ...MESSAGE, subject: 'one\r\nBcc: eve@evil.example' });
  const [message] = server.received;
  assert.deepEqual(message?.to, ['ada@example.com']);
  assert.doesNotMatch(message?.text ?? '', /^Bcc:/im);
});
