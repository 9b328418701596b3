// What is counted of applications: numbers and spreads that can be added up, so that nobody counts when somebody asks.

import type { Instant } from '../../kernel/clock.ts';
import { given } from '../../kernel/given.ts';
import { SpreadSum, type Spread } from './spread.ts';

/** Names that end in `Applications` count applications, of which one of a single application's sums is 0 or 1. */
export const COUNT_NAMES = [
  'applications',
  'matchedApplications',
  'measuredApplications',
  'judgedApplications',
  'vulnerableApplications',
  'highScoreApplications',
  'exploitedApplications',
  'farBehindApplications',
  'longOutdatedApplications',
  'quietTwoYearsApplications',
  'quietFourYearsApplications',
  'conflictApplications',
  'unpatched',
  'highScore',
  'unscored',
  'exploited',
  'accepted',
  'notAffected',
  'overdue',
  'remediatedDue',
  'remediatedInTime',
  'components',
  'knownComponents',
  'staleComponents',
  'current',
  'active',
  'quietTwoYears',
  'quietFourYears',
  'licenceAllowed',
  'licenceAsk',
  'licenceDenied',
  'licenceUnknown',
  'licenceUnrecognised',
] as const;
export type CountName = (typeof COUNT_NAMES)[number];

/**
 * `disclosedDay`, `fixableDay`, `hereDay`: when clocks of unpatched vulnerabilities began, in days since 1970-01-01;
 * `perApplication`: how many unpatched vulnerabilities an application has.
 */
export const SPREAD_NAMES = [
  'behind',
  'behindOnLine',
  'libyearDays',
  'disclosedDay',
  'fixableDay',
  'hereDay',
  'remediationHours',
  'perApplication',
] as const;
export type SpreadName = (typeof SPREAD_NAMES)[number];

export interface CurrencySums {
  readonly counts: Readonly<Record<CountName, number>>;
  readonly spreads: Readonly<Record<SpreadName, Spread>>;
  /** When the oldest list of releases was confirmed. */
  readonly oldestCheckAt?: Instant;
}

/** Adds up what is counted of one application, or the sums of several. */
export class CurrencyAdder {
  readonly #counts = Object.fromEntries(COUNT_NAMES.map((name) => [name, 0])) as Record<CountName, number>;
  readonly #spreads = Object.fromEntries(SPREAD_NAMES.map((name) => [name, new SpreadSum()])) as Record<
    SpreadName,
    SpreadSum
  >;
  #oldestCheckAt: Instant | undefined;

  count(name: CountName, by: number | boolean = 1): void {
    this.#counts[name] += Number(by);
  }

  get counts(): Readonly<Record<CountName, number>> {
    return this.#counts;
  }

  spread(name: SpreadName, value: number): void {
    this.#spreads[name].add(value);
  }

  checkedAt(at: Instant): void {
    this.#oldestCheckAt = Math.min(this.#oldestCheckAt ?? at, at);
  }

  addSums({ counts, spreads, oldestCheckAt }: CurrencySums): void {
    // What an older version kept may lack a name that is new.
    for (const name of COUNT_NAMES) this.#counts[name] += counts[name] ?? 0;
    for (const name of SPREAD_NAMES) this.#spreads[name].addAll(spreads[name] ?? []);
    if (oldestCheckAt !== undefined) this.checkedAt(oldestCheckAt);
  }

  sums(): CurrencySums {
    const spreads = SPREAD_NAMES.map((name) => [name, this.#spreads[name].spread()] as const);
    return {
      counts: { ...this.#counts },
      spreads: Object.fromEntries(spreads) as Record<SpreadName, Spread>,
      ...given('oldestCheckAt', this.#oldestCheckAt),
    };
  }
}
