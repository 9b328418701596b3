// What the inventory needs from the other rooms and from outside.

import type { Clock } from '../kernel/clock.ts';
import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { Evidence, FeedHealth } from '../kernel/evidence.ts';
import type { PackageName, PackageRef } from '../kernel/package-ref.ts';
import type { Adapter } from '../ecosystems/adapter.ts';
import type { StatementStore } from '../evidence/ports.ts';
import type { Policy } from '../policy/policy.ts';

/** The files of a project, wherever they are. Paths are relative, with forward slashes. */
export interface ProjectFolder {
  /** Every file, in the order of their paths; folders of installed packages and of version control are passed over. */
  paths(): AsyncIterable<string>;
  /** The text; undefined when there is no such file. Throws `too-large`, `invalid-document` for what is no UTF-8. */
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
  /** Reservations that the name falls under. */
  reservations(ref: PackageRef): readonly Evidence<'reservation'>[];
  feeds(): FeedHealth;
}

export interface ScanDeps {
  readonly clock: Clock;
  readonly adapters: Readonly<Record<Ecosystem, Pick<Adapter, 'versions'>>>;
  readonly knowledge: KnownFacts;
  readonly statements: Pick<StatementStore, 'ofPackage'>;
}
