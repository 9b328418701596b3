import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { HOUR_MS } from '../kernel/clock.ts';
import { asPackageName } from '../kernel/package-ref.ts';
import type { Reason, Verdict } from '../kernel/verdict.ts';
import { createDecisionLog, type DecidedRequest, type DecisionLogOptions } from './decision-log.ts';
import { createMemoryDecisions } from './testing/memory-decisions.ts';

const AT = 1_700_000_000_000 - (1_700_000_000_000 % HOUR_MS);

const reason = (rule: string, action: Reason['action'] = 'block'): Reason => ({
  rule,
  action,
  summary: `because of ${rule}`,
  evidence: [],
});

const request = (verdict: Partial<Verdict>, parts: Partial<DecidedRequest> = {}): DecidedRequest => ({
  ecosystem: 'npm',
  name: asPackageName('left-pad'),
  version: '1.0.0',
  verdict: { action: 'block', reasons: [], observed: [], ...verdict },
  reader: 'token:ci',
  client: 'npm/11',
  view: 'default',
  ...parts,
});

function set(options: DecisionLogOptions = {}) {
  const house = createMemoryDecisions();
  let now = AT;
  const reported: unknown[] = [];
  const log = createDecisionLog(
    { unit: house.unit, clock: { now: () => now }, report: (error) => void reported.push(error) },
    { flushMs: 60_000, ...options },
  );
  const advance = (ms: number) => {
    now += ms;
  };
  return { house, log, reported, advance };
}

test('a refusal is logged once under its leading reason, and what was observed under each rule', async () => {
  const { house, log } = set();
  const verdict = {
    reasons: [reason('age', 'hide'), reason('malware'), reason('licence')],
    observed: [reason('kev', 'hide'), reason('kev', 'hide'), reason('freeze', 'hide')],
  };
  log.refused(request(verdict));
  await log.close();
  assert.deepEqual(
    house.added.map(({ mode, rule, action, count }) => [mode, rule, action, count]),
    [
      ['enforced', 'malware', 'block', 1],
      ['observed', 'kev', 'hide', 1],
      ['observed', 'freeze', 'hide', 1],
    ],
  );
});

test('what an observing rule would only have warned of, or let through, is not logged as kept out', async () => {
  const { house, log } = set();
  const observed = [
    reason('kev', 'block'),
    reason('kev', 'warn'),
    reason('cvss', 'warn'),
    reason('lane', 'allow'),
  ];
  log.served(request({ action: 'allow', observed }));
  await log.close();
  assert.deepEqual(
    house.added.map(({ mode, rule, action }) => [mode, rule, action]),
    [['observed', 'kev', 'block']],
  );
  assert.deepEqual(
    house.tallies.map(({ mode, action }) => [mode, action]),
    [
      ['served', 'allow'],
      ['observed', 'block'],
    ],
  );
});

test('what is served is tallied, and logged only where a rule observed', async () => {
  const { house, log } = set();
  log.served(request({ action: 'allow' }));
  log.served(request({ action: 'warn', observed: [reason('age', 'hide')] }));
  await log.close();
  assert.deepEqual(house.tallies, [
    { mode: 'served', rule: '', action: 'allow', count: 2, at: AT },
    { mode: 'observed', rule: 'age', action: 'hide', count: 1, at: AT },
  ]);
  assert.deepEqual(
    house.added.map(({ mode, rule }) => [mode, rule]),
    [['observed', 'age']],
  );
});

test('the same within the hour is counted; another hour, reader or view is another row', async () => {
  const { house, log, advance } = set();
  const verdict = { reasons: [reason('malware')] };
  log.refused(request(verdict));
  advance(1_000);
  log.refused(request(verdict));
  log.refused(request(verdict, { reader: 'user:ada' }));
  log.refused(request(verdict, { view: 'strict' }));
  advance(HOUR_MS);
  log.refused(request(verdict));
  await log.close();
  assert.deepEqual(
    house.added.map(({ reader, view, count, firstAt, lastAt }) => [
      reader,
      view,
      count,
      firstAt - AT,
      lastAt - AT,
    ]),
    [
      ['token:ci', 'default', 2, 0, 1_000],
      ['user:ada', 'default', 1, 1_000, 1_000],
      ['token:ci', 'strict', 1, 1_000, 1_000],
      ['token:ci', 'default', 1, HOUR_MS + 1_000, HOUR_MS + 1_000],
    ],
  );
});

test('a verdict without a reason is still logged', async () => {
  const { house, log } = set();
  log.refused(request({}, { version: '' }));
  await log.close();
  assert.deepEqual(
    house.added.map(({ rule, version }) => [rule, version]),
    [['unknown', '']],
  );
});

test('what failed to be written is kept, counted once, and written later', async () => {
  const { house, log } = set();
  const verdict = { reasons: [reason('malware')] };
  log.refused(request(verdict));
  log.served(request({ action: 'allow' }));
  let calls = 0;
  // The tallies are written, the decisions are not.
  house.beforeTransaction = () => {
    calls += 1;
    if (calls === 2) throw new Error('disk is full');
  };
  await assert.rejects(log.flush(), { message: 'disk is full' });
  assert.equal(log.state().pending, 1);
  log.refused(request(verdict));
  await log.close();
  assert.deepEqual(
    house.added.map(({ count }) => count),
    [2],
  );
  assert.deepEqual(
    house.tallies.map(({ mode, count }) => [mode, count]),
    [
      ['enforced', 1],
      ['served', 1],
      ['enforced', 1],
    ],
  );
});

test('a flood of different decisions is bounded, and its tallies stay true', async () => {
  const { house, log } = set({ maxPending: 5 });
  for (let index = 0; index < 20; index += 1) {
    log.refused(request({ reasons: [reason('malware')] }, { version: `1.0.${index}` }));
  }
  assert.deepEqual(log.state(), { pending: 5, dropped: 15 });
  await log.close();
  assert.equal(house.added.length, 5);
  assert.deepEqual(
    house.tallies.map(({ count }) => count),
    [20],
  );
});

test('many decisions are written in pieces, and listeners hear of them once they are', async () => {
  const { house, log, reported } = set();
  const heard: number[] = [];
  log.subscribe(() => {
    throw new Error('a listener fails');
  });
  const end = log.subscribe((records) => void heard.push(records.length));
  for (let index = 0; index < 700; index += 1) {
    log.refused(request({ reasons: [reason('malware')] }, { version: `1.0.${index}` }));
  }
  assert.deepEqual(heard, []);
  await log.flush();
  assert.deepEqual(heard, [300, 300, 100]);
  assert.deepEqual(house.writes, heard);
  assert.equal(reported.length, 3);
  end();
  log.refused(request({ reasons: [reason('malware')] }));
  await log.close();
  assert.equal(heard.length, 3);
});

test('decisions are written by themselves within the second', async () => {
  const { house, log } = set({ flushMs: 20 });
  log.refused(request({ reasons: [reason('malware')] }));
  for (let waited = 0; house.added.length === 0 && waited < 1_000; waited += 10) await sleep(10);
  assert.equal(house.added.length, 1);
  await log.close();
});
