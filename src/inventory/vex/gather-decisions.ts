// What was decided of an application's findings, and what VEX statements clear there, as it is written out.

import { formatInstant, type Instant } from '../../kernel/clock.ts';
import { given } from '../../kernel/given.ts';
import { formatPurl } from '../../formats/purl.ts';
import { clears } from '../../formats/vex/vex-statement.ts';
import type { WrittenStatement } from '../../formats/vex/written-vex.ts';
import { findClearing } from './clear-by-vex.ts';
import { componentKeyOf } from '../component-key.ts';
import type { HeldState, KeptFinding } from '../findings/finding-ports.ts';
import type { Application, ComponentKey, InventoryDeps } from '../ports.ts';
import { componentsOf } from '../applications/snapshot-components.ts';
import type { FoundVex } from './vex-index.ts';

/** What is said of a finding's component, without which product it is. */
type Decided = Pick<
  WrittenStatement,
  'status' | 'isFalsePositive' | 'justification' | 'impact' | 'action'
> & {
  readonly at: Instant;
};

export interface GatheredDecisions {
  readonly statements: readonly WrittenStatement[];
  /** When anything of it changed last. */
  readonly changedAt: Instant;
}

/**
 * Of each vulnerability that somebody decided about, or a statement clears: how it stands to its component within the
 * application. What is open is no statement: nobody looked at it yet.
 */
export async function gatherDecisions(
  deps: InventoryDeps,
  application: Application,
  product: string,
): Promise<GatheredDecisions> {
  await deps.lookedUp();
  const { applications, findings, findingStates } = deps.stores;
  const files = await applications.graphOf(application.id, application.newestSnapshot);
  const here = componentsOf(files);
  const states = await findingStates.ofApplication(application.id);
  const kept = await findings.ofComponents([...new Set(states.map(({ componentId }) => componentId))]);
  const byKey = new Map(kept.map((finding) => [keyOf(finding), finding]));
  const asked = states.flatMap((state) => {
    const finding = byKey.get(keyOf(state));
    const component = finding === undefined ? undefined : componentOf(finding);
    return finding === undefined || component === undefined ? [] : [{ state, finding, component }];
  });
  const sources = { rules: deps.adapters, index: deps.vex.index(), files, application };
  const said = findClearing(
    sources,
    asked.map(({ finding, component }) => ({ ref: component, version: component.version, ids: finding.ids })),
  );
  const statements = asked.flatMap(({ state, finding, component }, at) => {
    const decided = decidedBy(state, finding, said[at]);
    const meant = state.resolvedAt === undefined ? [component] : successorsOf(component, here);
    if (decided === undefined) return [];
    return meant.map((one) => {
      const part = formatPurl(deps.adapters, one, { version: one.version });
      return write(finding, decided, { purl: product, subcomponents: [part] });
    });
  });
  const times = states.flatMap(({ firstSeen, resolvedAt = 0, decidedAt = 0 }) => [
    firstSeen,
    resolvedAt,
    decidedAt,
  ]);
  return {
    statements: latestOf(statements),
    changedAt: times.reduce((a, b) => Math.max(a, b), application.pushedAt),
  };
}

/** Several versions may have been moved to one: it is told once. */
function latestOf(statements: readonly WrittenStatement[]): readonly WrittenStatement[] {
  const latest = new Map<string, WrittenStatement>();
  for (const one of statements) {
    const key = `${one.vulnerability}\n${one.products.map(({ subcomponents }) => subcomponents.join(' ')).join(' ')}`;
    const known = latest.get(key);
    if (known === undefined || one.time >= known.time) latest.set(key, one);
  }
  return [...latest.values()];
}

function keyOf({ componentId, recordId }: Pick<KeptFinding, 'componentId' | 'recordId'>): string {
  return `${componentId}\n${recordId}`;
}

/** Of vulnerabilities alone: VEX says nothing of malware, nor of what people hold back. */
function componentOf({ evidence }: KeptFinding): ComponentKey | undefined {
  if (evidence?.kind !== 'advisory') return undefined;
  const { ecosystem, name } = evidence.subject;
  const version = evidence.details.affected[0]?.version;
  return version === undefined ? undefined : { ecosystem, name, version };
}

function decidedBy(state: HeldState, finding: KeptFinding, said: FoundVex | undefined): Decided | undefined {
  const at = state.decidedAt ?? state.resolvedAt ?? state.firstSeen;
  if (state.resolvedAt !== undefined) {
    return state.resolvedWhy === 'fixed' ? { status: 'fixed', at: state.resolvedAt } : undefined;
  }
  switch (state.state) {
    case 'open':
      return said === undefined ? undefined : saidBy(said, state.firstSeen);
    case 'not-affected':
      return said === undefined
        ? { status: 'not_affected', ...given('impact', state.reason), at }
        : saidBy(said, at);
    case 'false-positive':
      return { status: 'not_affected', isFalsePositive: true, ...given('impact', state.reason), at };
    case 'in-triage':
      return { status: 'under_investigation', ...given('impact', state.reason), at };
    case 'accepted':
      return { status: 'affected', action: acceptance(state, finding), at };
  }
}

/** A statement of somebody else, with its own reason and time. */
function saidBy({ statement, document }: FoundVex, at: Instant): Decided | undefined {
  if (!clears(statement)) return undefined;
  const { status, justification, impact, action } = statement;
  const time = statement.at ?? document.issuedAt ?? at;
  return {
    status,
    ...given('justification', justification),
    ...given('impact', impact),
    ...given('action', action),
    at: time,
  };
}

function acceptance({ reason, until }: HeldState, { fixedIn }: KeptFinding): string {
  const end = until === undefined ? '' : ` until ${formatInstant(until)}`;
  const why = reason === undefined ? '' : `: ${reason}`;
  const fix = fixedIn === undefined ? '' : ` (fixed in ${fixedIn})`;
  return `The risk is accepted${end}${why}${fix}`;
}

/** The versions of the same package that stand there instead. */
function successorsOf(
  component: ComponentKey,
  here: ReadonlyMap<string, ComponentKey>,
): readonly ComponentKey[] {
  if (here.has(componentKeyOf(component))) return [];
  return [...here.values()].filter(
    ({ ecosystem, name }) => ecosystem === component.ecosystem && name === component.name,
  );
}

function write(
  finding: KeptFinding,
  { at, ...decided }: Decided,
  product: WrittenStatement['products'][number],
): WrittenStatement {
  const { shownId, ids, evidence } = finding;
  const summary = evidence?.kind === 'advisory' ? evidence.details.summary : '';
  return {
    vulnerability: shownId,
    aliases: ids.filter((id) => id !== shownId),
    ...given('summary', summary === '' ? undefined : summary),
    products: [product],
    ...decided,
    time: formatInstant(at),
  };
}
