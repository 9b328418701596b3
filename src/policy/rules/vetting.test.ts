import assert from 'node:assert/strict';
import { test } from 'node:test';

import { DAY_MS } from '../../kernel/clock.ts';
import type { EvidenceDetails } from '../../kernel/evidence.ts';
import {
  daysAgo,
  decide,
  NOW,
  packageEvidence,
  publishedAt,
  statement,
  verdictFor,
  versionFacts,
} from '../testdata/build-evidence.ts';

type Details = EvidenceDetails['vetting'];

const vetting = (parts: Partial<Details> = {}, observedAt = daysAgo(10)) =>
  statement(
    'vetting',
    {
      decision: 'approved',
      reason: 'looked at',
      until: NOW + 30 * DAY_MS,
      author: 'account:ada',
      authorName: 'ada',
      requestedBy: 'account:bob',
      requestId: 'r1',
      ...parts,
    },
    { observedAt },
  );

const strict = (more = '') => `unknown = "block"
  [[rules]]
  id = "vetting"
  on = "vetting"
  unvetted_action = "block"
  rejected_action = "block"
  expired_action = "hide"
  conditions_action = "warn"
  ${more}`;

const versions = [publishedAt('1.0.0', daysAgo(50)), publishedAt('2.0.0', daysAgo(40))];

const decideOf = (statements: readonly ReturnType<typeof vetting>[], more = '', facts = versions) =>
  decide(packageEvidence(facts, statements), { policy: strict(more) });

const actionsOf = (statements: readonly ReturnType<typeof vetting>[], more = '') =>
  ['1.0.0', '2.0.0'].map((version) => verdictFor(decideOf(statements, more), version).action);

test('without a decision a version is kept out, and the words say how to ask for one', () => {
  const { action, reasons } = verdictFor(decideOf([]), '1.0.0');
  assert.equal(action, 'block');
  assert.equal(reasons[0]?.summary, 'it has not been vetted here: ask for it with "gatehouse vet request"');
});

test('an approval lets the whole package through, or the versions that it names alone', () => {
  assert.deepEqual(actionsOf([vetting()]), ['allow', 'allow']);
  assert.deepEqual(actionsOf([vetting({ versions: ['2.0'] })]), ['block', 'allow']);
});

test('an approval holds until the moment before its end; then it has ended, and the decision says when to look again', () => {
  const last = vetting({ until: NOW + 1 });
  const before = decideOf([last]);
  assert.equal(verdictFor(before, '1.0.0').action, 'allow');
  assert.equal(before.validUntil, NOW + 1);
  const over = verdictFor(decideOf([vetting({ until: NOW })]), '1.0.0');
  assert.equal(over.action, 'hide');
  assert.match(
    over.reasons[0]?.summary ?? '',
    /^its approval ended .*: ask for it with "gatehouse vet request" again$/,
  );
});

test('the newest decision that has not ended counts, whether it is about a version or about all', () => {
  const older = vetting({ decision: 'rejected' }, daysAgo(9));
  const newer = vetting({ versions: ['1.0.0'] }, daysAgo(3));
  assert.deepEqual(actionsOf([older, newer]), ['allow', 'block']);
  const last = vetting({ decision: 'rejected' }, daysAgo(1));
  assert.deepEqual(actionsOf([older, newer, last]), ['block', 'block']);
  const ended = vetting({ decision: 'rejected', until: NOW - 1 }, daysAgo(1));
  assert.deepEqual(actionsOf([vetting(), ended]), ['allow', 'allow']);
});

test('a package that is rejected as a whole is refused by its name, with who said so', () => {
  const { name } = decideOf([vetting({ decision: 'rejected', reason: 'no upkeep' })]);
  assert.deepEqual(
    name.reasons.map(({ action, summary }) => [action, summary]),
    [['block', 'rejected by ada when it was vetted: no upkeep']],
  );
});

test('conditions are told with what is let through', () => {
  const heeded = vetting({ decision: 'approved-with-conditions', conditions: 'not on servers' });
  const { action, reasons } = verdictFor(decideOf([heeded]), '1.0.0');
  assert.equal(action, 'warn');
  assert.equal(reasons[0]?.summary, 'approved by ada with conditions: not on servers');
});

test('what was served here before passes without a decision and after one, never against a rejection', () => {
  const served = [versionFacts('1.0.0', { servedHere: true })];
  assert.equal(verdictFor(decideOf([], '', served), '1.0.0').action, 'allow');
  assert.equal(verdictFor(decideOf([vetting({ until: NOW })], '', served), '1.0.0').action, 'allow');
  assert.equal(verdictFor(decideOf([], 'spare_served = false', served), '1.0.0').action, 'block');
  const rejected = vetting({ decision: 'rejected', versions: ['1.0.0'] });
  assert.equal(verdictFor(decideOf([rejected], '', served), '1.0.0').action, 'block');
});

test('with other_person an approval by who asked for it does not count; a rejection does', () => {
  const own = { author: 'account:ada', requestedBy: 'account:ada' };
  assert.deepEqual(actionsOf([vetting(own)]), ['allow', 'allow']);
  assert.deepEqual(actionsOf([vetting(own)], 'other_person = true'), ['block', 'block']);
  assert.deepEqual(actionsOf([vetting({ ...own, decision: 'rejected' })], 'other_person = true'), [
    'block',
    'block',
  ]);
});

test('presets: nothing has to be vetted; what was rejected is recorded, hidden, refused', () => {
  const rejected = [vetting({ decision: 'rejected' })];
  const act = (preset: string, statements: readonly ReturnType<typeof vetting>[]) => {
    const decision = decide(packageEvidence(versions, statements), { policy: `preset = "${preset}"` });
    return verdictFor(decision, '1.0.0');
  };
  assert.deepEqual(
    ['observe', 'balanced', 'strict'].map((preset) => act(preset, rejected).action),
    ['allow', 'hide', 'block'],
  );
  assert.deepEqual(
    act('observe', rejected).observed.map(({ rule }) => rule),
    ['vetting'],
  );
  for (const preset of ['observe', 'balanced', 'strict']) assert.equal(act(preset, []).action, 'allow');
});
