// Which applications have a package, and how they came to it: the question of the first hour of an incident.

import type { PackageRef } from '../kernel/package-ref.ts';
import { componentKeyOf } from './component-key.ts';
import { placeComponents, type ComponentPlace } from './place-components.ts';
import type { Application, InventoryDeps, KnownComponent } from './ports.ts';

export interface HeldComponent {
  readonly version: string;
  readonly places: readonly ComponentPlace[];
}

/** An application that has it. */
export interface AffectedApplication {
  readonly application: Application;
  /** By version. */
  readonly held: readonly HeldComponent[];
}

/** The package; with `version`, that one in any spelling. */
export interface ImpactQuestion {
  readonly ref: PackageRef;
  readonly version?: string;
}

/**
 * The next `limit` applications behind the id `after`, by their newest snapshots. Found by an index of components, so
 * that time does not grow with the applications that do not have it.
 */
export async function applicationsWith(
  deps: InventoryDeps,
  question: ImpactQuestion,
  page: { readonly after?: string; readonly limit: number },
): Promise<readonly AffectedApplication[]> {
  const { applications, components } = deps.stores;
  const known = await components.versionsOf(question.ref);
  const meant = known.filter(isMeant(deps, question));
  const holdings = await components.holders(meant, page);
  const byApplication = Map.groupBy(holdings, ({ applicationId }) => applicationId);
  const found = new Map((await applications.byId([...byApplication.keys()])).map((one) => [one.id, one]));
  const affected: AffectedApplication[] = [];
  for (const [id, held] of byApplication) {
    const application = found.get(id);
    if (application === undefined) continue;
    const versions = held.map(({ component }) => component);
    affected.push({ application, held: await placeVersions(deps, application, versions) });
  }
  return affected;
}

/** Another spelling of the version is the same one. */
function isMeant(
  { adapters }: InventoryDeps,
  { ref, version }: ImpactQuestion,
): (component: KnownComponent) => boolean {
  const { compare } = adapters[ref.ecosystem].versions;
  return (component) =>
    version === undefined || component.version === version || compare(component.version, version) === 0;
}

async function placeVersions(
  { stores }: InventoryDeps,
  { id, newestSnapshot }: Application,
  components: readonly KnownComponent[],
): Promise<readonly HeldComponent[]> {
  const files = await stores.applications.graphOf(id, newestSnapshot);
  const places = placeComponents(files, new Set(components.map(componentKeyOf)));
  return components.map((component) => ({
    version: component.version,
    places: places.get(componentKeyOf(component)) ?? [],
  }));
}
