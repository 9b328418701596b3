// How far applications are behind, beside what others published.

import type { CurrencyAnswer } from '../../../src/http/api/currency-contract.ts';
import { OSSRA_FIGURES, OSSRA_SAMPLE } from '../../../src/inventory/currency/ossra.ts';
import { daysAgo } from './days-ago.ts';

const PUBLISHED = { published: [...OSSRA_FIGURES], sample: OSSRA_SAMPLE, isLoading: true, isJudging: true };

/** Before anything was counted. */
export function emptyCurrency(): CurrencyAnswer {
  return { trend: [], ...PUBLISHED };
}

export function makeCurrency(now: number): CurrencyAnswer {
  const spread = (mean: number, median: number, p90: number) => ({
    of: 251,
    sum: mean * 251,
    mean,
    median,
    p90,
  });
  const share = (count: number) => ({ count, of: 42 });
  return {
    asOf: daysAgo(now, 0.2),
    figures: {
      applications: 42,
      shares: {
        vulnerable: share(31),
        highScore: share(23),
        exploited: share(5),
        farBehind: share(37),
        longOutdated: share(29),
        quietTwoYears: share(33),
        quietFourYears: share(18),
        licenceConflict: share(4),
      },
      vulnerabilities: {
        unpatched: 251,
        highScore: 75,
        unscored: 6,
        exploited: 9,
        accepted: 12,
        notAffected: 8,
        overdue: 21,
        perApplication: spread(6.0, 3, 14),
        ages: {
          disclosed: spread(2.0, 1.2, 5.5),
          fixable: spread(1.1, 0.7, 3.1),
          here: spread(0.13, 0.05, 0.4),
        },
      },
      components: {
        all: 1_920,
        known: 1_804,
        stale: 12,
        oldestCheckAt: daysAgo(now, 9),
        current: 611,
        behind: spread(11.4, 3, 34),
        behindOnLine: spread(4.1, 1, 12),
        libyears: spread(1.4, 0.6, 4.2),
        quietTwoYears: 402,
        quietFourYears: 133,
        ofKnownActivity: 1_804,
      },
      licences: { allowed: 1_700, ask: 60, denied: 5, unknown: 155, unrecognised: 2 },
      remediation: { time: spread(17.2, 6, 44), inTime: { count: 71, of: 88 } },
    },
    trend: makeDays(now),
    ...PUBLISHED,
  };
}

function makeDays(now: number): CurrencyAnswer['trend'] {
  return Array.from({ length: 40 }, (_, at) => ({
    day: daysAgo(now, 40 - at).slice(0, 10),
    applications: 60,
    knownComponents: 1_400,
    currentComponents: 300 + at * 4,
    quietTwoYears: 120,
    // On the fifth day nothing could be measured.
    ...(at === 5 ? {} : { libyears: 2_900 - at * 21 + (at % 3) * 40 }),
    unpatched: 90,
    meanAge: 1.4,
    medianAge: 0.9,
  }));
}
