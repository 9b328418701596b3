// What the inventory needs from the other rooms and from outside.

import type { Clock, Instant } from '../kernel/clock.ts';
import type { ComponentGraph, ComponentScope } from '../kernel/component-graph.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { Evidence, FeedHealth } from '../kernel/evidence.ts';
import type { PackageName, PackageRef } from '../kernel/package-ref.ts';
import type { Adapter } from '../ecosystems/adapter.ts';
import type { VexDocument } from '../formats/vex/vex-statement.ts';
import type { StatementStore } from '../evidence/ports.ts';
import type { VettingStore } from '../governance/vetting/vetting-ports.ts';
import type { JournalStores } from '../journal/journal.ts';
import type { UnitOfWork } from '../journal/unit-of-work.ts';
import type { ReadShapes } from './impact/impact-ports.ts';
import type { Policy } from '../policy/policy.ts';
import type { ReachStores } from './reach/reach-ports.ts';
import type { VexInForce } from './vex/kept-vex.ts';
import type { VexStore } from './vex/vex-ports.ts';
import type { FindingDeadlines, FindingStores } from './findings/finding-ports.ts';
import type { FixPlanStores } from './fix/kept-plan.ts';

/** The files of a project, wherever they are. Paths are relative, with forward slashes. */
export interface ProjectFolder {
  /** Whether it stands for one file, which somebody named. */
  readonly isOneFile?: boolean;
  /**
   * Every file, in the order of their paths; folders of installed packages and of version control are passed over. Folders
   * that may not be looked into are told by `tell`; without it they throw.
   */
  paths(tell?: (folder: string, because: string) => void): AsyncIterable<string>;
  /** The text; undefined when there is no such file. Throws `too-large`, `invalid-document` for what is no text. */
  read(path: string): Promise<string | undefined>;
}

/** A package of a project with the versions of it that are there. */
export interface UsedPackage {
  readonly name: PackageName;
  readonly versions: readonly string[];
}

/** What is known about packages. */
export interface KnownFacts {
  /** The policy in force for a view. Throws `not-found` for a view that does not exist. */
  policyOf(view: string): Policy;
  /**
   * Advisories, malware records and records that leave open whether they mean these versions: a list for each of
   * `used`, in order. Throws `feed-unavailable` when nothing about the ecosystem was ever loaded.
   */
  recordsAbout(ecosystem: Ecosystem, used: readonly UsedPackage[]): Promise<readonly (readonly Evidence[])[]>;
  /** Whether a record about the ecosystem that is known by one of the ids still holds. */
  hasRecord(ecosystem: Ecosystem, ids: readonly string[]): Promise<boolean>;
  /** Reservations that the name falls under. */
  reservations(ref: PackageRef): readonly Evidence<'reservation'>[];
  feeds(): FeedHealth;
}

export interface ScanDeps {
  readonly clock: Clock;
  readonly adapters: Readonly<Record<Ecosystem, Pick<Adapter, 'versions'>>>;
  readonly knowledge: KnownFacts;
  readonly statements: Pick<StatementStore, 'ofPackage' | 'list'>;
}

/** Something that an organisation builds, in one environment. The numbers of components are those of its newest snapshot. */
export interface Application {
  readonly id: string;
  readonly name: string;
  readonly environment: string;
  readonly owner?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAt: Instant;
  readonly pushedAt: Instant;
  /** The number of its newest snapshot. */
  readonly newestSnapshot: number;
  /** Different components with a version. */
  readonly componentCount: number;
  /** Components about which nothing can be known. */
  readonly unknownCount: number;
  /** What is known against its components now and is open, each record once for each component; not saved with the rest. */
  readonly findingCount: number;
  /** Why not all of its components were looked up. Absent: they were. */
  readonly unmatched?: string;
  /** Names that it had, the latest last. Absent: it was never renamed. */
  readonly formerly?: readonly FormerName[];
  /** What was said of its name before then was not said of it. */
  readonly nameSince?: Instant;
}

export interface FormerName {
  readonly name: string;
  /** As `nameSince` was. */
  readonly since?: Instant;
  readonly until: Instant;
}

/** A file of a snapshot. */
export interface SnapshotFile {
  readonly path: string;
  readonly graph: ComponentGraph;
  /** What a bill of materials says of its own components. */
  readonly vex?: VexDocument;
}

export interface SnapshotSummary {
  readonly number: number;
  readonly takenAt: Instant;
  readonly author: string;
  readonly componentCount: number;
  readonly files: readonly { readonly path: string; readonly format: string; readonly components: number }[];
}

/** A version of a package, as components are interned. */
export interface ComponentKey {
  readonly ecosystem: Ecosystem;
  readonly name: PackageName;
  readonly version: string;
}

export interface KnownComponent extends ComponentKey {
  readonly id: number;
}

export interface ApplicationFilter {
  readonly owner?: string;
  readonly environment?: string;
}

