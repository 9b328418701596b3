// Kept findings: what is known against a component, once for everybody who has it; and what each application makes of it.

import type { Instant } from '../../kernel/clock.ts';
import type { Evidence } from '../../kernel/evidence.ts';
import type { Application, ComponentKey } from '../ports.ts';
import type { Reach } from '../reach/reach.ts';

/** `undecided`: the record leaves open whether it means the component. Only vulnerabilities count as such in statistics. */
export const FINDING_CLASSES = [
  'malware',
  'quarantine',
  'vulnerability',
  'undecided',
  'informational',
] as const;
export type FindingClass = (typeof FINDING_CLASSES)[number];

/** In words, by the score of CVSS; `unknown` where nobody gives one. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'none', 'unknown'] as const;
export type SeverityWord = (typeof SEVERITIES)[number];

/** What people, or a VEX statement (`not-affected`), say of a finding in an application. */
export const FINDING_STATES = ['open', 'in-triage', 'accepted', 'not-affected', 'false-positive'] as const;
export type FindingStateWord = (typeof FINDING_STATES)[number];

/**
 * Why a finding is there no more. `fixed`: the application has another version of the package; `component-gone`: it has none; `moved`: it has another
 * version, which has the finding too;
 * `withdrawn`: the record, or the quarantine, was taken back; `not-matching`: the record leaves the component out now;
 * `merged`: its record turned out to be that of another finding; `ours`: the name is reserved here.
 */
export const RESOLUTIONS = [
  'fixed',
  'component-gone',
  'moved',
  'withdrawn',
  'not-matching',
  'merged',
  'ours',
] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/** Names a finding: `recordId` is any id of its alias group; once chosen, it stays. */
export interface FindingKey {
  readonly componentId: number;
  readonly recordId: string;
}

export interface KeptFinding extends FindingKey {
  /** The id to show: CVE before GHSA before the ecosystem's own. */
  readonly shownId: string;
  /** Every id of the group now, that to show first. */
  readonly ids: readonly string[];
  /** Absent: not looked at since an older schema kept it. */
  readonly class?: FindingClass;
  readonly severity: SeverityWord;
  readonly score?: number;
  readonly epss?: number;
  readonly epssPercentile?: number;
  readonly kev?: KnownExploited;
  /** When the first record of the group was published. */
  readonly disclosedAt?: Instant;
  /** The first version with the fix on the line of the component, and when it came out. */
  readonly fixedIn?: string;
  readonly fixedAt?: Instant;
  /** The record says up to which version it held when it was written, and of no fix. */
  readonly noKnownFix: boolean;
  /** A record of the group leaves this version out. */
  readonly disputed: boolean;
  /** Since when it is known here against the component, whoever has it. */
  readonly firstSeen: Instant;
  readonly goneAt?: Instant;
  readonly goneWhy?: Resolution;
  /** What is said, of this version alone. */
  readonly evidence?: Evidence;
}

/** CISA's word; dates as it writes them. */
export interface KnownExploited {
  readonly dateAdded: string;
  readonly dueDate?: string;
  readonly ransomware?: boolean;
}

/** A finding in an application. */
export interface FindingState extends FindingKey {
  readonly firstSeen: Instant;
  readonly lastSeen: Instant;
  readonly resolvedAt?: Instant;
  readonly resolvedWhy?: Resolution;
  readonly state: FindingStateWord;
  readonly reason?: string;
  readonly author?: string;
  readonly decidedAt?: Instant;
  /** Of `accepted`: open again from then on. */
  readonly until?: Instant;
  readonly dueAt?: Instant;
  /** As of the last look at the clock, not older than some minutes. */
  readonly isOverdue: boolean;
  /** What goes first; the same for all applications. */
  readonly urgency: number;
}

export interface HeldState extends FindingState {
  readonly applicationId: string;
}

export interface FindingStore {
  /** All that ever was against these, gone ones too, by component and record. */
  ofComponents(ids: readonly number[]): Promise<readonly KeptFinding[]>;
  /** The next `limit` behind `after`, gone ones too, by component and record. */
  page(page: { readonly after?: FindingKey; readonly limit: number }): Promise<readonly KeptFinding[]>;
  /** Adds and replaces, with all their ids. */
  save(findings: readonly KeptFinding[]): Promise<void>;
  /** Which findings have one of these ids, or had it first. */
  withIds(ids: readonly string[]): Promise<readonly FindingKey[]>;
  /** How far the advisory database has come: what was matched before was matched up to here. */
  newestRevision(): Promise<number>;
}

export interface FindingStateStore {
  /** All that ever was, resolved ones too; of these components alone where they are given. */
  ofApplication(applicationId: string, componentIds?: readonly number[]): Promise<readonly HeldState[]>;
  /** In all applications, resolved ones too. */
  ofComponents(componentIds: readonly number[]): Promise<readonly HeldState[]>;
  /** Adds and replaces. */
  save(states: readonly HeldState[]): Promise<void>;
  /** Up to `limit` that are there and not marked as overdue, though they are at `now`. */
  becomingOverdue(now: Instant, limit: number): Promise<readonly HeldState[]>;
  /** Up to `limit` whose acceptance has ended at `now`. */
  noLongerAccepted(now: Instant, limit: number): Promise<readonly HeldState[]>;
}

