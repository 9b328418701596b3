// Looks at a package by what is stored alone: no upstream is asked, and nothing is kept in memory afterwards.

import { DEFAULT_VIEW } from '../governance/current-policies.ts';
import { GatehouseError } from '../kernel/errors.ts';
import type { PackageRef } from '../kernel/package-ref.ts';
import type { PackageDecision } from '../kernel/verdict.ts';
import type { RegistryDeps } from './deps.ts';
import { examinePackage } from './examine-package.ts';
import { PackageCaches } from './package-caches.ts';

/**
 * What `view` decides about `ref` now, from stored documents whatever their age. Throws `not-found` or
 * `upstream-unreachable` when they are not stored, and what examining throws.
 */
export async function decideAsStored(
  deps: RegistryDeps,
  ref: PackageRef,
  view: string = DEFAULT_VIEW,
): Promise<PackageDecision> {
  const { decision } = await examinePackage(asStored(deps), ref, view);
  return decision;
}

/** The registry without upstreams. Caches of its own that keep nothing: what was examined a moment ago may be overtaken, and readers' documents stay. */
export function asStored(deps: RegistryDeps): RegistryDeps {
  return {
    ...deps,
    client: { get: ({ upstream }) => Promise.reject(notAsked(upstream)) },
    caches: new PackageCaches({ documentBytes: 0, renderedBytes: 0 }),
    limits: {
      ...deps.limits,
      documents: { ...deps.limits.documents, freshMs: Infinity, absentMs: Infinity },
    },
  };
}

function notAsked(upstream: string): GatehouseError {
  return new GatehouseError(
    'upstream-unreachable',
    `Cannot decide by what is stored: found a document missing, and upstream ${upstream} is not asked for it`,
  );
}
