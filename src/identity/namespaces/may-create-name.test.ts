import assert from 'node:assert/strict';
import { test } from 'node:test';

import { asPackageName } from '../../kernel/package-ref.ts';
import type { ObjectRole } from '../organisations/organisation-ports.ts';
import { mayCreateName, type NameAnswer, type NameQuestion } from './may-create-name.ts';

const ACME = { kind: 'organisation', id: 'o1' } as const;
const HELD = { pattern: '@acme/*', state: 'proven', owner: ACME, ownerName: 'organisation:acme' } as const;
const roles = (...some: ObjectRole[]): ReadonlySet<ObjectRole> => new Set(some);

function ask(over: Partial<NameQuestion> = {}): NameAnswer {
  return mayCreateName({
    ref: { ecosystem: 'npm', name: asPackageName('@acme/tide') },
    holders: [],
    roles: roles(),
    isMember: true,
    newNames: 'members',
    ...over,
  });
}

function refusal(answer: NameAnswer): string {
  assert.equal(answer.may, false);
  return answer.may ? '' : `${answer.why}: ${answer.sentence}`;
}

test('a name in a namespace is created by those who may publish there, and becomes its owner’s', () => {
  for (const role of ['maintainer', 'publisher'] as const) {
    assert.deepEqual(ask({ holders: [HELD], roles: roles(role) }), { may: true, owner: ACME });
  }
});

test('nobody else creates it: not whoever decides about people there, nor members of the server', () => {
  for (const role of ['owner', 'reviewer', 'auditor'] as const) {
    assert.match(refusal(ask({ holders: [HELD], roles: roles(role) })), /^namespace: .*organisation:acme's/);
  }
  const stranger = refusal(ask({ holders: [HELD] }));
  assert.match(stranger, /^namespace: Cannot create @acme\/tide: it lies in the namespace @acme\/\*/);
  assert.doesNotMatch(stranger, /organisation:acme/, 'who owns it is told to those who belong there');
});

test('in a namespace whose proof lapsed nothing is created, not even by its owner, whatever else covers the name', () => {
  const lapsed = { ...HELD, state: 'lapsed' } as const;
  for (const holders of [[lapsed], [HELD, lapsed], [lapsed, HELD]]) {
    assert.match(
      refusal(ask({ holders, roles: roles('maintainer') })),
      /^lapsed: .*gatehouse namespace prove/,
    );
  }
});

test('what an administrator reserved is created by nobody', () => {
  const holders = [{ pattern: '@acme/*', state: 'reserved' } as const];
  assert.match(refusal(ask({ holders, roles: roles('maintainer') })), /^reserved: .*reserved the namespace/);
});

test('outside all namespaces members create names, where the configuration says so', () => {
  assert.deepEqual(ask(), { may: true });
  assert.match(refusal(ask({ isMember: false })), /^unverified: /);
  assert.match(refusal(ask({ newNames: 'namespaces' })), /^outside: .*gatehouse namespace claim/);
});

test('a name that looks like one that matters is refused with which, why, and how to appeal; a granted appeal lets it through', () => {
  const likeness = { name: 'react', how: 'one letter differs' };
  const ref = { ecosystem: 'npm', name: asPackageName('reactt') } as const;
  assert.match(
    refusal(ask({ ref, likeness })),
    /^look-alike: .*looks like react \(one letter differs\).*gatehouse name appeal npm reactt --reason TEXT/,
  );
  assert.deepEqual(ask({ ref, likeness, isAppealGranted: true }), { may: true });
});

test('in its own namespace a name may look like anything', () => {
  const likeness = { name: 'tide', how: 'the same below another scope' };
  assert.deepEqual(ask({ likeness, holders: [HELD], roles: roles('publisher') }), { may: true, owner: ACME });
});
