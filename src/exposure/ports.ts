// What the exposure room needs from storage.

import type { Instant } from '../kernel/clock.ts';
import type { PackageRef } from '../kernel/package-ref.ts';

/** Who has one artifact, since when. */
export interface ExposureRecord extends PackageRef {
  readonly version: string;
  readonly file: string;
  /** `token:<id>`, `user:<id>`, or `address:<ip>`. */
  readonly reader: string;
  /** The client's own name and version, from its User-Agent: `npm/11.2.0`. */
  readonly client: string;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  readonly count: number;
}

export interface ExposureStore {
  /** Adds counts and moves `lastAt`; a new row where there was none. One transaction's worth. */
  add(records: readonly ExposureRecord[]): Promise<void>;
  /** Who has the package (or one version of it), newest first, after a key from the last row (keyset). */
  ofPackage(
    ref: PackageRef,
    query: { readonly version?: string; readonly after?: ExposureRecord; readonly limit: number },
  ): Promise<readonly ExposureRecord[]>;
  /** What a reader has, newest first. */
  ofReader(reader: string, limit: number): Promise<readonly ExposureRecord[]>;
  /** Shortens addresses last seen before `shortenBefore` (IPv4 to /24, IPv6 to /48), deletes rows before `deleteBefore`. */
  age(shortenBefore: Instant, deleteBefore: Instant): Promise<void>;
}

export interface ExposureStores {
  readonly exposure: ExposureStore;
}
