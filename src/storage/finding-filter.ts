// What a filter of findings means to the indexes: a walk along each that holds what it asks for in the order of urgency. The
// indexes are found by these very words.

import { sql, type RawBuilder } from 'kysely';

import type { FindingFilter, FindingPlace, SeverityWord } from '../inventory/findings/finding-ports.ts';
import type { FindingScope } from './finding-scope.ts';

/** Keys are read from it until a page is full; `s` is `finding_state`. */
export interface FindingWalk {
  readonly from: RawBuilder<unknown>;
  readonly where: readonly RawBuilder<boolean>[];
  readonly order: RawBuilder<unknown>;
}

type States = NonNullable<FindingFilter['states']>;

const URGENCIES: Readonly<Record<SeverityWord, number>> = {
  critical: 6,
  high: 5,
  medium: 4,
  unknown: 3,
  low: 2,
  none: 1,
};
/** Of what is known to be exploited, whatever its severity. */
const KEV_URGENCY = 7;
const OPEN = ['open', 'in-triage'] as const;

const STATES = sql`finding_state s`;
const WITH_FINDINGS = sql`finding_state s
  join finding f on f.component_id = s.component_id and f.record_id = s.record_id`;
/** From the findings to the states: a database that chose the other way would read all states. */
const BY_FINDING = sql`finding f cross join finding_state s`;
const BY_URGENCY = sql`s.urgency desc, s.component_id desc, s.record_id desc, s.application_id desc`;

/** Their findings together are those that are meant, each in one of them. */
export function walksOf(filter: FindingFilter, scope: FindingScope): readonly FindingWalk[] {
  const states = [...new Set(filter.states ?? OPEN)];
  const isNamed = namesFindings(filter);
  const from = filter.severities === undefined && filter.classes === undefined ? STATES : WITH_FINDINGS;
  if ('few' in scope && !isNamed) {
    const where = [...conditionsOf(filter), ...severityConditions(filter)];
    return scope.few.flatMap((id) =>
      states.map((state) => ({ from, where: [ofApplication(id, state), ...where], order: BY_URGENCY })),
    );
  }
  if ('few' in scope && scope.few.length === 0) return [];
  const where = [...conditionsOf(filter), ...scopeConditions(scope)];
  return statesOf(states).flatMap((part) => {
    const base = [part, ...where];
    if (filter.severities === undefined || isNamed) {
      const all = [...base, ...severityConditions(filter)];
      return [{ from: withApplication(from, scope), where: all, order: BY_URGENCY }];
    }
    return bySeverity(filter.severities, base, scope);
  });
}

/** Those are few, and found by what names them; so is what is no vulnerability. */
function namesFindings({ componentIds, record, key, classes }: FindingFilter): boolean {
  const isRare = classes?.includes('vulnerability') === false;
  return isRare || componentIds !== undefined || record !== undefined || key !== undefined;
}

function withApplication(from: RawBuilder<unknown>, scope: FindingScope): RawBuilder<unknown> {
  const isNeeded = 'isOfApplication' in scope && scope.isOfApplication;
  return isNeeded ? sql`${from} join application a on a.id = s.application_id` : from;
}

function scopeConditions(scope: FindingScope): readonly RawBuilder<boolean>[] {
  if ('few' in scope) return [sql<boolean>`s.application_id in (${sql.join(scope.few)})`];
  return scope.condition === undefined ? [] : [scope.condition];
}

/** By `finding_state_application`, which has all that a key and most conditions need. */
function ofApplication(id: string, state: States[number]): RawBuilder<boolean> {
  return sql<boolean>`s.application_id = ${id}
    and case when s.resolved_at is null then s.state else 'resolved' end = ${state}`;
}

