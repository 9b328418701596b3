// Takes in what an application is made of now: keeps it as a snapshot, and says what changed by it.

import type { Instant } from '../../kernel/clock.ts';
import type { ComponentScope } from '../../kernel/component-graph.ts';
import { given } from '../../kernel/given.ts';
import { packageKey } from '../../kernel/package-ref.ts';
import { applyVex } from '../vex/apply-vex.ts';
import { componentKeyOf } from '../component-key.ts';
import { countForOther, countPushed } from '../findings/count-findings.ts';
import { matchComponents, whyUnmatched, type Matched } from '../findings/match-components.ts';
import { moveFindings } from '../findings/move-findings.ts';
import { pairFindings } from '../findings/pair-findings.ts';
import type {
  Application,
  ComponentKey,
  InventoryDeps,
  InventoryWork,
  SnapshotFile,
  SnapshotSummary,
} from '../ports.ts';
import type { ToldReach } from '../reach/reach-ports.ts';
import { leftAt } from './former-names.ts';
import { componentsOf, scopesOf, unknownComponentsOf } from './snapshot-components.ts';

/** What somebody pushes. */
export interface PushRequest {
  readonly name: string;
  readonly environment: string;
  /** Absent: as it was. */
  readonly owner?: string;
  /** Instead of all that there were; absent: as they were. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly files: readonly SnapshotFile[];
  /** Whether its code imports them, of components of `files`, each once. Of all others it is not known, whatever was told before. */
  readonly reach?: readonly ToldReach<ComponentKey>[];
  readonly author: string;
}

/** What came of it. */
export interface Pushed {
  readonly application: Application;
  readonly isNew: boolean;
  /** Components that came and went, findings that began and ended. */
  readonly added: number;
  readonly removed: number;
  readonly opened: number;
  readonly resolved: number;
}

/**
 * Keeps the snapshot with everything that follows, in one transaction. What is known against components that nobody had
 * before is looked up before it; of the others it is kept. A feed that was never loaded keeps nothing from being stored, and
 * is told in `unmatched`.
 */
export async function pushSnapshot(deps: InventoryDeps, request: PushRequest): Promise<Pushed> {
  await deps.lookedUp();
  const components = componentsOf(request.files);
  const look = await lookUp(deps, components);
  const now = deps.clock.now();
  return deps.unit.transact(async (stores) => {
    const before = await findApplication(stores, request);
    const nameSince = before === undefined ? await leftAt(stores, request) : before.nameSince;
    const application = nextApplication(deps, request, before, { components, look, now, nameSince });
    const ids = await stores.components.intern([...components.values()]);
    const scopes = new Map<number, ComponentScope>();
    for (const [key, scope] of scopesOf(request.files)) {
      const id = ids.get(key);
      if (id !== undefined) scopes.set(id, scope);
    }
    const { added, removed } = await stores.components.replaceCurrent(application.id, scopes);
    await keepReach(stores, application, request.reach ?? [], ids);
    await keepFindings(stores, look, ids, now);
    await countOwner(stores, before, application);
    const moved = await moveFindings(stores, {
      applicationId: application.id,
      owner: application.owner ?? '',
      added,
      removed,
      packages: new Set([...components.values()].map(packageKey)),
      now,
      deadlines: deps.deadlines,
    });
    await stores.applications.save(application);
    await applyVex(deps, stores, application, request.files, now);
    const summary = summaryOf(request, application, now);
    await stores.applications.addSnapshot(application.id, summary, request.files, ids);
    const [saved = application] = await stores.applications.byId([application.id]);
    const isNew = before === undefined;
    const pushed = { application: saved, isNew, added: added.length, removed: removed.length, ...moved };
    recordChanges(stores, request, { before, pushed, revision: look.revision, now });
    return pushed;
  });
}

/** What is known against components that are new here. */
interface Look {
  readonly fresh: readonly ComponentKey[];
  readonly matched: Matched;
  readonly unmatched?: string;
  /** How far the advisory database had come: what it learnt since is looked at by those who follow the journal. */
  readonly revision: number;
}

async function lookUp(deps: InventoryDeps, components: ReadonlyMap<string, ComponentKey>): Promise<Look> {
  const known = await deps.stores.components.idsOf([...components.values()]);
  const fresh = [...components].filter(([key]) => !known.has(key)).map(([, component]) => component);
  const revision = await deps.stores.findings.newestRevision();
  const matched = await matchComponents(deps, fresh);
  const ecosystems = new Set([...components.values()].map(({ ecosystem }) => ecosystem));
  const unmatched = await whyUnmatched(deps, ecosystems);
  return { fresh, matched, revision, ...(unmatched === undefined ? {} : { unmatched }) };
}

