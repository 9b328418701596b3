// The figures of currency, out of what was counted.

import { DAY_MS, HOUR_MS, type Instant } from '../../kernel/clock.ts';
import { given } from '../../kernel/given.ts';
import type { CountName, CurrencySums } from './currency-sums.ts';
import { agesOn, describeSpread, type Spread, type SpreadWords } from './spread.ts';
import { dayOf, YEAR_DAYS } from './sum-application.ts';

/** How many of how many. Without any to speak of, there is no share. */
export interface Share {
  readonly count: number;
  readonly of: number;
}

/** A share of applications; the figures of a single one say whether it is among them. */
export interface ApplicationShares {
  /** Of those that were matched: with an unpatched vulnerability; with one whose CVSS score is 7 or more; with one known to be exploited. */
  readonly vulnerable?: Share;
  readonly highScore?: Share;
  readonly exploited?: Share;
  /** Of those with a component whose releases are known: with one ten versions behind, four years behind, without a release for so long. */
  readonly farBehind?: Share;
  readonly longOutdated?: Share;
  readonly quietTwoYears?: Share;
  readonly quietFourYears?: Share;
  /** Of those about which the matrix says something. */
  readonly licenceConflict?: Share;
}

export interface VulnerabilityFigures {
  readonly unpatched: number;
  readonly highScore: number;
  /** Those without a CVSS score: whether they are of high risk by it is not known. */
  readonly unscored: number;
  readonly exploited: number;
  readonly accepted: number;
  readonly notAffected: number;
  readonly overdue: number;
  readonly perApplication?: SpreadWords;
  /** In years, by clock. */
  readonly ages: Readonly<Partial<Record<'disclosed' | 'fixable' | 'here', SpreadWords>>>;
}

export interface ComponentFigures {
  readonly all: number;
  /** Those whose releases are known. */
  readonly known: number;
  readonly stale: number;
  readonly oldestCheckAt?: Instant;
  readonly current: number;
  readonly behind?: SpreadWords;
  readonly behindOnLine?: SpreadWords;
  /** In years. */
  readonly libyears?: SpreadWords;
  readonly quietTwoYears: number;
  readonly quietFourYears: number;
  /** Those of which it is known whether anything was released within two years. */
  readonly ofKnownActivity: number;
}

export interface CurrencyFigures {
  readonly applications: number;
  readonly shares: ApplicationShares;
  /** Absent: nothing of the applications was matched. */
  readonly vulnerabilities?: VulnerabilityFigures;
  readonly components: ComponentFigures;
  /** Absent: the matrix says nothing about them. */
  readonly licences?: LicenceFigures;
  readonly remediation?: RemediationFigures;
}

/** Components by what the matrix makes of their licences. */
export interface LicenceFigures {
  readonly allowed: number;
  readonly ask: number;
  readonly denied: number;
  readonly unknown: number;
  /** Those of `unknown` of which words are told that nobody recognises; of the others nothing is told. */
  readonly unrecognised: number;
}

/** Of what was remediated in the last 90 days. */
export interface RemediationFigures {
  /** In days. */
  readonly time?: SpreadWords;
  /** Of those that had a date to be gone by. */
  readonly inTime?: Share;
}

export function figuresOf(sums: CurrencySums, now: Instant): CurrencyFigures {
  const { counts } = sums;
  const isMatched = counts.matchedApplications > 0;
  return {
    applications: counts.applications,
    shares: sharesOf(sums),
    ...(isMatched ? { vulnerabilities: vulnerabilitiesOf(sums, now) } : {}),
    components: componentsOf(sums),
    ...(counts.judgedApplications > 0 ? { licences: licencesOf(sums) } : {}),
    ...(isMatched ? { remediation: remediationOf(sums) } : {}),
  };
}

function sharesOf({ counts }: CurrencySums): ApplicationShares {
  const share = (count: CountName, of: CountName): Share | undefined =>
    counts[of] === 0 ? undefined : { count: counts[count], of: counts[of] };
  return {
    ...given('vulnerable', share('vulnerableApplications', 'matchedApplications')),
    ...given('highScore', share('highScoreApplications', 'matchedApplications')),
    ...given('exploited', share('exploitedApplications', 'matchedApplications')),
    ...given('farBehind', share('farBehindApplications', 'measuredApplications')),
    ...given('longOutdated', share('longOutdatedApplications', 'measuredApplications')),
    ...given('quietTwoYears', share('quietTwoYearsApplications', 'measuredApplications')),
    ...given('quietFourYears', share('quietFourYearsApplications', 'measuredApplications')),
    ...given('licenceConflict', share('conflictApplications', 'judgedApplications')),
  };
}

function vulnerabilitiesOf({ counts, spreads }: CurrencySums, now: Instant): VulnerabilityFigures {
  const { unpatched, highScore, unscored, exploited, accepted, notAffected, overdue } = counts;
  const age = (began: Spread) => inUnits(describeSpread(agesOn(dayOf(now), began)), YEAR_DAYS);
  return {
    unpatched,
    highScore,
    unscored,
    exploited,
    accepted,
    notAffected,
    overdue,
    ...given('perApplication', describeSpread(spreads.perApplication)),
    ages: {
      ...given('disclosed', age(spreads.disclosedDay)),
      ...given('fixable', age(spreads.fixableDay)),
      ...given('here', age(spreads.hereDay)),
    },
  };
}

function componentsOf({ counts, spreads, oldestCheckAt }: CurrencySums): ComponentFigures {
  return {
    all: counts.components,
    known: counts.knownComponents,
    stale: counts.staleComponents,
    ...given('oldestCheckAt', oldestCheckAt),
    current: counts.current,
    ...given('behind', describeSpread(spreads.behind)),
    ...given('behindOnLine', describeSpread(spreads.behindOnLine)),
    ...given('libyears', inUnits(describeSpread(spreads.libyearDays), YEAR_DAYS)),
    quietTwoYears: counts.quietTwoYears,
    quietFourYears: counts.quietFourYears,
    ofKnownActivity: counts.active + counts.quietTwoYears,
  };
}

function licencesOf({ counts }: CurrencySums): LicenceFigures {
  return {
    allowed: counts.licenceAllowed,
    ask: counts.licenceAsk,
    denied: counts.licenceDenied,
    unknown: counts.licenceUnknown,
    unrecognised: counts.licenceUnrecognised,
  };
}

function remediationOf({ counts, spreads }: CurrencySums): RemediationFigures {
  const { remediatedDue, remediatedInTime } = counts;
  const inTime = remediatedDue === 0 ? undefined : { count: remediatedInTime, of: remediatedDue };
  const time = inUnits(describeSpread(spreads.remediationHours), DAY_MS / HOUR_MS);
  return { ...given('time', time), ...given('inTime', inTime) };
}

function inUnits(words: SpreadWords | undefined, unit: number): SpreadWords | undefined {
  if (words === undefined) return undefined;
  const { of, sum, mean, median, p90 } = words;
  return { of, sum: sum / unit, mean: mean / unit, median: median / unit, p90: p90 / unit };
}
