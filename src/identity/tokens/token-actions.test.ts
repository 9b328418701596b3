import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isGatehouseError } from '../../kernel/errors.ts';
import type { TokenPrincipal } from '../principal.ts';
import { tokenOf } from '../testing/people.ts';
import {
  mayToken,
  requireToken,
  WRITE_ACTIONS,
  type TokenAction,
  type WriteAction,
} from './token-actions.ts';

const PLACE = { address: '192.0.2.7', view: 'default' };
const TIDE = { ecosystem: 'npm', name: '@acme/tide' } as const;
const WRITES = Object.keys(WRITE_ACTIONS) as WriteAction[];

const RELEASE: TokenPrincipal = {
  ...tokenOf('reader', 'read'),
  scope: 'write',
  actions: ['publish'],
  packages: [
    { ecosystem: 'npm', pattern: '@acme/*' },
    { ecosystem: 'maven', pattern: 'org.acme.*' },
    { ecosystem: 'pypi', pattern: 'tide' },
  ],
};

const boundOf = (...parts: Parameters<typeof mayToken>) => {
  const answer = mayToken(...parts);
  return answer.may ? 'may' : answer.bound;
};

test('a token does what it was made for and nothing else', () => {
  const actions: readonly TokenAction[] = ['read', 'api', ...WRITES];
  const allowed = (token: TokenPrincipal) =>
    actions.filter((action) => boundOf(token, action, TIDE, PLACE) === 'may');
  assert.deepEqual(allowed(tokenOf('administrator', 'read')), ['read']);
  assert.deepEqual(allowed(tokenOf('administrator', 'api')), ['read', 'api']);
  assert.deepEqual(allowed(RELEASE), ['read', 'publish']);
  assert.deepEqual(allowed({ ...RELEASE, actions: WRITES }), ['read', ...WRITES]);
  // Actions on what is no write token are nothing, wherever they came from.
  assert.deepEqual(allowed({ ...tokenOf('administrator', 'api'), actions: WRITES }), ['read', 'api']);
});

test('a token reaches its packages: by ecosystem, by name, by prefix, and no look-alike of them', () => {
  const reach = (ecosystem: 'npm' | 'maven' | 'pypi', name: string) =>
    boundOf(RELEASE, 'publish', { ecosystem, name }, PLACE);
  for (const name of ['@acme/tide', '@acme/a']) assert.equal(reach('npm', name), 'may', name);
  for (const name of ['org.acme:tide', 'org.acme.sub:tide']) assert.equal(reach('maven', name), 'may', name);
  assert.equal(reach('pypi', 'tide'), 'may');
  for (const name of ['@acmeevil/tide', '@acme', 'acme/tide', 'tide', '']) {
    assert.equal(reach('npm', name), 'package', name);
  }
  assert.equal(reach('maven', 'org.acmeevil:tide'), 'package');
  assert.equal(reach('pypi', 'tides'), 'package');
});

test('a token that writes and names no packages writes none, and none reaches all of them at once', () => {
  const { packages: _packages, ...unbound } = RELEASE;
  assert.equal(boundOf(unbound, 'publish', TIDE, PLACE), 'package');
  assert.equal(boundOf(RELEASE, 'read', undefined, PLACE), 'package');
  assert.equal(boundOf(tokenOf('reader', 'read'), 'read', undefined, PLACE), 'may');
});

test('a token works in its networks and its view', () => {
  const bound = { ...RELEASE, isWithin: (address: string) => address === '192.0.2.7', view: 'strict' };
  assert.equal(boundOf(bound, 'publish', TIDE, { ...PLACE, view: 'strict' }), 'may');
  assert.equal(boundOf(bound, 'publish', TIDE, PLACE), 'view');
  assert.equal(boundOf(bound, 'publish', TIDE, { view: 'strict', address: '198.51.100.1' }), 'network');
});

test('a refusal names the bound and nothing of the others', () => {
  requireToken(RELEASE, 'publish', TIDE, PLACE);
  assert.throws(
    () => requireToken(RELEASE, 'manage-owners', TIDE, PLACE),
    (error) =>
      isGatehouseError(error, 'not-allowed') &&
      error.message.startsWith(
        'Cannot manage owners npm:@acme/tide: found a token that was not made for this',
      ) &&
      error.facts['bound'] === 'action',
  );
  assert.throws(
    () => requireToken(RELEASE, 'publish', { ecosystem: 'cargo', name: 'tide' }, PLACE),
    (error) => isGatehouseError(error, 'not-allowed') && error.facts['bound'] === 'package',
  );
});