/** Where a page of applications goes on: behind this one. */
export type ApplicationPlace = Pick<Application, 'name' | 'environment'>;

export interface ApplicationStore {
  /** Each environment of a name, by environment. */
  named(name: string): Promise<readonly Application[]>;
  byId(ids: readonly string[]): Promise<readonly Application[]>;
  /** By name and environment. */
  list(
    filter: ApplicationFilter,
    page: { readonly after?: ApplicationPlace; readonly limit: number },
  ): Promise<readonly Application[]>;
  /** Those of an environment that were renamed. */
  renamed(environment: string): Promise<readonly Application[]>;
  /** Adds it, or replaces all but its id, environment and creation. */
  save(application: Application): Promise<void>;
  /** With all that is kept of it alone: snapshots, current components, states of findings, fix plan, counts. */
  remove(id: string): Promise<void>;
  /** Newest first, those below the number `before`. */
  snapshots(
    applicationId: string,
    page: { readonly before?: number; readonly limit: number },
  ): Promise<readonly SnapshotSummary[]>;
  /** `ids` of every component that has an ecosystem and a version and is not the project itself, by `componentKeyOf`. */
  addSnapshot(
    applicationId: string,
    snapshot: SnapshotSummary,
    files: readonly SnapshotFile[],
    ids: ReadonlyMap<string, number>,
  ): Promise<void>;
  /** Deletes up to `limit` that were taken before then, never the newest of an application; answers how many. */
  removeSnapshots(takenBefore: Instant, limit: number): Promise<number>;
  /** Its files; lines, licences and digests are kept only as far as findings need them. Throws `not-found`, and `storage-failed` for what is damaged. */
  graphOf(applicationId: string, number: number): Promise<readonly SnapshotFile[]>;
  /** The graphs of their newest snapshots without names, by application. One that is damaged says so, and keeps no other from being read. */
  newestShapes(
    applicationIds: readonly string[],
  ): Promise<ReadonlyMap<string, { readonly number: number; readonly read: ReadShapes }>>;
}

/** Which application has a component, and what for. */
export interface Holding {
  readonly component: KnownComponent;
  readonly applicationId: string;
  readonly scope: ComponentScope;
}

export interface ComponentStore {
  /** The id of each, by `componentKeyOf`; those that are new are added. */
  intern(components: readonly ComponentKey[]): Promise<ReadonlyMap<string, number>>;
  /** The ids of those that were ever pushed, by `componentKeyOf`. */
  idsOf(components: readonly ComponentKey[]): Promise<ReadonlyMap<string, number>>;
  /** What an application is made of now, instead of what it was. Answers the ids that came and went. */
  replaceCurrent(
    applicationId: string,
    components: ReadonlyMap<number, ComponentScope>,
  ): Promise<{ readonly added: readonly number[]; readonly removed: readonly number[] }>;
  /** Versions of a package that were ever pushed. */
  versionsOf(ref: PackageRef): Promise<readonly KnownComponent[]>;
  /** Those with these ids, by id. */
  byId(ids: readonly number[]): Promise<ReadonlyMap<number, ComponentKey>>;
  /** The next `limit` applications behind `after` that have any of these now, by id. */
  applicationsWith(
    componentIds: readonly number[],
    page: { readonly after?: string; readonly limit: number },
  ): Promise<readonly string[]>;
  /** The same of many packages at once. */
  ofPackages(refs: readonly PackageRef[]): Promise<readonly KnownComponent[]>;
  /** The next `limit` that were ever pushed, behind the id `after`. */
  page(after: number, limit: number): Promise<readonly KnownComponent[]>;
  /** What the next `limit` applications behind `after` have of these now, by application and component. */
  holders(
    components: readonly KnownComponent[],
    page: { readonly after?: string; readonly limit: number },
  ): Promise<readonly Holding[]>;
}

export interface InventoryStores extends FindingStores, FixPlanStores, ReachStores {
  readonly applications: ApplicationStore;
  readonly components: ComponentStore;
  readonly vex: VexStore;
}

/** What a unit of work of this room may touch. */
export interface InventoryWork extends InventoryStores, JournalStores {
  readonly vetting: Pick<VettingStore, 'renameApplication'>;
}

export interface InventoryDeps extends ScanDeps {
  readonly adapters: Readonly<Record<Ecosystem, Pick<Adapter, 'names' | 'versions'>>>;
  readonly vex: VexInForce;
  readonly stores: InventoryStores;
  readonly unit: UnitOfWork<InventoryWork>;
  /** A new id, never given before. */
  readonly newId: () => string;
  readonly deadlines: FindingDeadlines;
  /**
   * Resolves when what was learnt before is looked at. A server does not wait, since it looks as soon as it learns; a
   * command without one looks now.
   */
  readonly lookedUp: () => Promise<void>;
}
