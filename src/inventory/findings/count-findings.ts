// What changes of findings in applications do to the counts: sums of what each was and is, so that nobody ever counts anew.

import { DAY_MS, HOUR_MS, type Instant } from '../../kernel/clock.ts';
import {
  AGE_CLOCKS,
  type AgeClock,
  type AgeTally,
  type Bucket,
  type DayTally,
  type FindingTallyStore,
  type HeldState,
  type KeptFinding,
  type Tally,
  type TallyScope,
} from './finding-ports.ts';

/** A finding in an application, with what is known of both. */
export interface HeldFinding {
  readonly finding: KeptFinding;
  readonly state: HeldState;
}

/** What a finding in an application was, and what it is now; `before` is absent for what is new there. */
export interface HeldChange {
  readonly before?: HeldFinding;
  readonly after: HeldFinding;
  /** Whose the application is; '' for nobody's. */
  readonly owner: string;
}

/** Adds what `changes` do to all counts. Within a unit of work, after nobody else's. */
export async function countFindings(
  tallies: FindingTallyStore,
  changes: readonly HeldChange[],
  now: Instant,
): Promise<void> {
  if (changes.length === 0) return;
  const sums = new Sums();
  for (const change of changes) sums.addChange(change);
  await sums.countApplications(tallies);
  await tallies.add(sums.tallies());
  await tallies.addAges(sums.ages());
  const day = Math.floor(now / DAY_MS);
  await tallies.addDays(daysOf(day, changes, await tallies.of('all', [''])));
}

/** Moves an application's counts from one owner to another. */
export async function countForOther(
  tallies: FindingTallyStore,
  applicationId: string,
  from: string,
  to: string,
): Promise<void> {
  const own = await tallies.of('application', [applicationId]);
  const of = (scopeId: string, sign: 1 | -1): readonly Tally[] =>
    own.map((one) => ({
      ...one,
      scope: 'owner',
      scopeId,
      open: sign * one.open,
      kev: sign * one.kev,
      overdue: sign * one.overdue,
      accepted: sign * one.accepted,
      applications: one.open > 0 || one.bucket === 'pushed' ? sign : 0,
    }));
  await tallies.add(of(from, -1));
  await tallies.add(of(to, 1));
}

/** An application was pushed for the first time. */
export async function countPushed(
  tallies: FindingTallyStore,
  applicationId: string,
  owner: string,
): Promise<void> {
  await addPushed(tallies, applicationId, owner, 1);
}

/** It is taken out; its findings have ended before. */
export async function countRemoved(
  tallies: FindingTallyStore,
  applicationId: string,
  owner: string,
): Promise<void> {
  await addPushed(tallies, applicationId, owner, -1);
}

async function addPushed(
  tallies: FindingTallyStore,
  applicationId: string,
  owner: string,
  applications: 1 | -1,
): Promise<void> {
  const none = { open: 0, kev: 0, overdue: 0, accepted: 0 };
  await tallies.add(
    scopesOf(applicationId, owner).map(([scope, scopeId]) => ({
      ...none,
      scope,
      scopeId,
      bucket: 'pushed',
      applications,
    })),
  );
}

/** Whether something is to be done about it: it is there, and neither accepted nor said not to matter. */
export function isOpen({ resolvedAt, state }: HeldState): boolean {
  return resolvedAt === undefined && (state === 'open' || state === 'in-triage');
}

