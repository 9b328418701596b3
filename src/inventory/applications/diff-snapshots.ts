// What differs between two snapshots of an application, and what is known against what came and what went.

import type { Ecosystem } from '../../kernel/ecosystem.ts';
import type { PackageName } from '../../kernel/package-ref.ts';
import { packageKey } from '../../kernel/package-ref.ts';
import { clearKept } from '../vex/clear-kept.ts';
import { keptAgainst } from '../findings/kept-against.ts';
import { whyUnmatched } from '../findings/match-components.ts';
import type { Application, ComponentKey, InventoryDeps, SnapshotFile } from '../ports.ts';
import { judgeVersions, type Finding } from '../scan/scan-components.ts';
import { componentsOf } from './snapshot-components.ts';

/** A package whose versions are others. */
export interface ChangedPackage {
  readonly ecosystem: Ecosystem;
  readonly name: PackageName;
  /** Versions that are there no more; empty for a package that is new. */
  readonly from: readonly string[];
  /** Versions that are new; empty for a package that is gone, or that keeps another version. */
  readonly to: readonly string[];
}

export interface SnapshotDiff {
  readonly from: number;
  readonly to: number;
  /** In order of their names. */
  readonly packages: readonly ChangedPackage[];
  /** What is known now against versions that came, and against those that went. */
  readonly opened: readonly Finding[];
  readonly closed: readonly Finding[];
  readonly unmatched?: string;
}

/**
 * `to`: the newest unless told otherwise; `from`: the one before it. Before the first there is nothing. Throws `not-found`
 * for a snapshot that is not there.
 */
export async function diffSnapshots(
  deps: InventoryDeps,
  application: Application,
  asked: { readonly from?: number | undefined; readonly to?: number | undefined; readonly view: string },
): Promise<SnapshotDiff> {
  const to = asked.to ?? application.newestSnapshot;
  const from = asked.from ?? to - 1;
  const filesBefore = await readFiles(deps, application, from);
  const filesAfter = await readFiles(deps, application, to);
  const [before, after] = [componentsOf(filesBefore), componentsOf(filesAfter)];
  const added = [...after].filter(([key]) => !before.has(key)).map(([, component]) => component);
  const removed = [...before].filter(([key]) => !after.has(key)).map(([, component]) => component);
  await deps.lookedUp();
  const came = clearKept(deps, await keptAgainst(deps.stores, added), { files: filesAfter, application });
  const went = clearKept(deps, await keptAgainst(deps.stores, removed), { files: filesBefore, application });
  const opened = await judgeVersions(deps, came.left, asked.view);
  const closed = await judgeVersions(deps, went.left, asked.view);
  const ecosystems = new Set([...added, ...removed].map(({ ecosystem }) => ecosystem));
  const unmatched = await whyUnmatched(deps, ecosystems);
  return {
    from,
    to,
    packages: groupChanges(removed, added),
    opened,
    closed,
    ...(unmatched === undefined ? {} : { unmatched }),
  };
}

async function readFiles(
  { stores }: InventoryDeps,
  { id }: Application,
  number: number,
): Promise<readonly SnapshotFile[]> {
  return number === 0 ? [] : stores.applications.graphOf(id, number);
}

function groupChanges(
  removed: readonly ComponentKey[],
  added: readonly ComponentKey[],
): readonly ChangedPackage[] {
  const from = Map.groupBy(removed, packageKey);
  const to = Map.groupBy(added, packageKey);
  const keys = [...new Set([...from.keys(), ...to.keys()])].sort();
  return keys.flatMap((key) => {
    const [gone, come] = [from.get(key) ?? [], to.get(key) ?? []];
    const [first] = [...gone, ...come];
    if (first === undefined) return [];
    const { ecosystem, name } = first;
    return [
      { ecosystem, name, from: gone.map(({ version }) => version), to: come.map(({ version }) => version) },
    ];
  });
}
