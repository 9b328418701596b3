import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { test } from 'node:test';

import { DAY_MS, MINUTE_MS } from '../../kernel/clock.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import { createMemoryIdentity } from '../testing/memory-identity.ts';
import { firstAdministrator, HOME_ADDRESS } from '../testing/people.ts';
import { mintToken, TOKEN_LIFETIMES } from '../tokens/tokens.ts';
import { createReportBudget } from './report-budget.ts';
import { reportTokens, type ReportedToken } from './report-tokens.ts';
import { createScanningKeys } from './scanning-keys.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const PEM = publicKey.export({ type: 'spki', format: 'pem' });

async function setUp() {
  const house = createMemoryIdentity();
  const { person: ada } = await firstAdministrator(house);
  const account = await house.identity.findAccount(ada.accountId);
  assert.ok(account !== undefined);
  await house.identity.saveAccount({ ...account, email: { address: 'ada@acme.example', verifiedAt: 1 } });
  const { text, token } = await mintToken({ ...house, lifetimes: TOKEN_LIFETIMES }, ada, {
    name: 'ci',
    scope: 'read',
  });
  const hub = { name: 'hub', keys: async () => [{ identifier: 'k1', pem: PEM }] };
  const keys = createScanningKeys(house, [hub]);
  const deps = { ...house, keys, budget: createReportBudget(house, 20) };
  const report = (tokens: readonly ReportedToken[], signature?: { identifier: string; value: string }) => {
    const body = Buffer.from(JSON.stringify(tokens));
    const more = signature === undefined ? {} : { signature };
    return reportTokens(deps, { tokens, body, address: HOME_ADDRESS, ...more });
  };
  const signed = (tokens: readonly ReportedToken[]) => ({
    identifier: 'k1',
    value: sign('sha256', Buffer.from(JSON.stringify(tokens)), privateKey).toString('base64'),
  });
  const revokedAt = async () => (await house.identity.findTokenById(token.id))?.revokedAt;
  return { house, text, token, report, signed, revokedAt };
}

const URL_FOUND = 'https://hub.example/acme/tide/blob/main/ci.yml';

test('a signed report ends the token, journals where it was found and tells its owner', async () => {
  const { house, text, token, report, signed, revokedAt } = await setUp();
  const tokens = [{ token: text, type: 'gatehouse', url: URL_FOUND, source: 'content' }];
  const outcomes = await report(tokens, signed(tokens));
  assert.deepEqual(outcomes, [{ token: text, type: 'gatehouse', label: 'true_positive' }]);
  assert.equal(await revokedAt(), house.clock.now());
  const entry = house.journal.at(-2);
  assert.deepEqual([entry?.kind, entry?.actor], ['token-revoked', 'scanner:hub']);
  assert.deepEqual(entry?.data, {
    tokenId: token.id,
    tokenName: 'ci',
    accountId: token.accountId,
    because: 'reported-as-leaked',
    url: URL_FOUND,
  });
  assert.equal(house.letters.length, 1);
  assert.match(house.letters[0]?.subject ?? '', /A token of yours leaked, and was ended/);
  assert.ok(house.letters[0]?.text.includes(URL_FOUND));
  assert.ok(!JSON.stringify([house.journal, house.letters]).includes(text));
});

test('whoever holds a whole token may end it without a signature; their words do not go out by mail', async () => {
  const { house, text, report, revokedAt } = await setUp();
  const [outcome] = await report([{ token: text, url: 'https://evil.example/click-here\u202e\n' }]);
  assert.equal(outcome?.label, 'true_positive');
  assert.ok((await revokedAt()) !== undefined);
  assert.equal(house.journal.at(-2)?.actor, 'nobody');
  assert.ok(!house.letters[0]?.text.includes('evil.example'));
  assert.equal(
    (house.journal.at(-2)?.data as { url?: string } | undefined)?.url,
    'https://evil.example/click-here\\u202e\\u000a',
  );
});

test('a report that is sent again changes nothing', async () => {
  const { house, text, report, signed, revokedAt } = await setUp();
  const tokens = [{ token: text, url: URL_FOUND }];
  await report(tokens, signed(tokens));
  const at = await revokedAt();
  const before = [house.journal.length, house.letters.length];
  house.clock.advance(MINUTE_MS);
  assert.equal((await report(tokens, signed(tokens)))[0]?.label, 'false_positive');
  assert.deepEqual([house.journal.length, house.letters.length], before);
  assert.equal(await revokedAt(), at);
});

test('a report with a signature that does not hold does nothing, whatever it names', async () => {
  const { house, text, report, signed, revokedAt } = await setUp();
  const tokens = [{ token: text }];
  const other = signed([{ token: 'other' }]);
  for (const forged of [
    other,
    { ...signed(tokens), identifier: 'k2' },
    { identifier: '', value: '' },
    { identifier: 'k1', value: '' },
    { ...signed(tokens), identifier: '__proto__' },
  ]) {
    await assert.rejects(report(tokens, forged), (error) => isGatehouseError(error, 'invalid-request'));
  }
  assert.equal(await revokedAt(), undefined);
  assert.equal(house.letters.length, 0);
});

test('what is not in force is a false positive: unknown, cut off, expired, of a hash, of somebody else', async () => {
  const { house, text, token, report } = await setUp();
  const stored = await house.identity.findTokenById(token.id);
  const texts = ['x', text.slice(0, -1), `${text} `, stored?.hash ?? '', token.id, 'ghp_0123456789'];
  const outcomes = await report(texts.map((one) => ({ token: one })));
  assert.ok(outcomes.every(({ label }) => label === 'false_positive'));
  assert.deepEqual(
    outcomes.map((outcome) => outcome.token),
    texts,
  );
  house.clock.advance(366 * DAY_MS);
  assert.equal((await report([{ token: text }]))[0]?.label, 'false_positive');
  assert.equal(house.letters.length, 0);
});

test('a network reports so many tokens in five minutes, and another one goes on', async () => {
  const { house } = await setUp();
  const budget = createReportBudget(house, 20);
  const spend = (address: string, tokens: number) => () => budget.spend(address, tokens);
  assert.doesNotThrow(spend('192.0.2.1', 20));
  assert.throws(spend('192.0.2.1', 1), (error) => isGatehouseError(error, 'too-many-requests'));
  assert.doesNotThrow(spend('192.0.2.2', 1));
  assert.doesNotThrow(spend('2001:db8::1', 20));
  assert.throws(spend('2001:db8::2', 1), (error) => isGatehouseError(error, 'too-many-requests'));
  house.clock.advance(5 * MINUTE_MS);
  assert.doesNotThrow(spend('192.0.2.1', 1));
});
