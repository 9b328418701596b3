// Reads an index, and says whose fault it is when that cannot be done.

import { GatehouseError, isGatehouseError } from '../kernel/errors.ts';
import type { PackageRef } from '../kernel/package-ref.ts';
import type { IndexContext } from '../ecosystems/adapter-index-document.ts';
import type { RegistryDeps } from './deps.ts';
import type { ReadIndex } from './index-engine.ts';
import type { KeptDocuments } from './kept-document.ts';
import type { Upstream } from './upstreams.ts';

/** What an adapter cannot read is the upstream's fault, and said so: throws `upstream-invalid`, else what the storage throws. */
export async function readOrBlameUpstream(
  deps: RegistryDeps,
  ref: PackageRef,
  upstream: Upstream,
  documents: KeptDocuments,
  context: IndexContext,
): Promise<ReadIndex> {
  try {
    return await deps.engine.read(ref.ecosystem, documents, context);
  } catch (cause) {
    if (isGatehouseError(cause, 'undecided', 'storage-failed')) throw cause;
    throw asUpstreamFault(cause, ref, upstream);
  }
}

/** What could not be read, as the fault of its upstream. */
export function asUpstreamFault(cause: unknown, ref: PackageRef, upstream: Upstream): GatehouseError {
  if (isGatehouseError(cause, 'upstream-invalid')) return cause;
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new GatehouseError(
    'upstream-invalid',
    `Cannot read ${ref.name} as upstream ${upstream.name} describes it: ${detail}`,
    { cause, facts: { upstream: upstream.name } },
  );
}
