// An application as it is now: what is known against it, where that stands, since when, and what cannot be known.

import type { Instant } from '../kernel/clock.ts';
import type { GraphGap } from '../kernel/component-graph.ts';
import type { Evidence } from '../kernel/evidence.ts';
import { GatehouseError } from '../kernel/errors.ts';
import { idsOfRecord } from './advance-states.ts';
import { componentKeyOf } from './component-key.ts';
import { matchComponents, type ClearedRecord } from './match-components.ts';
import { placeComponents, type ComponentPlace } from './place-components.ts';
import type { Application, FindingState, InventoryDeps, InventoryStores, SnapshotFile } from './ports.ts';
import type { Finding } from './scan-components.ts';
import { componentsOf, unknownComponentsOf, type UnknownComponent } from './snapshot-components.ts';

export interface PlacedFinding extends Finding {
  readonly places: readonly ComponentPlace[];
  /** Since when a record is known here, by the id to show; absent for what no push has met yet. */
  readonly firstSeen: ReadonlyMap<string, Instant>;
}

export interface ApplicationNow {
  readonly files: readonly SnapshotFile[];
  readonly findings: readonly PlacedFinding[];
  readonly cleared: readonly ClearedRecord[];
  readonly unknown: readonly UnknownComponent[];
  readonly gaps: readonly (GraphGap & { readonly file: string })[];
  /** Why not everything could be looked up now. */
  readonly unmatched?: string;
}

/** The application of this name; `environment` where it has several. Throws `not-found`, and `invalid-request` when it does not say which. */
export async function findApplication(
  { applications }: Pick<InventoryStores, 'applications'>,
  name: string,
  environment: string | undefined,
): Promise<Application> {
  const all = await applications.named(name);
  const found = environment === undefined ? all : all.filter((one) => one.environment === environment);
  const [only, ...others] = found;
  const environments = all.map((one) => one.environment);
  if (only === undefined) {
    const there = environments.length === 0 ? '' : `: found environments ${environments.join(', ')}`;
    const which = environment === undefined ? name : `${name} in ${environment}`;
    throw new GatehouseError('not-found', `Cannot find application ${which}${there}`, {
      facts: { environments },
    });
  }
  if (others.length > 0) {
    throw new GatehouseError(
      'invalid-request',
      `Cannot tell which ${name}: found environments ${environments.join(', ')}, expected one`,
      { facts: { environments } },
    );
  }
  return only;
}

/** What is known now against its newest snapshot. Throws `not-found` for a view that does not exist. */
export async function readApplication(
  deps: InventoryDeps,
  application: Application,
  view: string,
): Promise<ApplicationNow> {
  const { applications, components, findingStates } = deps.stores;
  const files = await applications.graphOf(application.id, application.newestSnapshot);
  const matched = await matchComponents(deps, componentsOf(files).values(), view, { files, application });
  const { findings, cleared, unmatched } = matched;
  const keys = new Set(findings.map(({ ref, version }) => componentKeyOf({ ...ref, version })));
  const places = placeComponents(files, keys);
  const ids = await components.idsOf(findings.map(({ ref, version }) => ({ ...ref, version })));
  const states = Map.groupBy(
    await findingStates.ofApplication(application.id),
    ({ componentId }) => componentId,
  );
  return {
    files,
    findings: findings.map((finding) => {
      const key = componentKeyOf({ ...finding.ref, version: finding.version });
      const known = states.get(ids.get(key) ?? -1) ?? [];
      return { ...finding, places: places.get(key) ?? [], firstSeen: firstSeenOf(finding.evidence, known) };
    }),
    cleared,
    unknown: unknownComponentsOf(files),
    gaps: gapsOf(files),
    ...(unmatched === undefined ? {} : { unmatched }),
  };
}

function firstSeenOf(
  evidence: readonly Evidence[],
  states: readonly FindingState[],
): ReadonlyMap<string, Instant> {
  const firstSeen = new Map<string, Instant>();
  for (const one of evidence) {
    const ids = idsOfRecord(one) ?? [];
    const state = states.find(({ recordId }) => ids.includes(recordId));
    if (ids[0] !== undefined && state !== undefined) firstSeen.set(ids[0], state.firstSeen);
  }
  return firstSeen;
}

function gapsOf(files: readonly SnapshotFile[]): ApplicationNow['gaps'] {
  return files.flatMap(({ path: file, graph }) => graph.gaps.map((gap) => ({ file, ...gap })));
}
