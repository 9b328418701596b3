import assert from 'node:assert/strict';
import { test } from 'node:test';

import { lookAtRecords, type MailRecords } from './domain-looks.ts';

const fail = (code: string) => async () => Promise.reject(Object.assign(new Error(code), { code }));

function records(over: Partial<MailRecords>): MailRecords {
  const none = fail('ENODATA');
  return { resolveMx: none, resolve4: none, resolve6: none, resolveNs: none, ...over };
}

test('letters have somewhere to go by a mail exchanger, else by an address', async () => {
  for (const some of [
    { resolveMx: async () => [{ exchange: 'mail.example.com' }] },
    { resolve4: async () => ['192.0.2.1'] },
    { resolve6: async () => ['2001:db8::1'] },
  ])
    assert.equal(await lookAtRecords(records(some), 'example.com'), 'alive');
});

test('a name that does not exist is gone, and one that says that it takes no mail', async () => {
  const absent = fail('ENOTFOUND');
  const nothing = { resolveMx: absent, resolve4: absent, resolve6: absent, resolveNs: absent };
  assert.equal(await lookAtRecords(records(nothing), 'x.example'), 'gone');
  for (const some of ['resolve4', 'resolve6', 'resolveNs'] as const) {
    const odd = await lookAtRecords(records({ ...nothing, [some]: fail('ENODATA') }), 'x.example');
    assert.equal(odd, 'unknown', some);
  }
  const odd = await lookAtRecords(records({ ...nothing, resolve4: async () => ['192.0.2.1'] }), 'x.example');
  assert.equal(odd, 'alive', 'a server that says of its exchangers that the name does not exist');
  for (const exchange of ['', '.'])
    assert.equal(
      await lookAtRecords(records({ resolveMx: async () => [{ exchange }] }), 'x.example'),
      'gone',
    );
});

test('what fails, and a domain that is there without mail, says nothing', async () => {
  for (const code of ['ESERVFAIL', 'ETIMEOUT', 'EREFUSED', 'ECONNREFUSED', 'EFORMERR'])
    assert.equal(await lookAtRecords(records({ resolveMx: fail(code) }), 'x.example'), 'unknown', code);
  assert.equal(await lookAtRecords(records({ resolve4: fail('ETIMEOUT') }), 'x.example'), 'unknown');
  assert.equal(
    await lookAtRecords(records({ resolveNs: async () => ['ns.x.example'] }), 'x.example'),
    'unknown',
  );
  assert.equal(await lookAtRecords(records({}), 'x.example'), 'unknown');
});
