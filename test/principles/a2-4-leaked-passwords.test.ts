// OpenSSF Principles for Package Repository Security, A2.4: leaked credentials are refused when chosen and told of at sign-in.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { importPasswords } from '../../src/main/import-passwords.ts';
import { startGate } from '../support/gate.ts';
import { GATE_PERSON, makeGatePerson } from '../support/gate-person.ts';

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex').toUpperCase();

test('A2.4: a leaked password is refused when it is chosen, and who signs in with one is let in and told', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-a24-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const dataDir = join(folder, 'data');
  const gate = await startGate(t, { dataDir });
  const ada = await makeGatePerson(gate, { email: 'ada@acme.example', hasFactor: false });
  const leaked = 'a phrase that leaked elsewhere';
  const ranges = join(folder, 'ranges');
  mkdirSync(ranges);
  for (const password of [leaked, GATE_PERSON.password]) {
    const hash = sha1(password);
    writeFileSync(join(ranges, hash.slice(0, 5)), `${hash.slice(5)}:7\r\n`);
  }
  // While the server runs.
  assert.equal(await importPasswords(dataDir, ranges), 2);
  const refused = await ada.call('PUT', '/account/password', { password: leaked });
  assert.equal(refused.status, 400, refused.text);
  assert.match(refused.text, /known from leaks/);
  assert.ok(!refused.text.includes(leaked));
  const signedIn = await gate.ask('/api/v1/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
    body: JSON.stringify(GATE_PERSON),
  });
  assert.equal(signedIn.status, 200, signedIn.text);
  assert.equal((await gate.journal('password-found-leaked')).length, 1);
  const letters = (await gate.journal('letter-posted')).map(({ data }) => (data as { about: string }).about);
  assert.ok(letters.includes('password-leaked'), letters.join());
  const chosen = await ada.call('PUT', '/account/password', { password: 'seven gates, one keeper' });
  assert.equal(chosen.status, 204, chosen.text);
});
