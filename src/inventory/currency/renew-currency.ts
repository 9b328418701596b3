// Measures components, and counts what came of it: packages first, then the applications that have them, then all together.

import type { Clock, Instant } from '../../kernel/clock.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import type { ApplicationStore, InventoryWork, KnownComponent } from '../ports.ts';
import { packageKey, type PackageRef } from '../../kernel/package-ref.ts';
import type { VersionOrder } from '../../ecosystems/adapter-version.ts';
import type { Adapter } from '../../ecosystems/adapter.ts';
import { startTurn } from '../../evidence/turn.ts';
import type { UnitOfWork } from '../../journal/unit-of-work.ts';
import { figuresOf } from './currency-figures.ts';
import type {
  ComponentFacts,
  CurrencyStores,
  ComponentFactStore,
  FindingFacts,
  KnownReleases,
  LicenceRow,
  LicenceSource,
  PackageInUse,
  ReleaseSource,
} from './currency-ports.ts';
import { CurrencyAdder, type CurrencySums } from './currency-sums.ts';
import { dateFixes, type DateFixesDeps } from './date-fixes.ts';
import { learnLicences, licencesBefore } from './learn-licences.ts';
import { dateOfVersion, measureComponents } from './measure-component.ts';
import { dayOf, sumApplication } from './sum-application.ts';

export interface CurrencyDeps extends Pick<DateFixesDeps, 'deadlines'> {
  readonly clock: Clock;
  readonly adapters: Readonly<Record<Ecosystem, Pick<Adapter, 'versions'>>>;
  readonly stores: CurrencyStores &
    DateFixesDeps['stores'] & { readonly applications: Pick<ApplicationStore, 'byId' | 'list'> };
  readonly unit: UnitOfWork<CurrencyStores & InventoryWork>;
  readonly releases: Pick<ReleaseSource, 'kept'>;
  /** What documents tell of licences. */
  readonly told: LicenceSource;
  readonly findings: FindingFacts;
  readonly licences: readonly LicenceRow[];
  /** A package of which nothing could be learnt: the others go on. */
  readonly report: (error: unknown, ref: PackageRef) => void;
}

/** Under which the sums of all applications are kept. */
export const ALL = '';

const PAGE = 200;

/** Everything anew. Rejects with the signal's reason, and with what storage throws. */
export async function renewAll(deps: CurrencyDeps, signal: AbortSignal): Promise<void> {
  for await (const page of packagesInUse(deps.stores.componentFacts)) {
    await measurePackages(deps, page, signal);
  }
  await renewSums(deps, signal);
}

/** Of all applications, with what is known of components as it is. */
export async function renewSums(deps: CurrencyDeps, signal: AbortSignal): Promise<void> {
  for await (const ids of applicationIds(deps.stores.applications)) {
    await sumApplications(deps, ids, signal);
  }
  await sumAll(deps);
}

/** These packages, these applications, and the applications that have the packages. */
export async function renewTouched(
  deps: CurrencyDeps,
  touched: {
    readonly packages: readonly PackageInUse[];
    readonly applications: Iterable<string>;
  },
  signal: AbortSignal,
): Promise<void> {
  await measurePackages(deps, touched.packages, signal);
  const components = touched.packages.flatMap(({ components: some }) => some.map(({ id }) => id));
  const holders = await deps.stores.componentFacts.holderIds(components);
  const ids = new Set([...touched.applications, ...holders]);
  if (ids.size === 0) return;
  await sumApplications(deps, [...ids], signal);
  await sumAll(deps);
}

/** What an application has now that was not measured yet, by package. */
export async function unmeasuredOf(
  deps: CurrencyDeps,
  applicationId: string,
): Promise<readonly PackageInUse[]> {
  const components = await deps.stores.componentFacts.ofApplication(applicationId);
  const missing = components.filter(({ facts }) => facts?.checkedAt === undefined);
  return inPackages(missing.map(({ component }) => component));
}

function inPackages(components: readonly KnownComponent[]): readonly PackageInUse[] {
  const groups = Map.groupBy(components, ({ ecosystem, name }) => `${ecosystem}\n${name}`);
  return [...groups.values()].flatMap((some) => {
    const [first] = some;
    return first === undefined
      ? []
      : [{ ref: { ecosystem: first.ecosystem, name: first.name }, components: some }];
  });
}

