// A component as the lock files of Python's clients describe one.

import type { Component, ComponentScope } from '../../kernel/component-graph.ts';
import { DIGEST_ALGORITHMS, parseHexDigest, type Digests } from '../../kernel/digest.ts';
import { findName } from './name.ts';
import { versions } from './version.ts';

/** What a lock file says about one package. */
export interface LockedPackage {
  readonly name: string;
  readonly version?: string | undefined;
  /** What the file says where it leaves the version open. */
  readonly requested?: string | undefined;
  readonly source?: Component['source'];
  readonly scope?: ComponentScope;
  /** `sha256:…` of each of its files. */
  readonly hashes?: readonly unknown[];
  readonly line?: number | undefined;
}

/** The component. A version that is none is left open, and its words kept. */
export function lockedComponent(locked: LockedPackage): Component {
  const { source = 'registry', scope = 'unknown', hashes = [], line } = locked;
  const said = locked.version?.trim() === '' ? undefined : locked.version?.trim();
  const name = findName(locked.name);
  const isVersion = said !== undefined && versions.isValid(said);
  const requested = isVersion ? undefined : (said ?? locked.requested);
  const digests = readDigests(hashes);
  return {
    ...(name === undefined ? {} : { ecosystem: 'pypi' as const }),
    name: name ?? locked.name,
    ...(isVersion ? { version: said } : {}),
    ...(requested === undefined || requested === '' ? {} : { requested }),
    source,
    scope,
    ...(digests === undefined ? {} : { digests }),
    ...(line === undefined ? {} : { line }),
  };
}

/** A release has a file for each platform: only where there is but one is its digest the component's. */
function readDigests(hashes: readonly unknown[]): Digests | undefined {
  const [hash, second] = hashes;
  if (typeof hash !== 'string' || second !== undefined) return undefined;
  const colon = hash.indexOf(':');
  const algorithm = DIGEST_ALGORITHMS.find((known) => known === hash.slice(0, Math.max(0, colon)));
  const digest = algorithm === undefined ? undefined : parseHexDigest(algorithm, hash.slice(colon + 1));
  return algorithm === undefined || digest === undefined ? undefined : { [algorithm]: digest };
}
