import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { PortfolioItem } from '../../http/api/finding-contract.ts';
import { createPrinter } from '../terminal/printer.ts';
import { printPortfolio } from './print-portfolio.ts';

const counts = (open: number) => ({ open, kev: 0, overdue: 0, accepted: 0, applications: 1 });

function printed(byBucket: PortfolioItem['counts'], applications = 1): string {
  let text = '';
  const write = (more: string) => void (text += more);
  printPortfolio(createPrinter({ isTerminal: true, columns: 80, hasColour: false, write }), {
    asOf: '2026-11-28T22:55:00.000Z',
    applications,
    counts: byBucket,
    ages: {},
    remediation: { resolved: 0, inTime: 0 },
    trend: [],
    histogram: [],
    owners: [],
  });
  return text;
}

test('what has no score is not passed over as of no high risk', () => {
  const unscored = printed({ all: counts(9), vulnerability: counts(9), unknown: counts(9) });
  assert.match(unscored, /^9 open findings; 0 of 1 applications have a vulnerability of high risk$/m);
  assert.match(unscored, /^9 have no score: whether they are of high risk is not known$/m);
  assert.doesNotMatch(printed({ all: counts(9), low: counts(9) }), /no score: whether/);
});

test('before anything was pushed the portfolio says how', () => {
  assert.match(printed({}, 0), /gatehouse app push PATH --name NAME/);
});
