// The part of the public JSON API that is about currency: how far applications are behind, and for how long.

import { z } from 'zod';

import { ecosystem, time } from './contract.ts';

/** `count` of `of`. Absent where there is none to speak of: unknown is not zero. */
const share = z.object({ count: z.number(), of: z.number() });

/** Of how many; their sum, mean, median and 90th percentile. */
const spread = z.object({
  of: z.number(),
  sum: z.number(),
  mean: z.number(),
  median: z.number(),
  p90: z.number(),
});

export const currencyFigures = z.object({
  applications: z.number(),
  /** Shares of applications. */
  shares: z.object({
    /** Of those that were matched: with an unpatched vulnerability. */
    vulnerable: share.optional(),
    /** High risk, by the first definition: with one whose CVSS score is 7 or more. */
    highScore: share.optional(),
    /** High risk, by the second: with one that is known to be exploited. */
    exploited: share.optional(),
    /** Of those with a component whose releases are known: with one that is 10 versions behind or more. */
    farBehind: share.optional(),
    /** … with one that came out 4 years before the latest, or earlier. */
    longOutdated: share.optional(),
    /** … with one of whose package nothing was released for 2, and for 4 years. */
    quietTwoYears: share.optional(),
    quietFourYears: share.optional(),
    /** Of those about which the configuration says which licences they may have: with one that they may not. */
    licenceConflict: share.optional(),
  }),
  /** Absent: nothing of them was matched. Malware and what is informational is none of these. */
  vulnerabilities: z
    .object({
      /** Neither resolved, nor said not to affect; each record counts once for each component and application. */
      unpatched: z.number(),
      highScore: z.number(),
      /** Those of `unpatched` without a CVSS score: whether they are of high risk by it is not known. */
      unscored: z.number(),
      exploited: z.number(),
      /** Those of `unpatched` that somebody accepted. */
      accepted: z.number(),
      /** Beside `unpatched`: those of which a statement says that they do not affect. */
      notAffected: z.number(),
      overdue: z.number(),
      /** Unpatched vulnerabilities of an application. */
      perApplication: spread.optional(),
      /** Ages of the unpatched, in years: since disclosed, since a fix could be had, since here. */
      ages: z.object({
        disclosed: spread.optional(),
        fixable: spread.optional(),
        here: spread.optional(),
      }),
    })
    .optional(),
  components: z.object({
    all: z.number(),
    /** Those whose releases are known; all figures below are of these. */
    known: z.number(),
    /** Those whose list of releases was confirmed by its registry more than 7 days ago. */
    stale: z.number(),
    oldestCheckAt: time.optional(),
    /** Those that no stable release is above. */
    current: z.number(),
    /** Stable releases above the installed version; and those of its line alone. */
    behind: spread.optional(),
    behindOnLine: spread.optional(),
    /** Years from the installed release to the latest. */
    libyears: spread.optional(),
    quietTwoYears: z.number(),
    quietFourYears: z.number(),
    /** Those of which it is known whether anything was released within 2 years. */
    ofKnownActivity: z.number(),
  }),
  /** Components by what the configuration says of their licences. Absent: it says nothing. */
  licences: z
    .object({
      allowed: z.number(),
      ask: z.number(),
      denied: z.number(),
      unknown: z.number(),
      /** Those of `unknown` of which words are told that are not recognised. */
      unrecognised: z.number(),
    })
    .optional(),
  /** Vulnerabilities about which something was done in the last 90 days. */
  remediation: z
    .object({
      /** Days from here to gone. */
      time: spread.optional(),
      /** Gone in time, of those with a date. */
      inTime: share.optional(),
    })
    .optional(),
});

/** The end of a day; what is absent was not known. */
export const currencyDay = z.object({
  /** 2026-11-28. */
  day: z.string(),
  applications: z.number(),
  vulnerable: share.optional(),
  highScore: share.optional(),
  exploited: share.optional(),
  licenceConflict: share.optional(),
  unpatched: z.number().optional(),
  /** Since disclosed, in years. */
  meanAge: z.number().optional(),
  medianAge: z.number().optional(),
  knownComponents: z.number(),
  currentComponents: z.number(),
  quietTwoYears: z.number(),
  libyears: z.number().optional(),
  meanRemediationDays: z.number().optional(),
  inTime: share.optional(),
});

export const publishedFigure = z.object({
  figure: z.string(),
  /** The report of this year, about the year before. */
  edition: z.number(),
  dataYear: z.number(),
  value: z.number(),
  unit: z.enum(['percent of codebases', 'years', 'vulnerabilities']),
  note: z.string().optional(),
});

export const measuredComponent = z.object({
  purl: z.string(),
  ecosystem,
  name: z.string(),
  version: z.string(),
  latest: z.string().optional(),
  /** Stable releases above it, and those of its line. */
  behind: z.number().optional(),
  behindOnLine: z.number().optional(),
  libyears: z.number().optional(),
  publishedAt: time.optional(),
  latestAt: time.optional(),
  /** Something of its package came out no earlier than then. */
  lastReleaseAt: time.optional(),
  licence: z.string().optional(),
  /** When the registry last confirmed what there is. */
  checkedAt: time.optional(),
});

const which = z.object({ name: z.string(), environment: z.string(), owner: z.string().optional() });

/** `GET /api/v1/currency?application=&environment=&days=`: of one application, else of all together. */
export const currency = z.object({
  application: which.optional(),
  /** As of when; absent, with the figures, where nothing was counted yet. */
  asOf: time.optional(),
  figures: currencyFigures.optional(),
  /** Oldest first; a day on which nothing was counted is left out. */
  trend: z.array(currencyDay),
  /** The components of the application that are furthest behind. */
  furthest: z.array(measuredComponent).optional(),
  /** Figures of the OSSRA report, and of what they are: no goal. */
  published: z.array(publishedFigure),
  sample: z.string(),
  /** Whether packages that never came through the gate are asked for, and licences judged. */
  isLoading: z.boolean(),
  isJudging: z.boolean(),
});

export const applicationCurrency = which.extend({
  asOf: time.optional(),
  figures: currencyFigures.optional(),
});
/** `GET /api/v1/currency/applications?owner=&environment=&after=&limit=`, by name and environment. */
export const applicationCurrencyPage = z.object({
  items: z.array(applicationCurrency),
  next: z.string().optional(),
});

export type CurrencyAnswer = z.infer<typeof currency>;
export type CurrencyFiguresItem = z.infer<typeof currencyFigures>;
export type CurrencyDayItem = z.infer<typeof currencyDay>;
export type MeasuredComponentItem = z.infer<typeof measuredComponent>;
export type ApplicationCurrencyItem = z.infer<typeof applicationCurrency>;
export type PublishedFigureItem = z.infer<typeof publishedFigure>;
