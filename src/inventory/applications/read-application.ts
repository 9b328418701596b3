// An application as it is now: what is known against it, where that stands, since when, and what cannot be known.

import type { Ecosystem } from '../../kernel/ecosystem.ts';
import type { GraphGap } from '../../kernel/component-graph.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import { clearKept, type ClearedRecord } from '../vex/clear-kept.ts';
import { componentKeyOf } from '../component-key.ts';
import type { HeldFinding } from '../findings/count-findings.ts';
import type { HeldState } from '../findings/finding-ports.ts';
import { keyOf } from '../findings/hold-findings.ts';
import { keptAgainst, type KeptVersion } from '../findings/kept-against.ts';
import { whyUnmatched } from '../findings/match-components.ts';
import type { Reach } from '../reach/reach.ts';
import { placeComponents, type ComponentPlace } from '../scan/place-components.ts';
import type { Application, InventoryDeps, InventoryStores, SnapshotFile } from '../ports.ts';
import { judgeVersions, type Finding } from '../scan/scan-components.ts';
import { componentsOf, unknownComponentsOf, type UnknownComponent } from './snapshot-components.ts';

export interface PlacedFinding extends Finding {
  readonly places: readonly ComponentPlace[];
  /** What the application makes of each record, by the id to show. */
  readonly held: ReadonlyMap<string, HeldFinding>;
  /** Whether its code imports the component. Absent: the push did not tell, so that it is not known. */
  readonly reach?: Reach;
}

export interface ApplicationNow {
  readonly files: readonly SnapshotFile[];
  readonly findings: readonly PlacedFinding[];
  readonly cleared: readonly ClearedRecord[];
  readonly unknown: readonly UnknownComponent[];
  readonly gaps: readonly (GraphGap & { readonly file: string })[];
  /** Why not everything could be looked up. */
  readonly unmatched?: string;
}

/** The application of this name, in each of its environments or in that one; at least one. Throws `not-found`. */
export async function findApplications(
  { applications }: Pick<InventoryStores, 'applications'>,
  name: string,
  environment: string | undefined,
): Promise<readonly Application[]> {
  const all = await applications.named(name);
  const found = environment === undefined ? all : all.filter((one) => one.environment === environment);
  if (found.length > 0) return found;
  const environments = all.map((one) => one.environment);
  const there = environments.length === 0 ? '' : `: found environments ${environments.join(', ')}`;
  const which = environment === undefined ? name : `${name} in ${environment}`;
  throw new GatehouseError('not-found', `Cannot find application ${which}${there}`, {
    facts: { environments },
  });
}

/** The application of this name; `environment` where it has several. Throws `not-found`, and `invalid-request` when it does not say which. */
export async function findApplication(
  stores: Pick<InventoryStores, 'applications'>,
  name: string,
  environment: string | undefined,
): Promise<Application> {
  const found = await findApplications(stores, name, environment);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const environments = found.map((one) => one.environment);
  throw new GatehouseError(
    'invalid-request',
    `Cannot tell which ${name}: found environments ${environments.join(', ')}, expected one`,
    { facts: { environments } },
  );
}

/** What is known against its newest snapshot, as it is kept. Throws `not-found` for a view that does not exist. */
export async function readApplication(
  deps: InventoryDeps,
  application: Application,
  view: string,
): Promise<ApplicationNow> {
  await deps.lookedUp();
  const { applications, findingStates, reaches } = deps.stores;
  const files = await applications.graphOf(application.id, application.newestSnapshot);
  const components = componentsOf(files);
  const against = await keptAgainst(deps.stores, [...components.values()]);
  const { left: kept, cleared } = clearKept(deps, against, { files, application });
  const states = new Map(
    (await findingStates.ofApplication(application.id)).map((state) => [keyOf(state), state]),
  );
  const judged = await judgeKept(deps, kept, states, view);
  const reach = await reaches.of(
    application.id,
    judged.map(({ component }) => component.id),
  );
  const places = placeComponents(files, new Set(kept.map(({ component }) => componentKeyOf(component))));
  const ecosystems = new Set<Ecosystem>([...components.values()].map(({ ecosystem }) => ecosystem));
  const unmatched = await whyUnmatched(deps, ecosystems);
  return {
    files,
    findings: judged.map((one) => ({
      ...one,
      places: places.get(componentKeyOf(one.component)) ?? [],
      held: heldOf(one, states),
      ...given('reach', reach.get(one.component.id)),
    })),
    cleared,
    unknown: unknownComponentsOf(files),
    gaps: gapsOf(files),
    ...(unmatched === undefined ? {} : { unmatched }),
  };
}

/** The policy decides without what is said not to matter here; records of malware always count. */
async function judgeKept(
  deps: InventoryDeps,
  kept: readonly KeptVersion[],
  states: ReadonlyMap<string, HeldState>,
  view: string,
): Promise<readonly (KeptVersion & Finding)[]> {
  const counted = kept.map((one) => ({
    ...one,
    evidence: one.findings.flatMap((finding) => {
      const word = states.get(keyOf(finding))?.state;
      const isSetAside = word === 'not-affected' || word === 'false-positive';
      return finding.evidence === undefined || (isSetAside && finding.class !== 'malware')
        ? []
        : [finding.evidence];
    }),
  }));
  const judged = await judgeVersions(deps, counted, view);
  const verdicts = new Map(
    judged.map(({ ref, version, verdict }) => [componentKeyOf({ ...ref, version }), verdict]),
  );
  return kept.flatMap((one) => {
    const verdict = verdicts.get(componentKeyOf(one.component));
    return verdict === undefined ? [] : [{ ...one, verdict }];
  });
}

function heldOf(
  { findings }: KeptVersion,
  states: ReadonlyMap<string, HeldState>,
): ReadonlyMap<string, HeldFinding> {
  return new Map(
    findings.flatMap((finding) => {
      const state = states.get(keyOf(finding));
      return state === undefined ? [] : [[finding.shownId, { finding, state }]];
    }),
  );
}

function gapsOf(files: readonly SnapshotFile[]): ApplicationNow['gaps'] {
  return files.flatMap(({ path: file, graph }) => graph.gaps.map((gap) => ({ file, ...gap })));
}
