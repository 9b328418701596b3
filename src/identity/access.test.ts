import assert from 'node:assert/strict';
import { test } from 'node:test';

import { MINUTE_MS } from '../kernel/clock.ts';
import { isGatehouseError } from '../kernel/errors.ts';
import {
  ACTIONS,
  type Action,
  CONFIRMATION_MS,
  mayEver,
  requireAccess,
  requireRule,
  type Proof,
} from './access.ts';
import { ROLES, type Role } from './ports.ts';
import { actorOf, readerOf, type Principal } from './principal.ts';
import { personOf, tokenOf } from './testing/people.ts';

const NOW = 100 * MINUTE_MS;
const NOBODY: Principal = { kind: 'nobody', address: '192.0.2.1' };

function outcome(principal: Principal, action: Action, closedReading = false): string {
  try {
    requireAccess(principal, action, { now: NOW, closedReading });
    return 'yes';
  } catch (error) {
    assert.ok(isGatehouseError(error));
    return error.code;
  }
}

function allowed(principal: Principal): readonly Action[] {
  return ACTIONS.filter((action) => outcome(principal, action) === 'yes');
}

test('somebody who presented nothing may read packages and must sign in for all else', () => {
  assert.deepEqual(allowed(NOBODY), ['read-packages']);
  for (const action of ACTIONS.filter((action) => action !== 'read-packages')) {
    assert.equal(outcome(NOBODY, action), 'not-signed-in', action);
  }
});

test('who presented nothing is told whether a token would do', () => {
  const told = (action: Action) => {
    try {
      requireAccess(NOBODY, action, { now: NOW });
    } catch (error) {
      assert.ok(isGatehouseError(error));
      return [error.message, error.facts['takesPerson']];
    }
    return [];
  };
  const person = 'sign in first, which takes a person';
  assert.deepEqual(told('mint-read-tokens'), [`Cannot mint tokens: ${person}`, true]);
  assert.deepEqual(told('waive'), [`Cannot waive: ${person}`, true]);
  assert.deepEqual(told('quarantine'), ['Cannot quarantine: sign in or present a token first', undefined]);
});

test('closed reading takes at least a read token', () => {
  assert.equal(outcome(NOBODY, 'read-packages', true), 'not-signed-in');
  assert.equal(outcome(tokenOf('reader', 'read'), 'read-packages', true), 'yes');
  assert.equal(outcome(personOf('reader'), 'read-packages', true), 'yes');
});

test('a read token reads packages and nothing else, whatever its account may do', () => {
  for (const role of ROLES) assert.deepEqual(allowed(tokenOf(role, 'read')), ['read-packages'], role);
});

test('each role may do what the matrix says, with an API token, with a session, and right after a confirmation', () => {
  const reader: readonly Action[] = [
    'read-packages',
    'read-decisions',
    'read-policy',
    'see-status',
    'read-applications',
    'push-snapshots',
    'request-vetting',
    'revoke-own-tokens',
    'read-organisations',
    'read-publishers',
    'read-deployments',
    'read-staged',
    'read-namespaces',
    'ask-for-names',
    'freeze-packages',
  ];
  const auditor: readonly Action[] = [...reader, 'read-exposure', 'read-journal'];
  const reviewer: readonly Action[] = [
    ...auditor,
    'triage-findings',
    'rename-applications',
    'record-gifts',
    'manage-vetting',
    'quarantine',
    'reserve',
    'refresh-feeds',
    'see-all-appeals',
    'see-all-high-impact',
    'mark-high-impact',
  ];
  const byToken: Record<Role, readonly Action[]> = {
    reader,
    auditor,
    reviewer,
    administrator: [...reviewer, 'revoke-tokens', 'see-all-namespaces'],
  };
  const ownInPerson = [
    'mint-read-tokens',
    'read-own-account',
    'confirm-own-person',
    'leave-organisations',
  ] as const;
  const inPerson: Record<Role, readonly Action[]> = {
    reader: [...ownInPerson],
    auditor: [...ownInPerson],
    reviewer: [...ownInPerson],
    administrator: [...ownInPerson, 'read-people'],
  };
  const own = [
    'mint-api-tokens',
    'manage-own-account',
    'change-own-password',
    'export-own-account',
    'delete-own-account',
  ] as const;
  const reviewerConfirmed: readonly Action[] = [
    ...own,
    'lift-quarantine',
    'release-name',
    'waive',
    'decide-vetting',
    'state-vex',
    'state-funding',
    'set-findings-aside',
    'remove-applications',
  ];
  const confirmed: Record<Role, readonly Action[]> = {
    reader: own,
    auditor: own,
    reviewer: reviewerConfirmed,
    administrator: [...reviewerConfirmed, 'edit-policy', 'manage-feeds', 'manage-tokens', 'manage-people'],
  };
  for (const role of ROLES) {
    const token = byToken[role];
    const person = [...token, ...inPerson[role]];
    assert.deepEqual([...allowed(tokenOf(role, 'api'))].sort(), [...token].sort(), `${role} token`);
    assert.deepEqual([...allowed(personOf(role))].sort(), [...person].sort(), role);
    assert.deepEqual(
      [...allowed(personOf(role, NOW))].sort(),
      [...person, ...confirmed[role]].sort(),
      `${role} confirmed`,
    );
  }
});

