// The registries that packages are fetched from, as the operator configured them.

import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { PackageRef } from '../kernel/package-ref.ts';
import { matchesNamePattern } from '../kernel/name-pattern.ts';

/** One upstream registry. */
export interface Upstream {
  readonly ecosystem: Ecosystem;
  /** Unique within the ecosystem. */
  readonly name: string;
  /** Without a trailing slash. */
  readonly url: string;
  /** Origins, beside the url's own, from which its artifacts may be fetched. */
  readonly artifactHosts: readonly string[];
  /** Patterns of the names it serves; absent: every name. */
  readonly namespaces?: readonly string[];
}

/** Unique among all upstreams; under it the way out knows its credentials: `npm:main`. */
export function upstreamKey({ ecosystem, name }: Pick<Upstream, 'ecosystem' | 'name'>): string {
  return `${ecosystem}:${name}`;
}

/** The upstreams to ask for a package, in order of precedence. */
export function upstreamsFor(upstreams: readonly Upstream[], ref: PackageRef): readonly Upstream[] {
  return upstreams.filter(
    ({ ecosystem, namespaces }) =>
      ecosystem === ref.ecosystem &&
      (namespaces === undefined || namespaces.some((pattern) => matchesNamePattern(pattern, ref.name))),
  );
}

/** Whether `url` may be fetched as part of `upstream`: its own origin, or one of its artifact hosts. */
export function isOfUpstream(upstream: Upstream, url: string): boolean {
  const origin = originOf(url);
  return (
    origin !== undefined &&
    (origin === originOf(upstream.url) || upstream.artifactHosts.some((host) => originOf(host) === origin))
  );
}

function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined;
}
