import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { DAY_MS } from '../../kernel/clock.ts';
import { asPackageName } from '../../kernel/package-ref.ts';
import type { ImpactFacts, ImpactRecord } from './high-impact-ports.ts';
import { BELOW_MS, isInForce, judgeImpact, reasonOf, type HighImpactRule } from './judge-impact.ts';

const RULE: HighImpactRule = { dependents: 50, downloads: 10_000, graceMs: 30 * DAY_MS };
const NEW: ImpactRecord = { ecosystem: 'npm', name: asPackageName('tide') };

function facts(packages: number, applications = 0, downloads = 0): ImpactFacts {
  return { packages, applications, downloads, countedAt: 0 };
}

describe('judgeImpact', () => {
  it('packages and applications count together, and downloads for themselves', () => {
    for (const [counted, because] of [
      [facts(49), undefined],
      [facts(50), 'dependents'],
      [facts(30, 20), 'dependents'],
      [facts(30, 19), undefined],
      [facts(0, 0, 9_999), undefined],
      [facts(0, 0, 10_000), 'downloads'],
    ] as const) {
      assert.equal(reasonOf({ facts: counted }, RULE), because, JSON.stringify(counted));
      assert.equal(judgeImpact(NEW, { rule: RULE, now: 7, facts: counted }).high?.because, because);
    }
  });

  it('what the rule asks is asked when the time of grace is over, and not before', () => {
    const record = judgeImpact(NEW, { rule: RULE, now: 7, facts: facts(50) });
    assert.deepEqual(record.high, { since: 7, because: 'dependents', deadline: 7 + 30 * DAY_MS, told: 0 });
    assert.equal(isInForce(record, 6 + 30 * DAY_MS), false);
    assert.equal(isInForce(record, 7 + 30 * DAY_MS), true);
    assert.equal(isInForce(NEW, Infinity), false);
  });

  it('below the threshold it stays so for 90 days, counted anew when it is above again', () => {
    const high = judgeImpact(NEW, { rule: RULE, now: 0, facts: facts(50) });
    const below = judgeImpact(high, { rule: RULE, now: DAY_MS, facts: facts(49) });
    assert.equal(below.high?.belowSince, DAY_MS);
    const late = judgeImpact(below, { rule: RULE, now: BELOW_MS, facts: facts(1) });
    assert.equal(late.high?.belowSince, DAY_MS);
    const above = judgeImpact(late, { rule: RULE, now: BELOW_MS + 1, facts: facts(50) });
    assert.deepEqual(above.high, high.high, 'with the deadline that it had');
    const ended = judgeImpact(late, { rule: RULE, now: BELOW_MS + DAY_MS, facts: facts(49) });
    assert.equal(ended.high, undefined);
  });

  it('a word of a reviewer stands above what is counted, whichever way, until it is taken back', () => {
    const said = { by: 'account:ada', at: 1, reason: 'signs our releases' };
    const marked = judgeImpact({ ...NEW, word: { ...said, isHigh: true } }, { rule: RULE, now: 1 });
    assert.equal(marked.high?.because, 'hand');
    const counted = judgeImpact(marked, { rule: RULE, now: 2 * BELOW_MS, facts: facts(0) });
    assert.equal(counted.high?.since, 1);
    const off = { ...marked, word: { ...said, isHigh: false } };
    const unmarked = judgeImpact(off, { rule: RULE, now: 3, facts: facts(1_000) });
    assert.equal(unmarked.high, undefined);
    const { word: _, ...unsaid } = unmarked;
    assert.equal(judgeImpact(unsaid, { rule: RULE, now: 4 }).high?.since, 4);
  });
});