function conditionsOf(filter: FindingFilter): readonly RawBuilder<boolean>[] {
  const { classes, componentIds, record, key } = filter;
  return [
    ...(classes === undefined ? [] : [hasClass(classes)]),
    ...(filter.isKev === true ? [sql<boolean>`s.urgency = ${KEV_URGENCY}`] : []),
    ...(filter.isOverdue === true ? [sql<boolean>`s.is_overdue = 1 and s.resolved_at is null`] : []),
    ...(componentIds === undefined ? [] : [sql<boolean>`s.component_id in (${sql.join(componentIds)})`]),
    ...(record === undefined ? [] : [knownBy(record)]),
    ...(key === undefined
      ? []
      : [sql<boolean>`s.component_id = ${key.componentId} and s.record_id = ${key.recordId}`]),
  ];
}

/** What the states mean, a part for each index that holds it. */
function statesOf(states: States): readonly RawBuilder<boolean>[] {
  const open = OPEN.filter((state) => states.includes(state));
  const decided = states.filter((state) => state !== 'resolved' && state !== 'open' && state !== 'in-triage');
  return [
    ...(open.length === 0 ? [] : [sql<boolean>`s.resolved_at is null and s.state in (${sql.join(open)})`]),
    ...(decided.length === 0
      ? []
      : [
          sql<boolean>`s.resolved_at is null and s.state <> 'open' and s.state <> 'in-triage'
            and s.state in (${sql.join(decided)})`,
        ]),
    ...(states.includes('resolved') ? [sql<boolean>`s.resolved_at is not null`] : []),
  ];
}

/** Among few: what is known to be exploited is passed on the way. */
function severityConditions({ severities }: FindingFilter): readonly RawBuilder<boolean>[] {
  if (severities === undefined) return [];
  const urgencies = [...severities.map((one) => URGENCIES[one]), KEV_URGENCY];
  return [
    sql<boolean>`s.urgency in (${sql.join(urgencies)})`,
    sql<boolean>`f.severity in (${sql.join(severities)}) and f.class = 'vulnerability'`,
  ];
}

/**
 * Among all: the indexes hold the urgencies, which do not tell the severity of what is known to be exploited. That is found from
 * the findings, each severity by itself, so that they come in order.
 */
function bySeverity(
  severities: readonly SeverityWord[],
  where: readonly RawBuilder<boolean>[],
  scope: FindingScope,
): readonly FindingWalk[] {
  const urgencies = sql.join(severities.map((one) => URGENCIES[one]));
  const usual: FindingWalk = {
    from: withApplication(WITH_FINDINGS, scope),
    where: [
      ...where,
      sql<boolean>`s.urgency in (${urgencies})`,
      sql<boolean>`f.severity in (${sql.join(severities)}) and f.class = 'vulnerability'`,
    ],
    order: BY_URGENCY,
  };
  const exploited = [...new Set(severities)].map((severity): FindingWalk => ({
    from: withApplication(BY_FINDING, scope),
    where: [
      sql<boolean>`f.kev is not null and f.severity = ${severity} and f.class = 'vulnerability'`,
      sql<boolean>`s.urgency = ${KEV_URGENCY} and s.component_id = f.component_id and s.record_id = f.record_id`,
      ...where,
    ],
    order: sql`f.component_id desc, f.record_id desc, s.application_id desc`,
  }));
  return [...exploited, usual];
}

/** Most are vulnerabilities; what else there is, is found by what it is known to be. */
function hasClass(classes: NonNullable<FindingFilter['classes']>): RawBuilder<boolean> {
  const words = sql.join(classes);
  if (classes.includes('vulnerability')) return sql<boolean>`f.class in (${words})`;
  return sql<boolean>`s.component_id in (select component_id from finding where class in (${words}))
    and f.class in (${words})`;
}

function knownBy(record: string): RawBuilder<boolean> {
  return sql<boolean>`s.component_id in (select component_id from finding_alias where id = ${record})
    and exists (select 1 from finding_alias n
      where n.id = ${record} and n.component_id = s.component_id and n.record_id = s.record_id)`;
}

export function behind({ urgency, componentId, recordId, applicationId }: FindingPlace): RawBuilder<boolean> {
  return sql<boolean>`(s.urgency, s.component_id, s.record_id, s.application_id)
    < (${urgency}, ${componentId}, ${recordId}, ${applicationId})`;
}
