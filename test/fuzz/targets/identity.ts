// Targets for what is said of accounts and tokens from outside.

import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';

import fc from 'fast-check';

import { parseLeakedLine } from '../../../src/formats/leaked-passwords.ts';
import { parseScanningKeys } from '../../../src/identity/scanning/parse-scanning-keys.ts';
import { isSignedBy } from '../../../src/identity/scanning/verify-report.ts';

import {
  MAX_TOKEN_NETWORKS,
  MAX_TOKEN_PACKAGES,
  parseTokenBounds,
} from '../../../src/identity/tokens/token-bounds.ts';
import { WRITE_ACTIONS } from '../../../src/identity/tokens/token-actions.ts';
import { containsAddress, formatNetwork, parseNetwork } from '../../../src/kernel/networks.ts';
import { attempt } from '../support/attempt.ts';
import { hostileJson } from '../support/hostile-json.ts';
import { mutatedBytes, mutatedText } from '../support/mutations.ts';
import { target, type Target } from '../support/target.ts';

const network = mutatedText(
  ['10.0.0.0/8', '192.0.2.7', '2001:db8::/32', '::1', '::ffff:10.0.0.0/104'],
  ['/', '/0', '/32', '/129', '::', '%eth0', ' ', '0x7f'],
);

/** What is kept reads as what was meant, and nothing that it does not hold. */
function assertNetwork(text: string): void {
  const read = attempt([], () => parseNetwork(text));
  if (read === undefined) return;
  assert.ok(containsAddress([read])(read.address), `${text} is outside of itself`);
  const kept = formatNetwork(read);
  if (kept === undefined) return;
  const again = parseNetwork(kept);
  assert.deepEqual([again?.bits, again?.family], [read.bits, read.family]);
  assert.equal(formatNetwork(again ?? read), kept);
}

const asked = fc.record(
  {
    scope: fc.constantFrom('read', 'api', 'write'),
    actions: fc.array(
      fc.oneof(fc.constantFrom(...Object.keys(WRITE_ACTIONS), '__proto__', 'toString'), fc.string()),
    ),
    packages: fc.array(
      fc.record({
        ecosystem: fc.constantFrom('npm', 'maven'),
        pattern: mutatedText(['@acme/*', '*', 'a:b'], ['*', '']),
      }),
      { maxLength: 60 },
    ),
    networks: fc.array(network, { maxLength: 60 }),
  },
  { requiredKeys: ['scope'] },
);

const KEYS = {
  public_keys: [
    { key_identifier: 'a', key: '-----BEGIN PUBLIC KEY-----', is_current: true },
    { key_identifier: 'b', key: 'x', is_current: false },
  ],
};

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const PEM = publicKey.export({ type: 'spki', format: 'pem' });
const BODY = Buffer.from('[{"token":"ghr_0","type":"t","url":"u","source":"content"}]');
const SIGNATURE = sign('sha256', BODY, privateKey).toString('base64');

const signed = fc.record({
  pem: fc.oneof(fc.constant(PEM), mutatedText([PEM], ['-----', 'PRIVATE', 'EC ', '\n', 'A'])),
  body: fc.oneof(fc.constant(BODY), mutatedBytes([BODY])),
  signature: fc.oneof(fc.constant(SIGNATURE), mutatedText([SIGNATURE], ['=', '-', '_', 'AAAA', ' '])),
});

const LEAKED = `${'0A1b'.repeat(10)}:42`;

export const identityTargets: readonly Target[] = [
  target(
    'line of leaked passwords',
    ['src/formats/leaked-passwords.ts#parseLeakedLine'],
    fc.record({
      line: mutatedText([LEAKED, LEAKED.slice(5), ''], [':', '\r', '0', 'G', '-1', '1e9']),
      prefix: fc.constantFrom('', '0A1B0'),
    }),
    ({ line, prefix }) => {
      const read = attempt(['invalid-document'], () => parseLeakedLine(line, prefix));
      if (read === undefined) return;
      assert.match(read.hash, /^[0-9A-F]{40}$/);
      assert.ok(read.hash.startsWith(prefix) && Number.isSafeInteger(read.count) && read.count >= 1);
    },
  ),
  target(
    'keys of a scanner',
    ['src/identity/scanning/parse-scanning-keys.ts#parseScanningKeys'],
    fc.oneof(hostileJson([KEYS]), mutatedText([JSON.stringify(KEYS)], ['null', '[', '{}', 'true'])),
    (text) => {
      const keys = attempt(['upstream-invalid'], () => parseScanningKeys(text));
      assert.ok((keys ?? []).every(({ identifier, pem }) => identifier.length <= 200 && pem.length <= 4_000));
    },
  ),
  target(
    'signature of a report',
    ['src/identity/scanning/verify-report.ts#isSignedBy'],
    signed,
    ({ pem, body, signature }) => {
      const holds = attempt([], () => isSignedBy(pem, body, signature));
      // Key and signature may be spelt in more ways than one, what was signed may not.
      if (holds === true) assert.deepEqual(Buffer.from(body), BODY);
      if (pem === PEM && signature === SIGNATURE && BODY.equals(body)) assert.equal(holds, true);
    },
  ),
  target('network', ['src/kernel/networks.ts#parseNetwork'], network, assertNetwork),
  target('bounds of a token', ['src/identity/tokens/token-bounds.ts#parseTokenBounds'], asked, (request) => {
    const bounds = attempt(['invalid-request'], () => parseTokenBounds(request as never));
    if (bounds === undefined) return;
    const { actions = [], packages = [], networks = [] } = bounds;
    assert.ok(actions.every((action) => Object.hasOwn(WRITE_ACTIONS, action)));
    assert.equal(actions.length > 0, request.scope === 'write');
    if (request.scope === 'write') assert.ok(packages.length > 0);
    if (request.scope === 'api') assert.equal(packages.length, 0);
    assert.ok(packages.length <= MAX_TOKEN_PACKAGES && packages.every(({ pattern }) => pattern !== '*'));
    assert.ok(networks.length <= MAX_TOKEN_NETWORKS);
    // Who asked for bounds gets them, or an error.
    if ((request.networks ?? []).length > 0) assert.ok(networks.length > 0);
  }),
];
