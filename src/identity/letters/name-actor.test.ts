import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Account, Token } from '../ports.ts';
import { nameActor, nameActorIn, sayWhoDidIt } from './name-actor.ts';

const stores = {
  identity: {
    findTokenById: async (id: string) =>
      id === 'f0' ? ({ id, name: 'Click http://evil.example', accountId: 'a1' } as Token) : undefined,
    findAccount: async (id: string) => (id === 'a1' ? ({ id, name: 'ada' } as Account) : undefined),
  },
};

test('people are named as they sign in', () => {
  assert.equal(nameActor('account:ada'), 'ada');
  assert.equal(nameActor('local:root'), 'the operator of this server (root)');
  assert.equal(nameActor('publisher:b1'), 'a trusted publisher (b1)');
  assert.equal(nameActor('gatehouse'), 'gatehouse');
});

test("a token is its person's; the words that they gave it stay out", async () => {
  assert.equal(await nameActorIn(stores, 'token:f0'), 'a token of ada');
  assert.equal(await nameActorIn(stores, 'token:gone'), 'a token (gone)');
  assert.equal(await nameActorIn(stores, 'account:bo'), 'bo');
});

test('whoever reads it is told that it was them', async () => {
  assert.equal(
    await sayWhoDidIt(stores, 'account:ada', 'ada'),
    'It was done by you, or by somebody in your name.',
  );
  assert.equal(await sayWhoDidIt(stores, 'token:f0', 'ada'), 'It was done by a token of yours.');
  assert.equal(await sayWhoDidIt(stores, 'token:f0', 'bo'), 'By a token of ada.');
});
