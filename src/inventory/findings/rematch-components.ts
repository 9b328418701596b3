// Looks components up anew, and carries what changed into every application that has them: after a record, a score, a
// quarantine or a reservation came or went.

import type { Instant } from '../../kernel/clock.ts';
import { packageKey } from '../../kernel/package-ref.ts';
import { componentKeyOf } from '../component-key.ts';
import type { Resolution } from './finding-ports.ts';
import { spreadFindings, type Spread } from './hold-findings.ts';
import { matchComponents, type Matched } from './match-components.ts';
import { pairFindings, type FindingChange } from './pair-findings.ts';
import type { InventoryDeps, InventoryWork, KnownComponent } from '../ports.ts';

export type RematchDeps = Pick<
  InventoryDeps,
  'clock' | 'adapters' | 'knowledge' | 'vex' | 'statements' | 'unit' | 'deadlines' | 'stores'
>;

/**
 * In one transaction. Components of ecosystems about which nothing was ever loaded are left as they are. Looking twice changes
 * nothing, so that several servers may look at the same.
 */
export async function rematchComponents(
  deps: RematchDeps,
  components: readonly KnownComponent[],
): Promise<readonly Spread[]> {
  if (components.length === 0) return [];
  const matched = await matchComponents(deps, components);
  const known = components.filter(({ ecosystem }) => !matched.unknownEcosystems.has(ecosystem));
  const pairs = await pairAll(deps, deps.stores, known, matched);
  // Most looks change nothing, and take no turn of those who write.
  if (pairs.length === 0) return [];
  return deps.unit.transact(async (stores) => {
    const changes = await pairAll(deps, stores, known, matched);
    const now = deps.clock.now();
    await stores.findings.save(changes.map(({ after }) => after));
    const byId = new Map(known.map((one) => [one.id, one]));
    const spreads = await spreadFindings(stores, changes, byId, now, deps.deadlines);
    recordSpreads(stores, spreads, byId, now);
    return spreads;
  });
}

async function pairAll(
  deps: RematchDeps,
  { findings }: Pick<InventoryWork, 'findings'>,
  components: readonly KnownComponent[],
  matched: Matched,
): Promise<readonly FindingChange[]> {
  const kept = await findings.ofComponents(components.map(({ id }) => id));
  const before = Map.groupBy(kept, ({ componentId }) => componentId);
  const now = deps.clock.now();
  const changes = components.flatMap((component) =>
    pairFindings({
      componentId: component.id,
      before: before.get(component.id) ?? [],
      evidence: matched.known.get(componentKeyOf(component))?.evidence ?? [],
      now,
      whyGone: () => 'withdrawn',
    }),
  );
  return nameReasons(deps, changes, new Map(components.map((one) => [one.id, one])));
}

/** Why findings are gone: a record that still holds leaves the component out now; a name may have become ours. */
async function nameReasons(
  { knowledge }: RematchDeps,
  changes: readonly FindingChange[],
  components: ReadonlyMap<number, KnownComponent>,
): Promise<readonly FindingChange[]> {
  const named: FindingChange[] = [];
  for (const change of changes) {
    const { after } = change;
    const component = components.get(after.componentId);
    if (after.goneWhy !== 'withdrawn' || component === undefined) named.push(change);
    else named.push({ ...change, after: { ...after, goneWhy: await why(component) } });
    async function why(of: KnownComponent): Promise<Resolution> {
      if (knowledge.reservations(of).length > 0) return 'ours';
      if (after.class === 'quarantine') return 'withdrawn';
      return (await knowledge.hasRecord(of.ecosystem, after.ids)) ? 'not-matching' : 'withdrawn';
    }
  }
  return named;
}

/** One entry for a record and a package, however many versions and applications it is about. */
function recordSpreads(
  { journal }: InventoryWork,
  spreads: readonly Spread[],
  components: ReadonlyMap<number, KnownComponent>,
  at: Instant,
): void {
  const told = spreads.filter(({ opened, resolved }) => opened + resolved > 0);
  const groups = Map.groupBy(told, ({ change: { after }, opened }) => {
    const component = components.get(after.componentId);
    const name = component === undefined ? '' : packageKey(component);
    return `${name}\n${after.class}\n${after.shownId}\n${opened > 0 ? '' : after.goneWhy}`;
  });
  for (const group of groups.values()) {
    const [first] = group;
    const component = first === undefined ? undefined : components.get(first.change.after.componentId);
    if (first === undefined || component === undefined) continue;
    const { after } = first.change;
    const data = {
      record: after.shownId,
      class: after.class ?? 'undecided',
      severity: after.severity,
      knownExploited: after.kev !== undefined,
      versions: group.flatMap(({ change }) => components.get(change.after.componentId)?.version ?? []),
    };
    const common = { actor: 'gatehouse', at, ecosystem: component.ecosystem, name: component.name };
    const opened = sum(group.map((one) => one.opened));
    const resolved = sum(group.map((one) => one.resolved));
    if (opened > 0) {
      journal.record({ ...common, kind: 'finding-opened', data: { ...data, applications: opened } });
    }
    if (resolved > 0) {
      const why = after.goneWhy ?? 'not-matching';
      journal.record({ ...common, kind: 'finding-resolved', data: { ...data, applications: resolved, why } });
    }
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
