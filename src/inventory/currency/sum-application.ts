// What is counted of one application: its components, their licences, and its findings.

import { DAY_MS, HOUR_MS, type Instant } from '../../kernel/clock.ts';
import type { ComponentFacts, FindingFact, LicenceRow, TaggedApplication } from './currency-ports.ts';
import { CurrencyAdder, type CurrencySums } from './currency-sums.ts';
import { isLicenceTold } from './recognise-licence.ts';
import { judgeLicence, rowFor, type LicenceVerdict } from './judge-licence.ts';
import { isQuietSince, libyearDaysOf } from './measure-component.ts';

/** A year with its share of a leap day. */
export const YEAR_DAYS = 365.25;
/** What was remediated within this many days counts. */
export const REMEDIATION_DAYS = 90;
/** A list of releases that no registry has confirmed for longer may miss the newest ones. */
export const STALE_DAYS = 7;
/** Versions behind from which on a component counts as far behind, as the OSSRA report does. */
export const FAR_BEHIND = 10;
/** A CVSS score from which on a vulnerability is of high risk. */
export const HIGH_SCORE = 7;

export interface CountedApplication {
  readonly application: TaggedApplication;
  /** One for each component; undefined: not measured yet. */
  readonly components: readonly (ComponentFacts | undefined)[];
  readonly findings: readonly FindingFact[];
  readonly matrix: readonly LicenceRow[];
}

export function sumApplication(counted: CountedApplication, now: Instant): CurrencySums {
  const adder = new CurrencyAdder();
  adder.count('applications');
  for (const facts of counted.components) countComponent(adder, facts, now);
  const { counts } = adder;
  adder.count('measuredApplications', counts.knownComponents > 0);
  adder.count('quietTwoYearsApplications', counts.quietTwoYears > 0);
  adder.count('quietFourYearsApplications', counts.quietFourYears > 0);
  const known = counted.components.flatMap((facts) => facts ?? []);
  adder.count(
    'farBehindApplications',
    known.some(({ behind }) => (behind ?? 0) >= FAR_BEHIND),
  );
  adder.count(
    'longOutdatedApplications',
    known.some((facts) => (libyearDaysOf(facts) ?? 0) >= 4 * YEAR_DAYS),
  );
  countLicences(adder, counted);
  if (counted.application.unmatched === undefined) countFindings(adder, counted.findings, now);
  return adder.sums();
}

function countComponent(adder: CurrencyAdder, facts: ComponentFacts | undefined, now: Instant): void {
  adder.count('components');
  if (facts?.checkedAt === undefined) return;
  adder.count('knownComponents');
  adder.checkedAt(facts.checkedAt);
  adder.count('staleComponents', now - facts.checkedAt > STALE_DAYS * DAY_MS);
  adder.count('current', facts.behind === 0);
  if (facts.behind !== undefined) adder.spread('behind', facts.behind);
  if (facts.behindOnLine !== undefined) adder.spread('behindOnLine', facts.behindOnLine);
  const libyearDays = libyearDaysOf(facts);
  if (libyearDays !== undefined) adder.spread('libyearDays', libyearDays);
  const isQuiet = (years: number) => isQuietSince(facts, now - years * YEAR_DAYS * DAY_MS);
  adder.count('active', isQuiet(2) === false);
  adder.count('quietTwoYears', isQuiet(2) === true);
  adder.count('quietFourYears', isQuiet(4) === true);
}

const LICENCE_COUNTS = {
  allowed: 'licenceAllowed',
  ask: 'licenceAsk',
  denied: 'licenceDenied',
  unknown: 'licenceUnknown',
} as const satisfies Record<LicenceVerdict, string>;

function countLicences(adder: CurrencyAdder, { application, components, matrix }: CountedApplication): void {
  const row = rowFor(matrix, application.tags);
  if (row === undefined) return;
  adder.count('judgedApplications');
  const judged = new Map<string | undefined, LicenceVerdict>();
  for (const facts of components) {
    const licence = facts?.licence;
    const verdict = judged.get(licence) ?? judgeLicence(licence, row);
    judged.set(licence, verdict);
    adder.count(LICENCE_COUNTS[verdict]);
    adder.count('licenceUnrecognised', verdict === 'unknown' && isLicenceTold(licence));
  }
  adder.count('conflictApplications', adder.counts.licenceDenied > 0);
}

/** Malware is to be removed, not patched, and what is merely informational is no vulnerability: neither has an age here. */
function countFindings(adder: CurrencyAdder, findings: readonly FindingFact[], now: Instant): void {
  adder.count('matchedApplications');
  for (const finding of findings) {
    if (!finding.isVulnerability) continue;
    if (finding.resolvedAt === undefined) countUnpatched(adder, finding, now);
    else if (finding.isRemediated) countRemediated(adder, finding, finding.resolvedAt, now);
  }
  const { unpatched, highScore, exploited } = adder.counts;
  adder.spread('perApplication', unpatched);
  adder.count('vulnerableApplications', unpatched > 0);
  adder.count('highScoreApplications', highScore > 0);
  adder.count('exploitedApplications', exploited > 0);
}

/** A risk that somebody accepted is as old as any; one that a statement says is none does not count. */
function countUnpatched(adder: CurrencyAdder, finding: FindingFact, now: Instant): void {
  if (finding.state === 'not-affected') return adder.count('notAffected');
  adder.count('unpatched');
  adder.count('accepted', finding.state === 'accepted');
  adder.count('highScore', (finding.score ?? 0) >= HIGH_SCORE);
  adder.count('unscored', finding.score === undefined);
  adder.count('exploited', finding.isKnownExploited);
  adder.count('overdue', finding.state === 'open' && finding.dueAt !== undefined && finding.dueAt < now);
  adder.spread('hereDay', dayOf(finding.firstSeen));
  if (finding.disclosedAt !== undefined) adder.spread('disclosedDay', dayOf(finding.disclosedAt));
  if (finding.fixableAt !== undefined) adder.spread('fixableDay', dayOf(finding.fixableAt));
}

function countRemediated(
  adder: CurrencyAdder,
  finding: FindingFact,
  resolvedAt: Instant,
  now: Instant,
): void {
  if (now - resolvedAt > REMEDIATION_DAYS * DAY_MS) return;
  adder.spread('remediationHours', Math.max(0, Math.round((resolvedAt - finding.firstSeen) / HOUR_MS)));
  if (finding.dueAt === undefined) return;
  adder.count('remediatedDue');
  adder.count('remediatedInTime', resolvedAt <= finding.dueAt);
}

/** Days since 1970-01-01, in UTC. */
export function dayOf(at: Instant): number {
  return Math.floor(at / DAY_MS);
}
