// Lists advisories for people who browse: newest first, or by id, alias or package.

import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { Instant } from '../kernel/clock.ts';
import type { PackageRef } from '../kernel/package-ref.ts';
import type { CveFacts } from './advisory-ports.ts';

/** Where a listing goes on. */
export interface AdvisoryPosition {
  readonly modified: Instant;
  readonly feed: string;
  readonly id: string;
}

/** A stored record as lists show it. */
export interface ListedAdvisory extends AdvisoryPosition {
  /** Written by `encodeHeader`. */
  readonly header: string;
  /** By its own word, or because its feed no longer carries it. */
  readonly withdrawnAt?: Instant;
  /** Each with the text that `encodeBody` wrote; at most `MAX_LISTED_PACKAGES`. */
  readonly packages: readonly (PackageRef & { readonly body: string })[];
}

export const MAX_LISTED_PACKAGES = 20;

/** What the listing needs from storage. Withdrawn records are among the answers. */
export interface AdvisoryListing {
  /** Newest first, after a position (keyset). */
  newest(page: {
    readonly after?: AdvisoryPosition;
    readonly limit: number;
  }): Promise<readonly ListedAdvisory[]>;
  /** Records whose id or alias begins with `prefix` in either case, or is it; up to `limit`, newest first. */
  byId(prefix: string, limit: number): Promise<readonly ListedAdvisory[]>;
  /** Records about packages whose name begins with `prefix`; up to `limit`, newest first. */
  byPackage(
    prefix: string,
    ecosystem: Ecosystem | undefined,
    limit: number,
  ): Promise<readonly ListedAdvisory[]>;
  /** KEV and EPSS of CVEs. */
  cveFacts(cves: readonly string[]): Promise<ReadonlyMap<string, CveFacts>>;
}
