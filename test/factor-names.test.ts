// Names of second factors over HTTP: their person gives them, and nobody else.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MINUTE_MS } from '../src/kernel/clock.ts';

import { ApiBrowser, enrolAuthenticator, openAdministrator } from './support/factor-browser.ts';
import { holdClock, startGate } from './support/gate.ts';

test('a person calls a factor something else, confirmed, and it stays what it is', async (t) => {
  const clock = holdClock();
  const gate = await startGate(t, { clock });
  const ada = await openAdministrator(gate);
  const app = await enrolAuthenticator(ada, clock.now());
  const rename = (id: string, name: string, who: ApiBrowser = ada) =>
    who.call('PATCH', `/account/factors/${id}`, { name });
  const named = await ada.json('PATCH', `/account/factors/${app.id}`, { name: '  Telephone ' });
  assert.equal(named.name, 'Telephone');
  const { items } = await ada.json('GET', '/account/factors');
  assert.deepEqual(
    [items.length, items[0].id, items[0].kind, items[0].name],
    [1, app.id, 'totp', 'Telephone'],
  );
  assert.equal((await rename(app.id, 'Telephone')).status, 200);
  assert.equal((await gate.journal('factor-renamed')).length, 1, 'the same name is no change');
  for (const name of ['', ' ', 'x'.repeat(61), 'two\nlines', 'a\u202eb']) {
    assert.equal((await rename(app.id, name)).status, 400, JSON.stringify(name));
  }
  assert.equal((await rename('none', 'x')).status, 404);
  const { link } = await ada.json('POST', '/people', { name: 'bob', role: 'reader' }, 201);
  const bob = new ApiBrowser(gate);
  const secret = link.slice(link.indexOf('#') + 1);
  await bob.json('POST', '/setup', { secret, name: 'bob', password: 'bob has a pass phrase' });
  const other = await rename(app.id, 'mine', bob);
  assert.deepEqual([other.status, other.text], [404, (await rename('none', 'mine', bob)).text]);
  clock.passTime(6 * MINUTE_MS);
  assert.equal(JSON.parse((await rename(app.id, 'Other')).text).code, 'needs-confirmation');
  assert.equal((await ada.json('GET', '/account/factors')).items[0].name, 'Telephone');
});