test('a script with an API token cannot wave itself through, whosever token it is', () => {
  for (const action of [
    'waive',
    'decide-vetting',
    'state-vex',
    'state-funding',
    'set-findings-aside',
    'remove-applications',
    'edit-policy',
    'manage-people',
    'manage-own-account',
    'change-own-password',
    'confirm-own-person',
    'export-own-account',
    'delete-own-account',
    'manage-tokens',
    'lift-quarantine',
    'mint-api-tokens',
  ] as const) {
    assert.equal(outcome(tokenOf('administrator', 'api'), action), 'not-allowed', action);
  }
});

test('a confirmation counts for five minutes, and one from the future not at all', () => {
  assert.equal(outcome(personOf('reviewer', NOW - CONFIRMATION_MS + 1), 'waive'), 'yes');
  assert.equal(outcome(personOf('reviewer', NOW - CONFIRMATION_MS), 'waive'), 'needs-confirmation');
  assert.equal(outcome(personOf('reviewer', NOW + 1), 'waive'), 'needs-confirmation');
});

test('a role that does not suffice is told so before it is asked to confirm', () => {
  assert.equal(outcome(personOf('auditor'), 'waive'), 'not-allowed');
});

test('what may ever be done includes what only lacks a confirmation', () => {
  assert.equal(mayEver(personOf('reviewer'), 'waive', { now: NOW }), true);
  assert.equal(mayEver(personOf('auditor'), 'waive', { now: NOW }), false);
  assert.equal(mayEver(tokenOf('administrator', 'api'), 'waive', { now: NOW }), false);
});

test('whoever works on the data folder itself may do everything, under a name of their own', () => {
  const operator: Principal = { kind: 'operator', accountId: '', accountName: 'ada', role: 'administrator' };
  assert.deepEqual(allowed(operator), [...ACTIONS]);
  assert.equal(actorOf(operator), 'local:ada');
  assert.deepEqual(readerOf(operator), { kind: 'user', id: 'local:ada' });
});

function told(principal: Principal, proof: Proof): readonly unknown[] {
  try {
    requireRule(principal, { proof, role: 'reader' }, { action: 'claim-namespaces', now: NOW });
    return ['yes'];
  } catch (error) {
    assert.ok(isGatehouseError(error));
    return [error.code, error.facts['secondFactor'], error.message];
  }
}

test('what writers may takes a second factor, or a token that took one when it was made', () => {
  const bare = personOf('reader', NOW);
  assert.deepEqual(told(tokenOf('reader', 'write'), 'writer'), ['yes']);
  assert.deepEqual(told({ ...bare, proof: 'passkey' }, 'writer'), ['yes']);
  assert.deepEqual(told(bare, 'writer').slice(0, 2), ['not-allowed', 'enrol']);
  for (const scope of ['read', 'api'] as const) {
    const [code, , message] = told(tokenOf('administrator', scope), 'writer');
    assert.equal(code, 'not-allowed');
    assert.match(String(message), /expected a write token or a signed-in person/);
  }
  assert.match(String(told(NOBODY, 'writer')[2]), /sign in or present a token first/);
  assert.equal(told(tokenOf('administrator', 'write'), 'api-token')[0], 'not-allowed');
});

