import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { GivingAnswer, GivingLineItem, GivingPlanAnswer } from '../../http/api/giving-contract.ts';
import { createPrinter, type Printer } from '../terminal/printer.ts';
import { giftsCsv, givingCsv, planCsv, planMarkdown } from './giving-tables.ts';
import { printFunding, printGifts, printGiving, printPlan } from './print-giving.ts';

const part = { count: 1_041, of1: 1 };
const none = { money: [], minutes: 0, gifts: 0 };
const weights = { applications: 0.2, production: 0.2, direct: 0.2, dependents: 0.2, criticality: 0.2 };

const line = (name: string, more: Partial<GivingLineItem> = {}): GivingLineItem => ({
  key: `https://${name}.example`,
  rank: 1,
  score: 0.91,
  share: 0.125,
  title: { ecosystem: 'npm', name, purl: `pkg:npm/${name}` },
  packageCount: 3,
  packages: [`pkg:npm/${name}`, 'pkg:npm/a', 'pkg:npm/b'],
  parts: { applications: part, production: part, direct: part, dependents: part, criticality: part },
  repository: `https://git.example/${name}`,
  links: [
    {
      url: `https://opencollective.com/tide`,
      platform: 'open_collective',
      source: 'packument',
      by: `pkg:npm/${name}`,
      since: '2026-01-02T03:04:05.000Z',
      changedAt: '2026-11-02T03:04:05.000Z',
      insteadOf: 'https://old.example',
    },
  ],
  unproven: [],
  given: { money: [{ minor: 120_000, amount: '1200.00', currency: 'EUR' }], minutes: 960, gifts: 2 },
  ...more,
});

const answer: GivingAnswer = {
  asOf: '2026-11-29T00:00:00.000Z',
  applications: 1_041,
  unread: 2,
  packages: 12_345,
  untold: 3_000,
  lines: 30_000,
  kept: 20_000,
  weights,
  most: { applications: 1, production: 1, direct: 1, dependents: 1, criticality: 1 },
  coverage: { withLink: 0.5, given: 0.0004 },
  since: '2025-11-29T00:00:00.000Z',
  given: { money: [{ minor: 120_000, amount: '1200.00', currency: 'EUR' }], minutes: 960, gifts: 2 },
  items: [line('@babel/plugin-transform-modules'), line('tide', { links: [], given: none })],
};

const money = (minor: number) => ({ minor, amount: (minor / 100).toFixed(2), currency: 'EUR' });

const plan: GivingPlanAnswer = {
  asOf: '2026-11-29T00:00:00.000Z',
  budget: money(1_200_000),
  minimum: money(5_000),
  weights,
  shares: [{ ...line('tide'), money: money(1_200_000) }],
  left: money(0),
  dropped: 7,
  unfunded: [{ ...line('reef', { links: [] }), instead: 'no funding link is known: give hours at it' }],
  unfundedCount: 90,
  unfundedShare: 0.2,
};

/** What is printed on a terminal of 80 columns, without colours. */
function printed(print: (out: Printer) => void): string {
  let text = '';
  print(
    createPrinter({
      isTerminal: true,
      columns: 80,
      hasColour: false,
      write: (more: string) => void (text += more),
    }),
  );
  for (const one of text.split('\n')) assert.ok(one.length <= 80, one);
  return text;
}

test('the list fits 80 columns, and says what was given, what is not known, and what to look at', () => {
  const text = printed((out) => printGiving(out, answer, true));
  assert.match(text, /given 1,200\.00 EUR, 16 h/);
  assert.match(text, /coverage <0\.1\s+% of all scores/);
  assert.match(text, /confirm before\s+you pay: new since\s+2026-11-02/);
  assert.match(text, /took the\s+place\s+of\s+https:\/\/old\.example/);
  assert.match(text, /Of 3000 packages no document at hand/);
  assert.match(text, /The last 10000 by score are not kept/);
  assert.match(text, /weighted applications 0\.2/);
  assert.match(text, /… and more/);
});

test('a plan, records and links fit 80 columns', () => {
  const text = printed((out) => printPlan(out, plan));
  assert.match(text, /12,000\.00 EUR among 1 payee, nobody less than 50\.00 EUR/);
  assert.match(text, /7 payees would have got less than the minimum/);
  assert.match(text, /90 payees money cannot reach, 20 % of all scores/);
  assert.match(text, /… and 89 more/);
  const gift = {
    id: 'gift-0123456789abcdef01234567',
    target: 'pkg:npm/@babel/plugin-transform-modules-commonjs',
    kind: 'review' as const,
    minutes: 90,
    day: '2026-11-29',
    note: 'a note of some length that goes on and on',
    recordedAt: '2026-11-29T00:00:00.000Z',
    recordedBy: 'account:ada',
    withdrawnBecause: 'twice',
  };
  assert.match(
    printed((out) => printGifts(out, [gift], () => 'ada')),
    /1\.5 h[\s\S]*withdrawn: twice/,
  );
  const funding = {
    purl: 'pkg:npm/tide',
    knownSince: '2026-01-01T00:00:00.000Z',
    links: [
      {
        url: 'https://old.example',
        platform: 'custom' as const,
        source: 'packument',
        since: '2026-01-01T00:00:00.000Z',
        goneAt: '2026-02-01T00:00:00.000Z',
      },
    ],
    stated: [],
  };
  assert.match(
    printed((out) => printFunding(out, funding, () => 'ada')),
    /gone since 2026-02-01/,
  );
});

test('words of outsiders compute nothing in a spreadsheet and end no cell of a Markdown table', () => {
  const hostile = {
    ...line('x|y<script>[a](b)'),
    repository: '=cmd()',
    links: [],
    given: none,
  };
  assert.match(givingCsv([hostile]), /,'=cmd\(\),/);
  const instead = '=1+1 | `x` <img src=x> [a](https://evil.example)\n# more';
  const bad = { ...plan, shares: [{ ...hostile, money: money(5) }], unfunded: [{ ...hostile, instead }] };
  const text = planMarkdown(bad);
  assert.ok(text.includes(String.raw`x\|y\<script\>\[a\](b) +2`), text);
  assert.ok(text.includes(String.raw`=1+1 \| \`x\` \<img src=x\> \[a\](https://evil.example)`), text);
  assert.ok(!text.includes('\n# more'));
  assert.match(planCsv(bad), /,"?'=1\+1/);
  assert.match(giftsCsv([]), /^id,day,kind,amount,currency,minutes,target/);
});

test('a Markdown plan ends with its sum and says who confirms', () => {
  const text = planMarkdown(plan);
  assert.match(text, /\| Sum \| 12,000\.00 EUR \|/);
  assert.match(text, /confirm before you pay/);
  assert.match(text, /whoever pays confirms each/);
});
