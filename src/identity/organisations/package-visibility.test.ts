// Who may know a package: by visibility, role and what a token is bound to, in force at once.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { asPackageName } from '../../kernel/package-ref.ts';
import type { TokenPrincipal } from '../principal.ts';
import type { OrganisationStores, OwnedPackage } from './organisation-ports.ts';
import { loadVisibility } from './package-visibility.ts';

const TIDE = { ecosystem: 'npm', name: asPackageName('@acme/tide') } as const;
const PLACE = { address: '192.0.2.1', view: 'default' };
const OWNED: OwnedPackage = {
  ...TIDE,
  owner: { kind: 'account', id: 'ada' },
  visibility: 'private',
  since: 1,
};
const TOKEN: TokenPrincipal = {
  kind: 'token',
  tokenId: 't1',
  tokenName: 'ci',
  scope: 'read',
  accountId: 'ada',
  accountName: 'ada',
  role: 'reader',
};

async function load(owned: OwnedPackage = OWNED) {
  let now = owned;
  const hidden = async () => (now.visibility === 'public' ? [] : [now]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a package of one account asks for nothing else
  const stores = { ownership: { hidden } } as unknown as OrganisationStores;
  const visibility = await loadVisibility(stores);
  return { visibility, become: (next: OwnedPackage) => void (now = next) };
}

test('a private package is known to its owner, by tokens that cover it alone, and to the build that publishes it', async () => {
  const { visibility } = await load();
  assert.equal(visibility.isHidden(TIDE), true);
  const elsewhere = [{ ecosystem: 'npm', pattern: '@other/*' }] as const;
  const here = [{ ecosystem: 'npm', pattern: '@acme/*' }] as const;
  const build = { scope: 'publisher', accountId: '', accountName: '' } as const;
  for (const [principal, expected] of [
    [{ kind: 'nobody', address: PLACE.address }, false],
    [TOKEN, true],
    [{ ...TOKEN, packages: elsewhere }, false],
    [{ ...TOKEN, scope: 'write', packages: here, actions: ['publish'] }, true],
    [{ ...TOKEN, accountId: 'bo', accountName: 'bo' }, false],
    [{ ...TOKEN, ...build, packages: here }, true],
    [{ ...TOKEN, ...build, packages: elsewhere }, false],
  ] as const) {
    assert.equal(await visibility.mayKnow(principal, PLACE, TIDE), expected, JSON.stringify(principal));
  }
});

test('what is made public is hidden from nobody once it is read again', async () => {
  const { visibility, become } = await load();
  become({ ...OWNED, visibility: 'public' });
  await visibility.reload();
  assert.equal(visibility.isHidden(TIDE), false);
  assert.equal(await visibility.mayKnow({ kind: 'nobody', address: PLACE.address }, PLACE, TIDE), true);
});

test('whoever loses a role is answered by what they are now, once roles are forgotten', async () => {
  const { visibility, become } = await load();
  const bo = { ...TOKEN, accountId: 'bo', accountName: 'bo' };
  assert.equal(await visibility.mayKnow(bo, PLACE, TIDE), false);
  become({ ...OWNED, owner: { kind: 'account', id: 'bo' } });
  assert.equal(await visibility.mayKnow(bo, PLACE, TIDE), false, 'as it was read');
  await visibility.reload();
  assert.equal(await visibility.mayKnow(bo, PLACE, TIDE), true);
  assert.equal(await visibility.mayKnow(TOKEN, PLACE, TIDE), false);
});
