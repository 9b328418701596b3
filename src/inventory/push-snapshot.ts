// Takes in what an application is made of now: keeps it as a snapshot, and says what changed by it.

import type { Instant } from '../kernel/clock.ts';
import type { ComponentScope } from '../kernel/component-graph.ts';
import { advanceStates, idsOfRecord, type Advanced } from './advance-states.ts';
import { componentKeyOf } from './component-key.ts';
import { matchComponents, type Matched } from './match-components.ts';
import type {
  Application,
  ComponentKey,
  InventoryDeps,
  InventoryWork,
  SnapshotFile,
  SnapshotSummary,
} from './ports.ts';
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
  readonly author: string;
  /** Whose policy judges. */
  readonly view: string;
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
 * Keeps the snapshot with everything that follows, in one transaction. What is known is looked up before: a feed that was
 * never loaded keeps nothing from being stored, and is told in `unmatched`.
 */
export async function pushSnapshot(deps: InventoryDeps, request: PushRequest): Promise<Pushed> {
  const components = componentsOf(request.files);
  const matched = await matchComponents(deps, components.values(), request.view, {
    files: request.files,
    application: request,
  });
  const now = deps.clock.now();
  return deps.unit.transact(async (stores) => {
    const before = await findApplication(stores, request);
    const application = nextApplication(deps, request, before, now);
    const ids = await stores.components.intern([...components.values()]);
    const scopes = new Map<number, ComponentScope>();
    for (const [key, scope] of scopesOf(request.files)) {
      const id = ids.get(key);
      if (id !== undefined) scopes.set(id, scope);
    }
    const { added, removed } = await stores.components.replaceCurrent(application.id, scopes);
    const states = advanceStates(
      await stores.findingStates.ofApplication(application.id),
      sightingOf(components, ids, matched),
      now,
    );
    await stores.findingStates.save(application.id, states.changed);
    const counted = countInto(application, request, { components, matched, states });
    await stores.applications.save(counted);
    await stores.applications.addSnapshot(
      application.id,
      summaryOf(request, counted, now),
      request.files,
      ids,
    );
    const pushed = {
      application: counted,
      isNew: before === undefined,
      added: added.length,
      removed: removed.length,
      opened: states.opened,
      resolved: states.resolved,
    };
    recordChanges(stores, request, before, pushed, now);
    return pushed;
  });
}

async function findApplication(
  { applications }: Pick<InventoryWork, 'applications'>,
  { name, environment }: PushRequest,
): Promise<Application | undefined> {
  return (await applications.named(name)).find((one) => one.environment === environment);
}

function nextApplication(
  { newId }: InventoryDeps,
  { name, environment, owner, tags }: PushRequest,
  before: Application | undefined,
  now: Instant,
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
    componentCount: 0,
    unknownCount: 0,
    findingCount: 0,
  };
}

function sightingOf(
  components: ReadonlyMap<string, ComponentKey>,
  ids: ReadonlyMap<string, number>,
  { findings, unknownEcosystems }: Matched,
): Parameters<typeof advanceStates>[1] {
  const records = new Map<number, readonly (readonly string[])[]>();
  for (const { ref, version, evidence } of findings) {
    const id = ids.get(componentKeyOf({ ...ref, version }));
    const groups = evidence.flatMap((one) => {
      const names = idsOfRecord(one);
      return names === undefined ? [] : [names];
    });
    if (id !== undefined && groups.length > 0) records.set(id, groups);
  }
  const unknown = new Set<number | undefined>();
  for (const [key, { ecosystem }] of components) {
    if (unknownEcosystems.has(ecosystem)) unknown.add(ids.get(key));
  }
  return { records, isUnknown: (id) => unknown.has(id) };
}

interface Counted {
  readonly components: ReadonlyMap<string, ComponentKey>;
  readonly matched: Matched;
  readonly states: Advanced;
}

function countInto(
  application: Application,
  { files }: PushRequest,
  { components, matched: { unmatched }, states }: Counted,
): Application {
  return {
    ...application,
    componentCount: components.size,
    unknownCount: unknownComponentsOf(files).length,
    findingCount: states.open,
    ...(unmatched === undefined ? {} : { unmatched }),
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

function recordChanges(
  { journal }: InventoryWork,
  { author: actor }: PushRequest,
  before: Application | undefined,
  { application, added, removed, opened, resolved }: Pushed,
  at: Instant,
): void {
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
    data: { ...which, number, components, findings, added, removed, opened, resolved },
  });
}
