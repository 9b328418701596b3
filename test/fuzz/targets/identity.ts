// Targets for what is said of accounts and tokens from outside.

import assert from 'node:assert/strict';

import fc from 'fast-check';

import {
  MAX_TOKEN_NETWORKS,
  MAX_TOKEN_PACKAGES,
  parseTokenBounds,
} from '../../../src/identity/tokens/token-bounds.ts';
import { WRITE_ACTIONS } from '../../../src/identity/tokens/token-actions.ts';
import { containsAddress, formatNetwork, parseNetwork } from '../../../src/kernel/networks.ts';
import { attempt } from '../support/attempt.ts';
import { mutatedText } from '../support/mutations.ts';
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

export const identityTargets: readonly Target[] = [
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
