import assert from 'node:assert/strict';
import { test } from 'node:test';

import { LEFT_PAD, NOW } from './testdata/build-evidence.ts';
import { describeRefusal, explainVerdict } from './explain.ts';

const { name } = LEFT_PAD;
const pageUrl = 'http://localhost:4870/packages/npm/left-pad';
const young = {
  rule: 'young-version',
  action: 'block',
  summary: 'published 2026-11-22T09:00:00Z; versions younger than 24 hours wait',
  evidence: [{ kind: 'index', source: 'main' }],
  until: NOW,
} as const;
const malware = {
  rule: 'malware',
  action: 'block',
  summary: 'malware record MAL-1 names this version',
  evidence: [{ kind: 'malware', source: 'osv', id: 'MAL-1', url: 'https://osv.example/MAL-1' }],
} as const;
const kev = { ...malware, rule: 'known-exploited', action: 'hide' } as const;

test('a refusal names the version, the rule, the reason, its end and the page, on one line', () => {
  const verdict = { action: 'block', reasons: [young], observed: [] } as const;
  assert.equal(
    describeRefusal({ name, version: '1.3.1', verdict, pageUrl }),
    'left-pad@1.3.1 is held back by rule young-version: published 2026-11-22T09:00:00Z; versions younger than 24 hours wait; ends 2026-11-22T12:00:00Z; see http://localhost:4870/packages/npm/left-pad',
  );
});

test('a refusal without an end says refused, names the other rules as severe, and leaves milder ones out', () => {
  const verdict = { action: 'block', reasons: [malware, young, kev], observed: [] } as const;
  assert.equal(
    describeRefusal({ name, verdict, pageUrl }),
    `left-pad is refused by rule malware: malware record MAL-1 names this version; also held by young-version; see ${pageUrl}`,
  );
});

test('a refusal whose reasons are not known still says where to look', () => {
  const verdict = { action: 'hide', reasons: [], observed: [] } as const;
  assert.equal(describeRefusal({ name, verdict, pageUrl }), `left-pad is held back; see ${pageUrl}`);
});

test('no control or invisible character passes into a refusal', () => {
  const summary = 'a\u001b[31m\nb\u202ec\u200bd\u0007';
  const verdict = { action: 'block', reasons: [{ ...malware, summary }], observed: [] } as const;
  const text = describeRefusal({ name, version: '1\r\n', verdict, pageUrl });
  assert.match(
    text,
    /^left-pad@1\\u000d\\u000a is refused by rule malware: a\\u001b\[31m\\u000abcd\\u0007; see /,
  );
});

test('an explanation has each reason with its evidence, then what observing rules would have done', () => {
  const verdict = { action: 'block', reasons: [malware, young], observed: [kev] } as const;
  assert.deepEqual(explainVerdict({ name, version: '1.0.0', verdict, pageUrl }).split('\n'), [
    'left-pad@1.0.0 is refused',
    '  block by rule malware: malware record MAL-1 names this version',
    '    evidence: malware from osv, MAL-1, https://osv.example/MAL-1',
    '  block by rule young-version: published 2026-11-22T09:00:00Z; versions younger than 24 hours wait',
    '    ends 2026-11-22T12:00:00Z',
    '    evidence: index from main',
    '  would hide by rule known-exploited: malware record MAL-1 names this version',
    '    evidence: malware from osv, MAL-1, https://osv.example/MAL-1',
    `see ${pageUrl}`,
  ]);
});
