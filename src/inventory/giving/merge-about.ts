// What is known of a package's funding links, after its documents were read again: what is new since now, what is gone.

import type { Instant } from '../../kernel/clock.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import type { KnownAbout, KnownLink, StatedAbout } from './giving-ports.ts';

/** Links that are gone and remembered. */
const MOST_GONE = 20;

/** A link that comes back keeps its first date no more: somebody may have taken it over in between. */
export function mergeAbout(
  ref: PackageRef,
  before: KnownAbout | undefined,
  stated: StatedAbout | undefined,
  read: { readonly stamp: string; readonly now: Instant },
): KnownAbout {
  const { stamp, now } = read;
  const named = stated?.links ?? [];
  const present = before?.links.filter(({ goneAt }) => goneAt === undefined) ?? [];
  const links = named.map(
    (link): KnownLink =>
      present.find(({ url }) => url === link.url) ?? {
        ...link,
        source: stated?.source ?? '',
        since: now,
      },
  );
  const isNamed = new Set(named.map(({ url }) => url));
  const leaving = present
    .filter(({ url }) => !isNamed.has(url))
    .map((link): KnownLink => ({ ...link, goneAt: now }));
  const gone = before?.links.filter(({ goneAt }) => goneAt !== undefined) ?? [];
  const repository = stated?.repository;
  return {
    ref,
    stamp,
    knownSince: before?.knownSince ?? now,
    ...(repository === undefined ? {} : { repository }),
    links: [...links, ...[...leaving, ...gone].slice(0, MOST_GONE)],
  };
}