async function keepFindings(
  { findings }: InventoryWork,
  { fresh, matched }: Look,
  ids: ReadonlyMap<string, number>,
  now: Instant,
): Promise<void> {
  const looked = fresh.flatMap((component) => {
    const key = componentKeyOf(component);
    const [id, known] = [ids.get(key), matched.known.get(key)];
    return id === undefined || known === undefined ? [] : [{ id, evidence: known.evidence }];
  });
  const kept = Map.groupBy(
    await findings.ofComponents(looked.map(({ id }) => id)),
    ({ componentId }) => componentId,
  );
  const changes = looked.flatMap(({ id: componentId, evidence }) =>
    // Whoever else was first to push it kept the same.
    kept.has(componentId)
      ? []
      : pairFindings({ componentId, before: [], evidence, now, whyGone: () => 'withdrawn' }),
  );
  await findings.save(changes.map(({ after }) => after));
}

/** What nothing is told of any more is not known any more. */
async function keepReach(
  { reaches }: InventoryWork,
  { id }: Application,
  told: readonly ToldReach<ComponentKey>[],
  ids: ReadonlyMap<string, number>,
): Promise<void> {
  const kept = told.map(({ reach, components }) => ({
    reach,
    components: components.flatMap((component) => ids.get(componentKeyOf(component)) ?? []),
  }));
  await reaches.replace(id, kept);
}

async function countOwner(
  { findingTallies }: InventoryWork,
  before: Application | undefined,
  { id, owner = '' }: Application,
): Promise<void> {
  const old = before?.owner ?? '';
  if (before === undefined) await countPushed(findingTallies, id, owner);
  else if (old !== owner) await countForOther(findingTallies, id, old, owner);
}

async function findApplication(
  { applications }: Pick<InventoryWork, 'applications'>,
  { name, environment }: PushRequest,
): Promise<Application | undefined> {
  return (await applications.named(name)).find((one) => one.environment === environment);
}

interface Taken {
  readonly components: ReadonlyMap<string, ComponentKey>;
  readonly look: Look;
  readonly now: Instant;
  readonly nameSince: Instant | undefined;
}

function nextApplication(
  { newId }: InventoryDeps,
  { name, environment, owner, tags, files }: PushRequest,
  before: Application | undefined,
  { components, look: { unmatched }, now, nameSince }: Taken,
): Application {
  const told = owner ?? before?.owner;
  return {
    id: before?.id ?? `application-${newId()}`,
    name,
    environment,
    ...(told === undefined ? {} : { owner: told }),
    tags: tags ?? before?.tags ?? {},
    createdAt: before?.createdAt ?? now,
    pushedAt: now,
    newestSnapshot: (before?.newestSnapshot ?? 0) + 1,
    componentCount: components.size,
    unknownCount: unknownComponentsOf(files).length,
    findingCount: 0,
    ...(unmatched === undefined ? {} : { unmatched }),
    ...given('formerly', before?.formerly),
    ...given('nameSince', nameSince),
  };
}

function summaryOf(
  { files, author }: PushRequest,
  { newestSnapshot, componentCount }: Application,
  now: Instant,
): SnapshotSummary {
  return {
    number: newestSnapshot,
    takenAt: now,
    author,
    componentCount,
    files: files.map(({ path, graph }) => ({
      path,
      format: graph.format,
      components: graph.components.length,
    })),
  };
}

interface Told {
  readonly before: Application | undefined;
  readonly pushed: Pushed;
  readonly revision: number;
  readonly now: Instant;
}

function recordChanges(
  { journal }: InventoryWork,
  { author: actor }: PushRequest,
  { before, pushed, revision, now: at }: Told,
): void {
  const { application, added, removed, opened, resolved } = pushed;
  const { id: applicationId, name, environment, owner, tags } = application;
  const which = { applicationId, application: name, environment };
  const isOther = before?.owner !== owner || JSON.stringify(before?.tags) !== JSON.stringify(tags);
  if (isOther) {
    const data = { ...which, ...(owner === undefined ? {} : { owner }), tags };
    journal.record({
      kind: before === undefined ? 'application-added' : 'application-changed',
      actor,
      at,
      data,
    });
  }
  const { newestSnapshot: number, componentCount: components, findingCount: findings } = application;
  journal.record({
    kind: 'snapshot-pushed',
    actor,
    at,
    data: { ...which, number, components, findings, added, removed, opened, resolved, revision },
  });
}
