import assert from 'node:assert/strict';
import { test } from 'node:test';

import { asPackageName } from '../../kernel/package-ref.ts';
import { actionsOf, mayOn, maySee, rolesOn, type ObjectRef, type RightsFacts } from './object-rights.ts';
import {
  MEMBER_ROLES,
  OBJECT_ROLES,
  type Grant,
  type GrantRole,
  type MemberRole,
  type ObjectRole,
} from './organisation-ports.ts';

const OWNER = { kind: 'organisation', id: 'o1' } as const;
const TIDE = {
  kind: 'package',
  ecosystem: 'npm',
  name: asPackageName('@acme/tide'),
  owner: OWNER,
} as const satisfies ObjectRef;

const member = (role: MemberRole, organisationId = 'o1', accountId = 'bo') => ({
  membership: { organisationId, accountId, role, since: 0 },
});

const grant = (more: Partial<Grant>): Grant => ({
  id: 'g',
  organisationId: 'o1',
  to: { kind: 'account', id: 'bo' },
  role: 'publisher',
  ecosystem: 'npm',
  pattern: '@acme/*',
  grantedAt: 0,
  ...more,
});

const roles = (facts: RightsFacts, object: ObjectRef = TIDE, accountId = 'bo') => [
  ...rolesOn(facts, accountId, object),
];

test('each role may what the documentation says, and none both decides about people and publishes', () => {
  const table = Object.fromEntries(OBJECT_ROLES.map((role) => [role, actionsOf(new Set([role]))]));
  assert.deepEqual(table, {
    owner: ['see', 'manage-settings', 'manage-people', 'transfer', 'delete', 'read-journal'],
    maintainer: ['see', 'publish', 'stage', 'approve', 'yank', 'deprecate', 'unpublish', 'manage-settings'],
    publisher: ['see', 'publish', 'stage', 'yank', 'deprecate'],
    reviewer: ['see', 'approve'],
    auditor: ['see', 'read-journal'],
  });
  for (const role of OBJECT_ROLES) {
    const one = new Set<ObjectRole>([role]);
    assert.equal(mayOn(one, 'publish') && mayOn(one, 'manage-people'), false, role);
  }
  assert.equal(mayOn(new Set(), 'see'), false);
});

test('a role in the organisation holds on all that it owns, and a plain member has none', () => {
  for (const role of MEMBER_ROLES) {
    assert.deepEqual(roles(member(role)), role === 'member' ? [] : [role]);
  }
});

test('a grant holds for its ecosystem, its names, its organisation and its holder alone', () => {
  const facts = (more: Partial<Grant>): RightsFacts => ({ ...member('member'), grants: [grant(more)] });
  assert.deepEqual(roles(facts({})), ['publisher']);
  assert.deepEqual(roles(facts({ pattern: '@acme/tide' })), ['publisher']);
  for (const other of [
    { ecosystem: 'pypi' },
    { pattern: '@acme/tid' },
    { pattern: '@acm/*' },
    { organisationId: 'o2' },
    { to: { kind: 'account', id: 'eve' } },
    { to: { kind: 'team', id: 'bo' } },
  ] as const) {
    assert.deepEqual(roles(facts(other)), [], JSON.stringify(other));
  }
});

test('a grant to a team holds for those who are in it', () => {
  const grants = [grant({ to: { kind: 'team', id: 't1' }, role: 'reviewer' })];
  assert.deepEqual(roles({ ...member('member'), grants, teams: new Set(['t1']) }), ['reviewer']);
  assert.deepEqual(roles({ ...member('member'), grants, teams: new Set(['t2']) }), []);
});

test('roles of membership and grants add up', () => {
  const grants = (['publisher', 'reviewer'] as GrantRole[]).map((role) => grant({ role }));
  assert.deepEqual(roles({ ...member('owner'), grants }), ['owner', 'publisher', 'reviewer']);
});

test('without a membership, or with that of another organisation or account, no grant counts', () => {
  const grants = [grant({})];
  assert.deepEqual(roles({ grants }), []);
  assert.deepEqual(roles({ ...member('owner', 'o2'), grants }), []);
  assert.deepEqual(roles({ ...member('owner', 'o1', 'eve'), grants }), []);
});

test('a grant never holds on the organisation itself, and on a namespace for that pattern alone', () => {
  const facts = { ...member('member'), grants: [grant({ role: 'maintainer' })] };
  assert.deepEqual(roles(facts, { kind: 'organisation', organisationId: 'o1' }), []);
  const namespace = (name: string): ObjectRef => ({
    kind: 'namespace',
    ecosystem: 'npm',
    name,
    owner: OWNER,
  });
  assert.deepEqual(roles(facts, namespace('@acme/*')), ['maintainer']);
  assert.deepEqual(roles(facts, namespace('@acme/sub-*')), []);
});

test("a person's own package is theirs alone to decide about and to publish", () => {
  const own: ObjectRef = { ...TIDE, owner: { kind: 'account', id: 'bo' } };
  assert.deepEqual(roles({}, own), ['owner', 'maintainer']);
  assert.deepEqual(roles({ ...member('owner'), grants: [grant({})] }, own, 'eve'), []);
  assert.deepEqual(roles({}, { ...own, owner: { kind: 'account', id: '' } }, ''), []);
});

test('public is for all, internal for any account, private for those with a role', () => {
  const none = new Set<ObjectRole>();
  const seen = (visibility: 'public' | 'internal' | 'private') => [
    maySee({ visibility }, undefined, none),
    maySee({ visibility }, 'bo', none),
    maySee({ visibility }, 'bo', new Set<ObjectRole>(['auditor'])),
  ];
  assert.deepEqual(seen('public'), [true, true, true]);
  assert.deepEqual(seen('internal'), [false, true, true]);
  assert.deepEqual(seen('private'), [false, false, true]);
});
