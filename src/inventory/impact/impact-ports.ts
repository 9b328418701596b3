// What questions about impact need.

import type { Ecosystem } from '../../kernel/ecosystem.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import type { Adapter } from '../../ecosystems/adapter.ts';
import type { GraphShape } from './graph-shape.ts';
import type { Application, ComponentKey, InventoryStores, KnownFacts } from '../ports.ts';

export interface ImpactDeps {
  readonly adapters: Readonly<Record<Ecosystem, Pick<Adapter, 'versions' | 'ranges'>>>;
  readonly stores: Pick<InventoryStores, 'applications' | 'components'>;
  readonly knowledge: Pick<KnownFacts, 'recordsAbout'>;
  /** Packages that records are about which have this id, or go by it; the first of very many. */
  recordPackages(id: string): Promise<readonly PackageRef[]>;
  readonly shapes: ShapeReader;
  readonly names: NameReader;
}

/** The graphs of an application's newest snapshot, or why they cannot be read. */
export type ReadShapes = { readonly shapes: readonly GraphShape[] } | { readonly because: string };

export interface ShapeReader {
  /** By the application's id; those that were read before are at hand. */
  of(applications: readonly Application[]): Promise<ReadonlyMap<string, ReadShapes>>;
}

export interface NameReader {
  /** Names of components by their ids; those that were read before are at hand. */
  of(ids: Iterable<number>): Promise<ReadonlyMap<number, ComponentKey>>;
}