/** Pages of all packages of which an application has a version. */
export async function* packagesInUse(
  facts: Pick<ComponentFactStore, 'packages'>,
): AsyncGenerator<readonly PackageInUse[]> {
  let after: PackageRef | undefined;
  for (;;) {
    const page = await facts.packages(after, PAGE);
    if (page.length > 0) yield page;
    after = page.at(-1)?.ref;
    if (page.length < PAGE) return;
  }
}

async function* applicationIds(
  applications: Pick<ApplicationStore, 'list'>,
): AsyncGenerator<readonly string[]> {
  for (let after: { name: string; environment: string } | undefined; ;) {
    const page = await applications.list({}, { limit: PAGE, ...(after === undefined ? {} : { after }) });
    yield page.map(({ id }) => id);
    after = page.at(-1);
    if (page.length < PAGE) return;
  }
}

/** By what is kept of each; with the dates of fixes, which are releases of the same packages. */
export async function measurePackages(
  deps: CurrencyDeps,
  packages: readonly PackageInUse[],
  signal: AbortSignal,
): Promise<void> {
  for (let start = 0; start < packages.length; start += PAGE) {
    await measurePage(deps, packages.slice(start, start + PAGE), signal);
  }
}

async function measurePage(
  deps: CurrencyDeps,
  page: readonly PackageInUse[],
  signal: AbortSignal,
): Promise<void> {
  const turn = startTurn();
  const facts: ComponentFacts[] = [];
  const releases = new Map<string, KnownReleases>();
  const before = await licencesBefore(deps, page);
  for (const { ref, components } of page) {
    signal.throwIfAborted();
    const known = await keptOf(deps, ref);
    if (known !== undefined) releases.set(packageKey(ref), known);
    const measured = measureComponents(known, components, orderOf(deps, ref), deps.clock.now());
    facts.push(...(await licensedOf(deps, { ref, components }, measured, before)));
    await turn.next();
  }
  await deps.unit.transact(({ componentFacts }) => componentFacts.saveFacts(facts));
  const measured = page.flatMap(({ components }) => components);
  await dateFixes(deps, measured, (component, version) => {
    const known = releases.get(packageKey(component));
    return known === undefined ? undefined : dateOfVersion(known, version, orderOf(deps, component));
  });
}

function orderOf({ adapters }: CurrencyDeps, { ecosystem }: PackageRef): VersionOrder {
  return adapters[ecosystem].versions;
}

/** A licence that cannot be read is unknown. */
async function licensedOf(
  deps: CurrencyDeps,
  one: PackageInUse,
  facts: readonly ComponentFacts[],
  before: ReadonlyMap<number, string>,
): Promise<readonly ComponentFacts[]> {
  try {
    return await learnLicences(deps, one, facts, before);
  } catch (error) {
    deps.report(error, one.ref);
    return facts;
  }
}

/** What cannot be read is unknown. */
async function keptOf(deps: CurrencyDeps, ref: PackageRef): Promise<KnownReleases | undefined> {
  try {
    return await deps.releases.kept(ref);
  } catch (error) {
    deps.report(error, ref);
    return undefined;
  }
}

export async function sumApplications(
  deps: CurrencyDeps,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const { stores, findings, licences: matrix } = deps;
  const turn = startTurn();
  for (const application of await stores.applications.byId(ids)) {
    signal.throwIfAborted();
    const { id } = application;
    const components = (await stores.componentFacts.ofApplication(id)).map(({ facts }) => facts);
    const now = deps.clock.now();
    const counted = { application, components, findings: await findings.ofApplication(id), matrix };
    await save(deps, id, sumApplication(counted, now), now);
    await turn.next();
  }
}

/** All applications together, out of what is kept of each: none is looked at anew. */
export async function sumAll(deps: CurrencyDeps): Promise<void> {
  const adder = new CurrencyAdder();
  const turn = startTurn();
  let after = ALL;
  for (;;) {
    const page = await deps.stores.currencySums.sumsAfter(after, PAGE);
    for (const { sums } of page) adder.addSums(sums);
    after = page.at(-1)?.scopeId ?? after;
    if (page.length < PAGE) break;
    await turn.next();
  }
  await save(deps, ALL, adder.sums(), deps.clock.now());
}

async function save(deps: CurrencyDeps, scopeId: string, sums: CurrencySums, at: Instant): Promise<void> {
  await deps.unit.transact(async ({ currencySums, applications }) => {
    // It may have been removed since it was read.
    if (scopeId !== ALL && (await applications.byId([scopeId])).length === 0) return;
    await currencySums.saveSums({ scopeId, at, sums });
    await currencySums.saveDay({ scopeId, day: dayOf(at), figures: figuresOf(sums, at) });
  });
}
