// The numbers of all applications.

import type { PortfolioItem } from '../../../src/http/api/finding-contract.ts';
import { daysAgo } from './days-ago.ts';

type Counts = PortfolioItem['counts'][string];

const counts = (open: number, kev = 0, overdue = 0, accepted = 0, applications = 3): Counts => ({
  open,
  kev,
  overdue,
  accepted,
  applications,
});

export function emptyPortfolio(now: number): PortfolioItem {
  return {
    asOf: daysAgo(now, 0),
    applications: 0,
    counts: {},
    ages: {},
    remediation: { resolved: 0, inTime: 0 },
    trend: [],
    histogram: [],
    owners: [],
  };
}

export function makePortfolio(now: number, days: number): PortfolioItem {
  return {
    asOf: daysAgo(now, 0),
    applications: 42,
    counts: {
      all: counts(268, 9, 21, 12, 31),
      malware: counts(1, 0, 1, 0, 1),
      vulnerability: counts(251, 9, 20, 12, 31),
      undecided: counts(16, 0, 0, 0, 4),
      critical: counts(14, 6, 5, 1, 9),
      high: counts(61, 3, 11, 4, 22),
      medium: counts(118, 0, 4, 5, 29),
      low: counts(40, 0, 0, 2, 18),
      unknown: counts(18, 0, 0, 0, 7),
      'high-risk': counts(75, 9, 16, 5, 24),
      kev: counts(9, 9, 4, 0, 5),
      overdue: counts(21, 4, 21, 0, 8),
    },
    ages: {
      disclosed: { days: 731, of: 251 },
      fixable: { days: 402, of: 198 },
      here: { days: 46, of: 251 },
    },
    remediation: { resolved: 88, meanHours: 412, inTime: 71 },
    trend: Array.from({ length: days }, (_, index) => dayAt(now, days - 1 - index)),
    histogram: Array.from({ length: 30 }, (_, index) => quarterAt(now, 29 - index)).filter(
      (_, index) => index % 7 !== 3,
    ),
    owners: [
      {
        owner: 'Platform engineering, team for everything that nobody else looks after',
        counts: { all: counts(140, 6, 12, 8, 15), critical: counts(9), high: counts(30) },
      },
      {
        owner: 'Storefront',
        counts: { all: counts(100, 3, 9, 4, 12), critical: counts(5), high: counts(31) },
      },
      { owner: '', counts: { all: counts(28, 0, 0, 0, 4) } },
    ],
  };
}

function dayAt(now: number, ago: number): PortfolioItem['trend'][number] {
  const wave = Math.round(6 * Math.sin(ago / 5));
  const open = {
    critical: 14 + wave,
    high: 61 - Math.floor(ago / 4),
    medium: 118 + wave,
    low: 40,
    unknown: 18,
  };
  return {
    day: daysAgo(now, ago).slice(0, 10),
    open: { ...open, vulnerability: Object.values(open).reduce((sum, count) => sum + count, 0) },
    opened: { vulnerability: 2 + (ago % 3) },
    resolved: { vulnerability: ago % 4 },
    kev: 9 - Math.floor(ago / 30),
    overdue: 21 + (ago % 2),
  };
}

function quarterAt(now: number, ago: number): PortfolioItem['histogram'][number] {
  const at = new Date(now).getUTCFullYear() * 4 + Math.floor(new Date(now).getUTCMonth() / 3) - ago;
  return {
    quarter: `${Math.floor(at / 4)}-Q${(at % 4) + 1}`,
    open: { critical: ago % 3, high: 1 + (ago % 5), medium: 12 - (ago % 12), low: ago % 4, unknown: ago % 2 },
    kev: ago % 6 === 1 ? { critical: 1, high: ago % 4 } : {},
  };
}
