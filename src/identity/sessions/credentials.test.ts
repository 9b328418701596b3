import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  assert as assertProperty,
  dictionary,
  oneof,
  property,
  string,
  constantFrom,
  array,
  tuple,
} from 'fast-check';

import { parseCredentials, SESSION_COOKIE } from './credentials.ts';

const TOKEN = 'ghr_0123456789abcdefghijABCDEFGHIJ012345';
const SECRET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN-_0';

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

function presented(authorization: string): string | undefined {
  const credentials = parseCredentials({ authorization });
  return credentials.kind === 'token' ? credentials.presented : undefined;
}

test('each client presents its token in its own way', () => {
  const ways = {
    'npm, yarn, composer': `Bearer ${TOKEN}`,
    'lower case': `bearer ${TOKEN}`,
    'wide apart': `Bearer \t ${TOKEN} `,
    cargo: TOKEN,
    'pip and uv, token as password': basic(`__token__:${TOKEN}`),
    'pip, token as user': basic(`${TOKEN}:`),
    'token as user, any password': basic(`${TOKEN}:x-oauth-basic`),
    maven: basic(`ci:${TOKEN}`),
    'scheme in any case': `bAsIc ${Buffer.from(`x:${TOKEN}`).toString('base64')}`,
    'no padding': basic(`ab:${TOKEN}`).replaceAll('=', ''),
    'Token scheme': `Token ${TOKEN}`,
  };
  for (const [client, header] of Object.entries(ways)) assert.equal(presented(header), TOKEN, client);
});

test("somebody else's token is presented as it stands", () => {
  assert.equal(presented('Bearer npm_abc'), 'npm_abc');
  assert.equal(presented(basic('ada:hunter2')), 'hunter2');
  assert.equal(presented(basic('npm_abc:')), 'npm_abc');
});

test('empty credentials are none', () => {
  for (const authorization of ['', ' ', 'Bearer', 'Bearer ', 'Basic', basic(':')]) {
    assert.deepEqual(parseCredentials({ authorization }), { kind: 'none' }, authorization);
  }
  assert.deepEqual(parseCredentials({}), { kind: 'none' });
});

test('what cannot be read is said to be so, and not repeated', () => {
  const hostile = [
    'Digest username="ada"',
    'Negotiate abc def',
    'Basic ***',
    'Basic YQ===',
    basic('no colon here'),
    `Bearer ${'x'.repeat(9_000)}`,
    'Basic \u0000\u0001',
  ];
  for (const authorization of hostile) {
    const credentials = parseCredentials({ authorization });
    assert.ok(credentials.kind === 'unreadable', authorization);
    assert.ok(!credentials.why.includes(authorization.slice(6, 20)));
  }
  assert.equal(parseCredentials({ authorization: ['a', 'b'] }).kind, 'unreadable');
});

test('the session cookie is found among others', () => {
  for (const cookie of [
    `${SESSION_COOKIE}=${SECRET}`,
    `theme=dark; ${SESSION_COOKIE}=${SECRET}; x=y`,
    `a;b=;=c;${SESSION_COOKIE}="${SECRET}"`,
    `x=${SESSION_COOKIE}; ${SESSION_COOKIE}=${SECRET}; ${SESSION_COOKIE}=${SECRET}`,
  ]) {
    assert.deepEqual(parseCredentials({ cookie }), { kind: 'session', secret: SECRET }, cookie);
  }
  assert.equal(parseCredentials({ cookie: ['a=b', `${SESSION_COOKIE}=${SECRET}`] }).kind, 'session');
});

test('a planted second cookie, a wrong form and look-alike names open nothing', () => {
  for (const cookie of [
    `${SESSION_COOKIE}=${SECRET}; ${SESSION_COOKIE}=${'B'.repeat(43)}`,
    `${SESSION_COOKIE}=`,
    `${SESSION_COOKIE}=${SECRET}x`,
    `${SESSION_COOKIE}=../../${SECRET}`,
    `x${SESSION_COOKIE}=${SECRET}`,
    `${SESSION_COOKIE.toUpperCase()}=${SECRET}`,
    `__proto__=${SECRET}`,
  ]) {
    assert.deepEqual(parseCredentials({ cookie }), { kind: 'none' }, cookie);
  }
  assert.equal(
    parseCredentials({ cookie: `${SESSION_COOKIE}=${SECRET};${'x'.repeat(20_000)}` }).kind,
    'unreadable',
  );
});

test('an Authorization header goes before the cookie, also when it is bad', () => {
  const cookie = `${SESSION_COOKIE}=${SECRET}`;
  assert.equal(parseCredentials({ cookie, authorization: `Bearer ${TOKEN}` }).kind, 'token');
  assert.equal(parseCredentials({ cookie, authorization: 'Digest x' }).kind, 'unreadable');
});

test('no header makes the parser throw, and a session always has the form of a secret', () => {
  const scheme = constantFrom('Bearer ', 'Basic ', 'Token ', '', 'Digest ');
  const cookiePart = tuple(constantFrom(SESSION_COOKIE, 'a', ''), constantFrom('=', '', '=='), string());
  const headers = dictionary(
    constantFrom('authorization', 'cookie'),
    oneof(
      string({ unit: 'binary' }),
      tuple(scheme, string({ unit: 'binary' })).map((parts) => parts.join('')),
      string().map(basic),
      array(cookiePart).map((parts) => parts.map((part) => part.join('')).join(';')),
    ),
  );
  assertProperty(
    property(headers, (given) => {
      const credentials = parseCredentials(given);
      if (credentials.kind === 'session') assert.match(credentials.secret, /^[\w-]{43}$/);
      if (credentials.kind === 'token') assert.notEqual(credentials.presented, '');
    }),
    { numRuns: 2_000 },
  );
});
