// OpenSSF Principles for Package Repository Security, Z1.2: API tokens carry a prefix that tells whose they are.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startGate } from '../support/gate.ts';
import { makeGatePerson } from '../support/gate-person.ts';

test('Z1.2: every token carries a prefix of its kind and a checksum, so that scanners find it and a typo is told', async (t) => {
  const gate = await startGate(t);
  const ada = await makeGatePerson(gate);
  const kinds = {
    ghr: { scope: 'read' },
    gha: { scope: 'api' },
    ghw: { scope: 'write', actions: ['publish'], packages: [{ ecosystem: 'npm', pattern: '@acme/*' }] },
  };
  for (const [prefix, kind] of Object.entries(kinds)) {
    const token = await ada.mint({ name: prefix, ...kind });
    // The pattern that docs/tokens.md gives to scanners.
    assert.match(token, /^gh[rawt]_[0-9A-Za-z]{36}$/);
    assert.ok(token.startsWith(`${prefix}_`));
    const asked = async (text: string) =>
      gate.ask('/npm/-/whoami', { headers: { authorization: `Bearer ${text}` } });
    assert.equal((await asked(token)).status, 200);
    const typo = `${token.slice(0, 10)}${token[10] === 'a' ? 'b' : 'a'}${token.slice(11)}`;
    const refused = await asked(typo);
    assert.equal(refused.status, 401);
    assert.match(refused.text, /mistyped or cut off/);
  }
});
