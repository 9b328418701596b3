// Snapshots: a version that is still to come, such as `1.0-SNAPSHOT`, of which each build has a name of its own that never
// changes, such as `1.0-20261129.150825-3`. All of them lie in the folder of the former.

import type { PackageName } from '../../kernel/package-ref.ts';
import { splitName } from './name.ts';

export const SNAPSHOT = '-SNAPSHOT';

/** One build. */
export interface SnapshotBuild {
  /** `1.0-20261129.150825-3`. */
  readonly version: string;
  /** `1.0-SNAPSHOT`: what it is a build of. */
  readonly of: string;
  /** `20261129.150825`, in UTC. */
  readonly timestamp: string;
  readonly buildNumber: number;
}

/** A snapshot as it is deployed: `1.0-20240131.235959-7`. */
const TIMESTAMPED = /-[0-9]{8}\.[0-9]{6}-[0-9]+$/;

/** Whether a version stands for whatever was built of it last, or for one such build; in any case, as Maven takes it. */
export function isSnapshot(version: string): boolean {
  return /SNAPSHOT$/i.test(version) || isTimestamped(version);
}

export function isTimestamped(version: string): boolean {
  return TIMESTAMPED.test(version);
}

/** What a version's name says of a build; undefined for every other version, and for a moment or a number that is none. */
export function findBuild(version: string): SnapshotBuild | undefined {
  const parts = /^(.+)-([0-9]{8}\.[0-9]{6})-([1-9][0-9]{0,8})$/.exec(version);
  const [, base = '', timestamp = '', buildNumber = ''] = parts ?? [];
  if (parts === null || isSnapshot(base) || !isMoment(timestamp)) return undefined;
  return { version, of: `${base}${SNAPSHOT}`, timestamp, buildNumber: Number(buildNumber) };
}

/** The build that a file in the folder of a snapshot is part of, by its name: `1.0-SNAPSHOT/app-1.0-20261129.150825-3-sources.jar`. */
export function findBuildOfFile(name: PackageName, file: string): SnapshotBuild | undefined {
  const [folder = '', fileName = ''] = file.split('/', 2);
  if (!folder.endsWith(SNAPSHOT)) return undefined;
  const stem = `${splitName(name).artifactId}-${folder.slice(0, -SNAPSHOT.length)}`;
  if (!fileName.startsWith(stem)) return undefined;
  const [stamp] = /^-[0-9]{8}\.[0-9]{6}-[0-9]{1,9}(?=[.-])/.exec(fileName.slice(stem.length)) ?? [];
  const build = findBuild(`${folder.slice(0, -SNAPSHOT.length)}${stamp ?? ''}`);
  return build?.of === folder ? build : undefined;
}

/** What the files of a version begin with: `1.0/app-1.0`, `1.0-SNAPSHOT/app-1.0-20261129.150825-3`. */
export function stemOf(name: PackageName, version: string): string {
  return `${writtenVersion(version)}/${splitName(name).artifactId}-${version}`;
}

/** As the version calls itself in what is built: each build of a snapshot by the name of the snapshot. */
export function writtenVersion(version: string): string {
  return findBuild(version)?.of ?? version;
}

function isMoment(timestamp: string): boolean {
  const [, year, month, day, hour, minute, second] =
    /^([0-9]{4})([0-9]{2})([0-9]{2})\.([0-9]{2})([0-9]{2})([0-9]{2})$/.exec(timestamp) ?? [];
  const written = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const at = Date.parse(written);
  // A day that its month does not have is read as one of the next.
  return !Number.isNaN(at) && new Date(at).toISOString() === written;
}
