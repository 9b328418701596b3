import assert from 'node:assert/strict';
import { test } from 'node:test';

import { assert as assertProperty, property, string } from 'fast-check';

import { CLIENT_NAME_MAX_LENGTH, clientName } from './client-name.ts';

test('each package manager is known by its name and version', () => {
  const userAgents = {
    'npm/11.2.0 node/v24.0.0 linux x64 workspaces/false': 'npm/11.2.0',
    'pnpm/10.4.1 npm/? node/v22.14.0 linux x64': 'pnpm/10.4.1',
    'yarn/1.22.22 npm/? node/v22.14.0 linux x64': 'yarn/1.22.22',
    'Bun/1.2.5': 'bun/1.2.5',
    'bun/1.2.5 npm/? node/v22.6.0 linux x64': 'bun/1.2.5',
    'pip/25.0.1 {"ci":null,"cpu":"x86_64","distro":{"name":"Debian GNU/Linux"}}': 'pip/25.0.1',
    'uv/0.6.3 {"installer":{"name":"uv","version":"0.6.3"},"python":"3.13.2"}': 'uv/0.6.3',
    'poetry/2.1.1 CPython/3.13.2 Linux/6.12.12': 'poetry/2.1.1',
    'cargo/1.85.0 (d73d2caf9 2024-12-31)': 'cargo/1.85.0',
    'cargo 1.58.0 (f01b232bc 2022-01-19)': 'cargo/1.58.0',
    'Apache-Maven/3.9.9 (Java 21.0.6; Linux 6.12.12)': 'maven/3.9.9',
    'Gradle/8.13 (Linux;6.12.12;amd64) (Debian;21.0.6;21.0.6+7)': 'gradle/8.13',
    'Composer/2.8.6 (Linux; 6.12.12; PHP 8.4.4; cURL 8.12.1; Platform-PHP 8.4.4; CI)': 'composer/2.8.6',
    'twine/6.1.0 requests/2.32.3 CPython/3.13.2': 'twine/6.1.0',
  };
  for (const [userAgent, name] of Object.entries(userAgents)) assert.equal(clientName(userAgent), name);
});

test('any other client is known by its first product', () => {
  assert.equal(clientName('Mozilla/5.0 (X11; Linux x86_64)'), 'Mozilla/5.0');
  assert.equal(clientName('got (some address)'), 'got');
  assert.equal(clientName('curl/8.12.1'), 'curl/8.12.1');
  assert.equal(clientName('  spaced/1 x'), 'spaced/1');
});

test('a library that only one ecosystem’s package manager asks with tells which that is', () => {
  assert.equal(clientName('got (some address)', 'npm'), 'got (Yarn)');
  assert.equal(clientName('got/14.0.0', 'npm'), 'got (Yarn)/14.0.0');
  assert.equal(clientName('got (some address)', 'pypi'), 'got');
});

test('a client that does not say is unknown', () => {
  for (const userAgent of [undefined, '', '   ', '/', '/1.0']) assert.equal(clientName(userAgent), 'unknown');
});

test('outside characters are escaped and lengths bounded', () => {
  assert.equal(clientName('npm/1\u0000\u001b[31m'), 'npm/1%00%1B%5B31m');
  assert.equal(clientName('<script>/"x"'), '%3Cscript%3E/%22x%22');
  assert.equal(clientName('\u00fc/1'), '%C3%BC/1');
  assert.equal(clientName(`npm/${'9'.repeat(500)}`), `npm/${'9'.repeat(31)}`);
  assert.equal(clientName(`${'a'.repeat(500)}/1.2`).length, CLIENT_NAME_MAX_LENGTH);
  assert.equal(clientName('a/b/c/d e'), 'a/b%2Fc%2Fd');
  assert.equal(clientName('__proto__/1'), '__proto__/1');
  assert.equal(clientName('constructor'), 'constructor');
  assert.equal(clientName('x'.repeat(10_000_000)).length, CLIENT_NAME_MAX_LENGTH);
});

test('whatever arrives, the name is short, printable and non-empty', () => {
  assertProperty(
    property(string({ unit: 'binary', maxLength: 300 }), (userAgent) => {
      for (const text of [userAgent, `npm/${userAgent}`, `${userAgent}/1`]) {
        const name = clientName(text);
        assert.match(name, /^[!-~]+$/);
        assert.ok(name.length <= CLIENT_NAME_MAX_LENGTH);
      }
    }),
    { numRuns: 1_000 },
  );
});