/**
 * What is counted apart: everything; by class, vulnerabilities also by severity; those of high risk (a score from 7, or known
 * to be exploited); vulnerabilities known to be exploited; what is overdue. `pushed` counts applications alone, all of them.
 */
export const BUCKETS = [
  'all',
  'malware',
  'quarantine',
  'vulnerability',
  'undecided',
  'informational',
  'critical',
  'high',
  'medium',
  'low',
  'none',
  'unknown',
  'high-risk',
  'kev',
  'overdue',
  'pushed',
] as const;
export type Bucket = (typeof BUCKETS)[number];

/** Whose findings are counted: one application's, an owner's ('' for none), everybody's. */
export type TallyScope = 'application' | 'owner' | 'all';

export interface Tally {
  readonly scope: TallyScope;
  /** '' for all. */
  readonly scopeId: string;
  readonly bucket: Bucket;
  /** There, and neither accepted nor said not to matter. */
  readonly open: number;
  /** Those of `open` that are known to be exploited, and overdue. */
  readonly kev: number;
  readonly overdue: number;
  readonly accepted: number;
  /** Applications with one that is open. */
  readonly applications: number;
}

/** What happened on a day; times in UTC. */
export interface DayTally {
  /** Days since 1970-01-01. */
  readonly day: number;
  readonly bucket: Bucket;
  /** At the end of the day. */
  readonly open: number;
  readonly kev: number;
  readonly overdue: number;
  readonly opened: number;
  readonly resolved: number;
  /** Those of `resolved` that somebody did something about, the hours that took together, and those within their time. */
  readonly remediated: number;
  readonly remediatedHours: number;
  readonly remediatedInTime: number;
}

/** Since when an open vulnerability was disclosed, could be fixed, was here. */
export const AGE_CLOCKS = ['disclosed', 'fixable', 'here'] as const;
export type AgeClock = (typeof AGE_CLOCKS)[number];

/** Open vulnerabilities by the month in which a clock of theirs began. */
export interface AgeTally {
  readonly clock: AgeClock;
  /** Months since 1970-01. */
  readonly month: number;
  readonly bucket: Bucket;
  readonly open: number;
  readonly kev: number;
  /** The days (since 1970-01-01) on which they began, added up. */
  readonly days: number;
}

/** Counts are kept on every write; reading them costs the same for ten findings and ten million. */
export interface FindingTallyStore {
  /** Of these applications, owners, or ('') everybody. */
  of(scope: TallyScope, scopeIds: readonly string[]): Promise<readonly Tally[]>;
  /** Every owner's, those with the most open first. */
  owners(limit: number): Promise<readonly Tally[]>;
  days(from: number, to: number): Promise<readonly DayTally[]>;
  /** Of the newest day up to `day` on which anything was written. */
  lastDay(day: number): Promise<readonly DayTally[]>;
  /** By month; those without any are left out. */
  ages(clock: AgeClock, buckets: readonly Bucket[]): Promise<readonly AgeTally[]>;
  /** Adds to what is there. */
  add(tallies: readonly Tally[]): Promise<void>;
  /** Adds what happened on a day, and sets what is open at its end. */
  addDays(days: readonly DayTally[]): Promise<void>;
  addAges(ages: readonly AgeTally[]): Promise<void>;
}

/** Which findings in applications; all that is given must hold. */
export interface FindingFilter {
  /** In these applications alone; at least one. */
  readonly applicationIds?: readonly string[];
  readonly environment?: string;
  readonly owner?: string;
  readonly severities?: readonly SeverityWord[];
  readonly classes?: readonly FindingClass[];
  readonly isKev?: boolean;
  readonly isOverdue?: boolean;
  /** `resolved` among them: those that are gone. Absent: what is open. */
  readonly states?: readonly (FindingStateWord | 'resolved')[];
  /** Of these components alone. */
  readonly componentIds?: readonly number[];
  /** Known by this id. */
  readonly record?: string;
  readonly key?: FindingKey;
}

/** Where a page of findings goes on: behind this one. */
export type FindingPlace = Pick<HeldState, 'urgency' | 'componentId' | 'recordId' | 'applicationId'>;

export interface ListedFinding {
  readonly finding: KeptFinding;
  readonly state: HeldState;
  readonly component: ComponentKey;
  readonly application: Pick<Application, 'id' | 'name' | 'environment' | 'owner'>;
  /** Whether the application's code imports the component, as its newest push tells. Absent: it is not known. */
  readonly reach?: Reach;
}

export interface FindingListing {
  /** The most pressing first. */
  list(
    filter: FindingFilter,
    page: { readonly after?: FindingPlace; readonly limit: number },
  ): Promise<readonly ListedFinding[]>;
}

export interface FindingStores {
  readonly findingListing: FindingListing;
  readonly findings: FindingStore;
  readonly findingStates: FindingStateStore;
  readonly findingTallies: FindingTallyStore;
}

/** How long a finding may stay, by severity; of a date that CISA sets, the earlier counts. */
export interface FindingDeadlines {
  readonly criticalMs: number;
  readonly highMs: number;
  readonly mediumMs: number;
  readonly lowMs: number;
}
