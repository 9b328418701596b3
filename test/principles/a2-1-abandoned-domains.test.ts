// Principles for Package Repository Security, A2.1: abandoned domains of addresses are detected, and recover nothing.
// Against a real DNS server on loopback: Debian's dnsmasq.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { createDomainLooks } from '../../src/outbound/dns/domain-looks.ts';
import { startGate } from '../support/gate.ts';
import { becomeFirst, callApi, secretIn, setPassword } from '../support/person.ts';
import { startMailServer } from '../support/smtp-server.ts';

const hasDnsmasq = spawnSync('dnsmasq', ['--version']).status === 0;
const skip = hasDnsmasq ? false : 'no dnsmasq on this machine: apt-get install dnsmasq-base';

async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}

/** Answers for `*.example` alone; ended with the test, or by what it answers. */
async function startDns(
  t: TestContext,
  port: number,
  records: readonly string[],
): Promise<() => Promise<void>> {
  const own = ['--keep-in-foreground', '--conf-file=/dev/null', '--no-resolv', '--no-hosts', '--pid-file='];
  const place = [`--port=${port}`, '--listen-address=127.0.0.1', '--bind-interfaces', '--local=/example/'];
  const server = spawn('dnsmasq', [...own, ...place, '--user=', ...records], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => server.once('close', () => resolve()));
  const stop = async () => {
    server.kill('SIGTERM');
    await ended;
  };
  t.after(stop);
  const looks = createDomainLooks([`127.0.0.1:${port}`]);
  for (let tries = 0; (await looks.look('ready.example')) !== 'alive'; tries += 1) {
    assert.ok(tries < 100 && server.exitCode === null, 'dnsmasq does not answer');
    await sleep(50);
  }
  return stop;
}

const READY = '--address=/ready.example/127.0.0.1';
const MAIL = '--mx-host=gone.example,mail.ready.example,10';

test('A2.1: domains are alive, gone, or unknown, as a real server answers', { skip }, async (t) => {
  const port = await freePort();
  await startDns(t, port, [READY, MAIL]);
  const looks = createDomainLooks([`127.0.0.1:${port}`]);
  assert.equal(await looks.look('gone.example'), 'alive');
  assert.equal(await looks.look('ready.example'), 'alive');
  assert.equal(await looks.look('never.example'), 'gone');
  assert.equal(await createDomainLooks([`127.0.0.1:${await freePort()}`]).look('gone.example'), 'unknown');
});

test(
  'A2.1: a domain that was gone once recovers nothing, also when somebody registered it again',
  { skip },
  async (t) => {
    const port = await freePort();
    let stop = await startDns(t, port, [READY, MAIL]);
    const mail = await startMailServer(t);
    const gate = await startGate(t, {
      config: {
        mail: { server: mail.url, from: 'gate@example.com' },
        accounts: { dns_servers: [`127.0.0.1:${port}`] },
      },
    });
    const ada = await becomeFirst(gate);
    await ada.call('POST', '/account/email', { email: 'ada@ready.example' });
    await callApi(gate, 'POST', '/verify', { secret: secretIn((await mail.next()).text) });
    await ada.call('POST', '/people', { name: 'bob', role: 'reader', email: 'bob@gone.example' });
    const invitation = await mail.next(({ to }) => to.includes('bob@gone.example'));
    const bob = await setPassword(gate, 'bob', secretIn(invitation.text));
    const recover = () => callApi(gate, 'POST', '/recovery', { name: 'bob' });
    const recoveries = () => mail.received.filter(({ text }) => /Choose a new password/.test(text)).length;
    await recover();
    await mail.next(({ text }) => /Choose a new password/.test(text));

    await stop();
    stop = await startDns(t, port, [READY]);
    await recover();
    const told = await mail.next(({ text }) => /The address of bob has lapsed/.test(text));
    assert.deepEqual(told.to, ['ada@ready.example']);
    const account = JSON.parse((await bob.call('GET', '/account')).text) as { email: { lapsedAt?: string } };
    assert.ok(account.email.lapsedAt !== undefined);

    await stop();
    await startDns(t, port, [READY, MAIL]);
    await recover();
    // Once the person verifies it anew, a letter comes again; none came in between.
    await bob.call('POST', '/account/email', { email: 'bob@gone.example' });
    const verification = await mail.next(
      ({ text }) => /Verify your address/.test(text) && /bob@gone/.test(text),
    );
    assert.equal(recoveries(), 1);
    await callApi(gate, 'POST', '/verify', { secret: secretIn(verification.text) });
    await recover();
    await mail.next(() => recoveries() === 2);
  },
);
