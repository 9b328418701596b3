// Counts what is depended on, and who gets what of it: everything anew, out of what applications have now and what documents at
// hand say. Nothing is fetched.

import type { StatementStore } from '../../evidence/ports.ts';
import { mapInTurns, sortInTurns } from '../../evidence/in-turns.ts';
import { startTurn, type Turn } from '../../evidence/turn.ts';
import { formatPurl, type PurlRules } from '../../formats/purl.ts';
import type { JournalStores } from '../../journal/journal.ts';
import type { UnitOfWork } from '../../journal/unit-of-work.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Evidence } from '../../kernel/evidence.ts';
import { packageKey, type PackageRef } from '../../kernel/package-ref.ts';
import type { ComponentFactStore } from '../currency/currency-ports.ts';
import { packagesInUse } from '../currency/renew-currency.ts';
import type { ShapeReader } from '../impact/impact-ports.ts';
import type { Application, ApplicationStore } from '../ports.ts';
import { CRITICALITY, criticalityOf } from './criticality.ts';
import { UseCollector } from './collect-use.ts';
import type {
  AboutSource,
  GivingLine,
  GivingStores,
  GivingTarget,
  KnownAbout,
  LineLink,
} from './giving-ports.ts';
import { groupLines, type Group, type GroupedPackage } from './group-lines.ts';
import { mergeAbout } from './merge-about.ts';
import { partsOf, scoreOf, USUAL_WEIGHTS, type LineParts } from './weights.ts';

export interface GivingDeps {
  readonly clock: Clock;
  readonly rules: PurlRules;
  readonly stores: GivingStores & {
    readonly applications: Pick<ApplicationStore, 'list'>;
    readonly componentFacts: Pick<ComponentFactStore, 'packages'>;
    readonly statements: Pick<StatementStore, 'list'>;
  };
  readonly unit: UnitOfWork<GivingStores & JournalStores>;
  readonly shapes: ShapeReader;
  readonly about: AboutSource;
  /** A package whose documents cannot be read: the others go on. */
  readonly report: (error: unknown, ref: PackageRef) => void;
}

/** Lines that are kept: whoever stands behind them gets nothing of any budget. */
export const MOST_LINES = 20_000;
const MOST_MEMBERS = 20;
const PAGE = 100;

/** Rejects with the signal's reason, and with what storage throws. */
export async function renewGiving(deps: GivingDeps, signal: AbortSignal): Promise<void> {
  const turn = startTurn();
  const { packages, numbers } = await readPackages(deps, signal, turn);
  const use = new UseCollector(packages.length);
  const told = await collectUse(deps, use, numbers, signal, turn);
  const now = deps.clock.now();
  const used = await mapInTurns(packages, turn, (one) => ({
    ...one,
    applications: use.applicationsOf(one.own),
  }));
  const groups = await groupLines(used, now, turn);
  const lineOf = new Uint32Array(packages.length);
  for (const [line, { members }] of groups.entries()) for (const { own } of members) lineOf[own] = line;
  const parts = await use.partsOf(lineOf, groups.length, turn);
  const most = partsOf((part) => parts.reduce((high, one) => Math.max(high, one[part]), 0));
  await turn.next();
  const ranked = await rank(groups, parts, most, turn);
  const kept = ranked.slice(0, MOST_LINES);
  signal.throwIfAborted();
  const lines = await mapInTurns(kept, turn, ({ group, own }) => lineOfGroup(group, own));
  const targets = await targetsOf(kept, turn);
  const summary = {
    at: now,
    ...told,
    packages: packages.length,
    untold: packages.filter(({ about }) => about === undefined).length,
    lines: groups.length,
    kept: lines.length,
    most,
  };
  await deps.unit.transact(async ({ giving }) => {
    const before = await giving.summary();
    await giving.replaceLines({ ...summary, revision: (before?.revision ?? 0) + 1 }, lines, targets);
  });
}

type ReadPackage = Omit<GroupedPackage, 'applications'>;

async function readPackages(
  deps: GivingDeps,
  signal: AbortSignal,
  turn: Turn,
): Promise<{ readonly packages: readonly ReadPackage[]; readonly numbers: ReadonlyMap<number, number> }> {
  const packages: ReadPackage[] = [];
  const numbers = new Map<number, number>();
  const stated = await readStated(deps);
  for await (const page of packagesInUse(deps.stores.componentFacts)) {
    signal.throwIfAborted();
    const known = await renewAbout(
      deps,
      page.map(({ ref }) => ref),
      turn,
    );
    for (const { ref, components } of page) {
      const own = packages.length;
      for (const { id } of components) numbers.set(id, own);
      const about = known.get(packageKey(ref));
      packages.push({
        own,
        ref,
        purl: formatPurl(deps.rules, ref),
        stated: stated.get(packageKey(ref)) ?? [],
        ...(about === undefined ? {} : { about }),
      });
    }
    await turn.next();
  }
  return { packages, numbers };
}

