import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { CurrencyAnswer, CurrencyFiguresItem } from '../../http/api/currency-contract.ts';
import { OSSRA_FIGURES, OSSRA_SAMPLE } from '../../inventory/currency/ossra.ts';
import { createPrinter, type Printer } from '../terminal/printer.ts';
import { currencyCsv, eachCsv } from './currency-csv.ts';
import { printCurrency, printEach } from './print-currency.ts';

const spread = { of: 12_345, sum: 54_321, mean: 2.494, median: 2.2, p90: 5.19 };

const figures: CurrencyFiguresItem = {
  applications: 1_200,
  shares: {
    vulnerable: { count: 1_100, of: 1_200 },
    highScore: { count: 600, of: 1_200 },
    exploited: { count: 12, of: 1_200 },
    farBehind: { count: 3, of: 4 },
  },
  vulnerabilities: {
    unpatched: 13_000,
    highScore: 3_000,
    unscored: 40,
    exploited: 20,
    accepted: 7,
    notAffected: 9,
    overdue: 11,
    perApplication: spread,
    ages: { disclosed: spread },
  },
  components: {
    all: 142_500,
    known: 99_200,
    stale: 17,
    oldestCheckAt: '2026-01-02T03:04:05.000Z',
    current: 45_900,
    behind: spread,
    quietTwoYears: 120,
    quietFourYears: 30,
    ofKnownActivity: 99_000,
  },
  licences: { allowed: 1, ask: 2, denied: 3, unknown: 4, unrecognised: 1 },
  remediation: { time: spread, inTime: { count: 9, of: 10 } },
};

const day = {
  day: '2026-09-01',
  applications: 3,
  unpatched: 20_000,
  knownComponents: 9,
  currentComponents: 4,
  quietTwoYears: 0,
};

const answer: CurrencyAnswer = {
  asOf: '2026-11-28T22:55:00.000Z',
  figures,
  trend: [day, { ...day, day: '2026-11-28', unpatched: 13_000 }],
  published: OSSRA_FIGURES.map((one) => ({ ...one })),
  sample: OSSRA_SAMPLE,
  isLoading: false,
  isJudging: true,
};

/** What is printed on a terminal of 80 columns, without colours. */
function printed(print: (out: Printer) => void): string {
  let text = '';
  const screen = {
    isTerminal: true,
    columns: 80,
    hasColour: false,
    write: (more: string) => void (text += more),
  };
  print(createPrinter(screen));
  return text;
}

test('everything fits a terminal of 80 columns, with the published figures beside their own', () => {
  const text = printed((out) => printCurrency(out, answer));
  for (const line of text.split('\n')) assert.ok(line.length <= 80, line);
  assert.match(text, /^high risk: CVSS 7 or more +600 of 1200 \(50 %\) +78 % \(2026\)$/m);
  assert.match(text, /^high risk: known exploited +12 of 1200 \(1 %\) +74 % \(2024\)$/m);
  assert.match(text, /^years since disclosed +12345 +2\.49 +2\.2 +5\.19 +2\.5 years \(2024\)$/m);
  assert.match(text, /^Since 2026-09-01: unpatched 20000 → 13000/m);
  assert.match(text, /3 denied/);
});

test('what is not known is said, and how it comes to be known', () => {
  const text = printed((out) => printCurrency(out, answer));
  assert.match(text, /^no release for 2 years +unknown/m);
  assert.match(text, /^years since here +0 +– +– +–/m);
  assert.match(text, /Nothing is known of the releases of 43300 components\./);
  assert.match(text, /load_packages = true/);
  const loading = printed((out) => printCurrency(out, { ...answer, isLoading: true }));
  assert.doesNotMatch(loading, /load_packages/);
  const { figures: _, ...none } = answer;
  assert.equal(
    printed((out) => printCurrency(out, none)),
    'Nothing was counted yet of any application.\n',
  );
});

test('what has no score, and licences that nobody recognises, are told as not known', () => {
  const text = printed((out) => printCurrency(out, answer));
  assert.match(text, /^40 have no score: whether they are of high risk is not known$/m);
  assert.match(text, /^Licences: 1 allowed, 2 to be asked about, 3 denied, 4 of 10 \(40 %\) unknown$/m);
  assert.match(text, /^Of the unknown, 1 are told in words that are not recognised$/m);
});

test('of one application shares are yes and no', () => {
  const application = { name: 'shop', environment: 'prod' };
  const one = {
    ...figures,
    applications: 1,
    shares: { vulnerable: { count: 1, of: 1 }, exploited: { count: 0, of: 1 } },
  };
  const text = printed((out) => printCurrency(out, { ...answer, application, figures: one, furthest: [] }));
  assert.match(text, /^Currency of shop in prod/);
  assert.match(text, /^an unpatched vulnerability +yes/m);
  assert.match(text, /^high risk: known exploited +no/m);
});

test('CSV has a line for each figure, and what is not known is not zero', () => {
  const lines = currencyCsv(answer).split('\r\n');
  assert.equal(lines[0], 'figure,value,of,published,edition');
  assert.ok(lines.includes('applications.exploited,12,1200,74,2024'));
  assert.ok(lines.includes('applications.quietTwoYears,,,93,2026'));
  assert.ok(lines.includes('vulnerabilities.ages.disclosed.median,2.2,'));
});

test('a name that a spreadsheet would compute stays a name', () => {
  const items = [{ name: 'shop', environment: 'prod', owner: '=cmd("x"),y' }];
  assert.match(eachCsv(items), /\r\nshop,prod,"'=cmd\(""x""\),y",,/);
  assert.match(
    printed((out) => printEach(out, items)),
    /shop/,
  );
});
