// Principles for Package Repository Security, A2.1: abandoned domains of addresses are detected, and recover nothing.
// Against a real DNS server on loopback: Debian's dnsmasq.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createDomainLooks } from '../../src/outbound/dns/domain-looks.ts';
import { freeDnsPort, READY, skipWithoutDns, startDns } from '../support/dns-server.ts';
import { startGate } from '../support/gate.ts';
import { becomeFirst, callApi, secretIn, setPassword } from '../support/person.ts';
import { startMailServer } from '../support/smtp-server.ts';

const skip = skipWithoutDns;
const MAIL = '--mx-host=gone.example,mail.ready.example,10';

test('A2.1: domains are alive, gone, or unknown, as a real server answers', { skip }, async (t) => {
  const port = await freeDnsPort();
  await startDns(t, port, [READY, MAIL]);
  const looks = createDomainLooks([`127.0.0.1:${port}`]);
  assert.equal(await looks.look('gone.example'), 'alive');
  assert.equal(await looks.look('ready.example'), 'alive');
  assert.equal(await looks.look('never.example'), 'gone');
  assert.equal(await createDomainLooks([`127.0.0.1:${await freeDnsPort()}`]).look('gone.example'), 'unknown');
});

test(
  'A2.1: a domain that was gone once recovers nothing, also when somebody registered it again',
  { skip },
  async (t) => {
    const port = await freeDnsPort();
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