/** In which buckets a finding counts. What was not looked at since an older schema counts in none. */
export function bucketsOf({ finding, state }: HeldFinding): readonly Bucket[] {
  const { class: sort, severity, score, kev } = finding;
  if (sort === undefined) return [];
  const overdue: readonly Bucket[] = state.isOverdue ? ['overdue'] : [];
  if (sort !== 'vulnerability') return ['all', sort, ...overdue];
  const isHighRisk = kev !== undefined || (score ?? 0) >= 7;
  return [
    'all',
    'vulnerability',
    severity,
    ...(isHighRisk ? (['high-risk'] as const) : []),
    ...(kev === undefined ? [] : (['kev'] as const)),
    ...overdue,
  ];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

class Sums {
  readonly #tallies = new Map<string, Mutable<Tally>>();
  readonly #ages = new Map<string, Mutable<AgeTally>>();
  /** By application. */
  readonly #owners = new Map<string, string>();

  addChange({ before, after, owner }: HeldChange): void {
    if (before !== undefined) this.#add(before, owner, -1);
    this.#add(after, owner, 1);
    this.#owners.set(after.state.applicationId, owner);
  }

  #add(held: HeldFinding, owner: string, sign: 1 | -1): void {
    const { finding, state } = held;
    const open = isOpen(state) ? sign : 0;
    const accepted = state.resolvedAt === undefined && state.state === 'accepted' ? sign : 0;
    if (open === 0 && accepted === 0) return;
    const kev = finding.kev === undefined ? 0 : open;
    const overdue = state.isOverdue ? open : 0;
    for (const bucket of bucketsOf(held)) {
      for (const [scope, scopeId] of scopesOf(state.applicationId, owner)) {
        const tally = this.#tally(scope, scopeId, bucket);
        tally.open += open;
        tally.kev += kev;
        tally.overdue += overdue;
        tally.accepted += accepted;
      }
    }
    if (open !== 0 && finding.class === 'vulnerability') this.#addAges(held, sign, kev);
  }

  #addAges({ finding, state }: HeldFinding, sign: 1 | -1, kev: number): void {
    const began: Readonly<Record<AgeClock, Instant | undefined>> = {
      disclosed: finding.disclosedAt,
      fixable: finding.fixedAt,
      here: state.firstSeen,
    };
    for (const clock of AGE_CLOCKS) {
      const at = began[clock];
      if (at === undefined) continue;
      for (const bucket of ['vulnerability', finding.severity] as const) {
        const age = this.#age(clock, monthOf(at), bucket);
        age.open += sign;
        age.kev += kev;
        age.days += sign * Math.floor(at / DAY_MS);
      }
    }
  }

  /** An application counts once, however many it has: what it had tells whether it counts anew, or no more. */
  async countApplications(tallies: FindingTallyStore): Promise<void> {
    const own = new Map<string, number>();
    for (const one of await tallies.of('application', [...this.#owners.keys()])) {
      own.set(`${one.scopeId}\n${one.bucket}`, one.open);
    }
    for (const change of [...this.#tallies.values()].filter(({ scope }) => scope === 'application')) {
      const had = own.get(`${change.scopeId}\n${change.bucket}`) ?? 0;
      const has = had + change.open;
      const step = (has > 0 ? 1 : 0) - (had > 0 ? 1 : 0);
      if (step === 0) continue;
      const owner = this.#owners.get(change.scopeId) ?? '';
      for (const [scope, scopeId] of scopesOf(change.scopeId, owner)) {
        this.#tally(scope, scopeId, change.bucket).applications += step;
      }
    }
  }

  tallies(): readonly Tally[] {
    return [...this.#tallies.values()].filter(
      ({ open, kev, overdue, accepted, applications }) =>
        open !== 0 || kev !== 0 || overdue !== 0 || accepted !== 0 || applications !== 0,
    );
  }

  ages(): readonly AgeTally[] {
    return [...this.#ages.values()].filter(({ open, kev, days }) => open !== 0 || kev !== 0 || days !== 0);
  }

  #tally(scope: TallyScope, scopeId: string, bucket: Bucket): Mutable<Tally> {
    const key = `${scope}\n${scopeId}\n${bucket}`;
    const none = { scope, scopeId, bucket, open: 0, kev: 0, overdue: 0, accepted: 0, applications: 0 };
    const tally = this.#tallies.get(key) ?? none;
    this.#tallies.set(key, tally);
    return tally;
  }

  #age(clock: AgeClock, month: number, bucket: Bucket): Mutable<AgeTally> {
    const key = `${clock} ${month} ${bucket}`;
    const age = this.#ages.get(key) ?? { clock, month, bucket, open: 0, kev: 0, days: 0 };
    this.#ages.set(key, age);
    return age;
  }
}

function scopesOf(applicationId: string, owner: string): readonly (readonly [TallyScope, string])[] {
  return [
    ['application', applicationId],
    ['owner', owner],
    ['all', ''],
  ];
}

/** Months since 1970-01. */
export function monthOf(at: Instant): number {
  const date = new Date(at);
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
}

/** What happened today, with what is open after it. */
function daysOf(day: number, changes: readonly HeldChange[], open: readonly Tally[]): readonly DayTally[] {
  const days = new Map<Bucket, Mutable<DayTally>>();
  const none = { opened: 0, resolved: 0, remediated: 0, remediatedHours: 0, remediatedInTime: 0 };
  for (const { bucket, open: count, kev, overdue } of open.filter(({ bucket }) => bucket !== 'pushed')) {
    days.set(bucket, { ...none, day, bucket, open: count, kev, overdue });
  }
  for (const { before, after } of changes) {
    const wasThere = before !== undefined && before.state.resolvedAt === undefined;
    const isThere = after.state.resolvedAt === undefined;
    // What an older schema kept is not new because it is looked at anew.
    if (wasThere === isThere) continue;
    for (const bucket of bucketsOf(isThere ? after : { ...after, finding: (before ?? after).finding })) {
      const known = days.get(bucket) ?? { ...none, day, bucket, open: 0, kev: 0, overdue: 0 };
      days.set(bucket, known);
      if (isThere) known.opened += 1;
      else addResolved(known, after.state);
    }
  }
  return [...days.values()];
}

function addResolved(day: Mutable<DayTally>, state: HeldState): void {
  const { resolvedAt = 0, resolvedWhy, firstSeen, dueAt } = state;
  day.resolved += 1;
  if (resolvedWhy !== 'fixed' && resolvedWhy !== 'component-gone') return;
  day.remediated += 1;
  day.remediatedHours += Math.round((resolvedAt - firstSeen) / HOUR_MS);
  if (dueAt === undefined || resolvedAt <= dueAt) day.remediatedInTime += 1;
}