/** What is known of these, those read again whose documents are others than before. */
async function renewAbout(
  deps: GivingDeps,
  refs: readonly PackageRef[],
  turn: Turn,
): Promise<ReadonlyMap<string, KnownAbout>> {
  const before = await deps.stores.fundingLinks.aboutOf(refs);
  const known = new Map(before.map((one) => [packageKey(one.ref), one]));
  const changed: KnownAbout[] = [];
  for (const ref of refs) {
    const renewed = await readAbout(deps, ref, known.get(packageKey(ref)));
    await turn.next();
    if (renewed === undefined) continue;
    changed.push(renewed);
    known.set(packageKey(ref), renewed);
  }
  if (changed.length > 0) {
    await deps.unit.transact(({ fundingLinks }) => fundingLinks.saveAbout(changed));
  }
  return known;
}

/** Undefined: as it was. What is at hand no more is still known. */
async function readAbout(
  { about, clock, report }: GivingDeps,
  ref: PackageRef,
  before: KnownAbout | undefined,
): Promise<KnownAbout | undefined> {
  try {
    const stamp = await about.stampOf(ref);
    if (stamp === undefined || stamp === before?.stamp) return undefined;
    const stated = await about.read(ref);
    // What cannot be told now is not said to be gone.
    if (stated === undefined) return before === undefined ? undefined : { ...before, stamp };
    return mergeAbout(ref, before, stated, { stamp, now: clock.now() });
  } catch (error) {
    report(error, ref);
    return undefined;
  }
}

/** Links that people stated and did not take back, by package. */
async function readStated({ stores }: GivingDeps): Promise<ReadonlyMap<string, readonly LineLink[]>> {
  const found = new Map<string, LineLink[]>();
  let after: string | undefined;
  for (;;) {
    const page = await stores.statements.list({
      kind: 'funding',
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    for (const one of page) {
      if (one.kind !== 'funding' || one.withdrawnAt !== undefined) continue;
      const key = packageKey(one.subject);
      found.set(key, [...(found.get(key) ?? []), ...linksStated(one)]);
    }
    after = page.at(-1)?.id;
    if (page.length < PAGE) return found;
  }
}

export function linksStated({ id, subject, observedAt, details }: Evidence<'funding'>): readonly LineLink[] {
  const { ecosystem, name } = subject;
  return details.links.map((link) => ({ ...link, source: id, since: observedAt, by: { ecosystem, name } }));
}

async function collectUse(
  { stores, shapes }: GivingDeps,
  use: UseCollector,
  numbers: ReadonlyMap<number, number>,
  signal: AbortSignal,
  turn: Turn,
): Promise<{ readonly applications: number; readonly unread: number }> {
  let [applications, unread] = [0, 0];
  for (let after: Application | undefined; ;) {
    signal.throwIfAborted();
    const page = await stores.applications.list(
      {},
      { limit: PAGE, ...(after === undefined ? {} : { after }) },
    );
    const read = await shapes.of(page);
    for (const application of page) {
      const found = read.get(application.id);
      applications += 1;
      if (found === undefined || !('shapes' in found)) unread += 1;
      else use.add(found.shapes, CRITICALITY[criticalityOf(application)], (id) => numbers.get(id));
      await turn.next();
    }
    after = page.at(-1);
    if (page.length < PAGE) return { applications, unread };
  }
}

interface Ranked {
  readonly group: Group;
  readonly own: LineParts;
  readonly score: number;
}

async function rank(
  groups: readonly Group[],
  parts: readonly LineParts[],
  most: LineParts,
  turn: Turn,
): Promise<readonly Ranked[]> {
  const none = partsOf(() => 0);
  const scored = await mapInTurns(groups, turn, (group, line) => {
    const own = parts[line] ?? none;
    return { group, own, score: scoreOf(own, most, USUAL_WEIGHTS) };
  });
  return sortInTurns(scored, turn, (a, b) => b.score - a.score || (a.group.key < b.group.key ? -1 : 1));
}

function lineOfGroup({ members, ...group }: Group, parts: LineParts): GivingLine {
  return {
    ...group,
    parts,
    members: members.slice(0, MOST_MEMBERS).map(({ ref }) => ref),
    memberCount: members.length,
  };
}

/** Links that are not proven are no place to which a gift for this line could have gone. */
async function targetsOf(kept: readonly Ranked[], turn: Turn): Promise<readonly GivingTarget[]> {
  const keys = new Map<string, string>();
  // What is a line's own address, or its package, is nobody else's.
  for (const { group } of kept) keys.set(group.key, group.key);
  for (const { group } of kept) {
    for (const { purl } of group.members) keys.set(purl, group.key);
    for (const { url } of group.links) if (!keys.has(url)) keys.set(url, group.key);
    if (turn.isOver()) await turn.next();
  }
  return mapInTurns(keys, turn, ([target, key]) => ({ target, key }));
}