test('what is to be done in a hurry takes any sign-in, or a token that acts or writes', () => {
  assert.deepEqual(told(personOf('reader', NOW), 'acting'), ['yes']);
  for (const scope of ['api', 'write'] as const) {
    assert.deepEqual(told(tokenOf('reader', scope), 'acting'), ['yes']);
  }
  assert.match(
    String(told(tokenOf('administrator', 'read'), 'acting')[2]),
    /found a read token, expected an API token or a write token or a signed-in person/,
  );
  assert.equal(told(NOBODY, 'acting')[0], 'not-signed-in');
});

test('what takes a second factor is refused to a sign-in by password alone, with what to do', () => {
  const bare = personOf('reader', NOW);
  const enrolled: Principal = { ...bare, strongestFactor: 'totp' };
  const found = 'Cannot claim namespaces: found a sign-in by password alone';
  for (const proof of ['mfa-person', 'confirmed-mfa-person'] as const) {
    const enrol = `${found}; enrol a passkey or an authenticator first (Your account, Second factors)`;
    assert.deepEqual(told(bare, proof), ['not-allowed', 'enrol', enrol]);
    const again = `${found}; sign out, and sign in with your second factor`;
    assert.deepEqual(told(enrolled, proof), ['not-allowed', 'sign-in', again]);
    assert.equal(told(tokenOf('administrator', 'api'), proof)[0], 'not-allowed');
    assert.match(String(told(NOBODY, proof)[2]), /sign in first, which takes a person/);
    for (const by of ['two-factor', 'passkey'] as const)
      assert.deepEqual(told({ ...enrolled, proof: by }, proof), ['yes']);
  }
});

test('a second factor of hours ago is no confirmation', () => {
  const early: Principal = { ...personOf('reader', NOW - CONFIRMATION_MS), proof: 'passkey' };
  assert.deepEqual(told(early, 'mfa-person'), ['yes']);
  assert.equal(told(early, 'confirmed-mfa-person')[0], 'needs-confirmation');
});

test('what concerns the people of organisations takes a second factor, and a recent proof to change anything', () => {
  const factor = (confirmedAt: number): Principal => ({
    ...personOf('reviewer', confirmedAt),
    proof: 'passkey',
  });
  const changes: readonly Action[] = [
    'create-organisations',
    'manage-organisations',
    'assign-packages',
    'manage-publishers',
    'approve-staged',
  ];
  for (const action of changes) {
    assert.equal(outcome(personOf('reviewer', NOW), action), 'not-allowed', action);
    assert.equal(outcome(factor(0), action), 'needs-confirmation', action);
    assert.equal(outcome(factor(NOW), action), 'yes', action);
    assert.equal(outcome(tokenOf('reviewer', 'api'), action), 'not-allowed', action);
  }
  for (const action of ['join-organisations', 'manage-deployments', 'reject-staged'] as const) {
    assert.equal(outcome(factor(0), action), 'yes', action);
    assert.equal(outcome(personOf('reviewer', NOW), action), 'not-allowed', action);
    assert.equal(outcome(tokenOf('reviewer', 'api'), action), 'not-allowed', action);
  }
  assert.equal(outcome({ ...personOf('reader', NOW), proof: 'passkey' }, 'assign-packages'), 'not-allowed');
});

test('whose password is known from leaks may do nothing, whatever the role, but choose another one', () => {
  for (const role of ROLES) {
    const held = { ...personOf(role, NOW), proof: 'passkey', mustChangePassword: true } as const;
    assert.deepEqual(allowed(held), ['change-own-password', 'confirm-own-person'], role);
    try {
      requireAccess(held, 'read-packages', { now: NOW });
      assert.fail('was let in');
    } catch (error) {
      assert.ok(isGatehouseError(error, 'not-allowed'));
      assert.equal(error.facts['mustChangePassword'], true);
      assert.match(error.message, /known from leaks of other places; choose another first/);
    }
  }
});
