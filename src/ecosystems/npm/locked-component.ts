// A component as the lock files of npm's clients describe one.

import type { Component, ComponentScope } from '../../kernel/component-graph.ts';
import { parseIntegrity, parseHexDigest, type Digests } from '../../kernel/digest.ts';
import { findName } from './name.ts';
import { versions } from './version.ts';

/** What a lock file says about one package. */
export interface LockedPackage {
  /** The package's own name, where an alias stands for it. */
  readonly name: string;
  readonly version: string | undefined;
  /** Where its archive comes from: an address, or a client's own spelling of one. */
  readonly resolved?: string | undefined;
  readonly integrity?: string | undefined;
  readonly licence?: string | undefined;
  readonly scope: ComponentScope;
  readonly line?: number | undefined;
}

/** Spellings of code that comes from no registry. Archives at `http(s):` addresses are a registry's, or a copy of it. */
const ELSEWHERE = /^(?:git[+:@]|github:|gitlab:|bitbucket:|gist:|file:|link:|portal:|ssh:)|\.git(?:#|$)/i;

/** The component. A version that is none (an address, a range) is left open, and its words kept. */
export function lockedComponent(locked: LockedPackage): Component {
  const { version, resolved, scope, licence, line } = locked;
  const name = findName(locked.name);
  const isElsewhere = ELSEWHERE.test(resolved ?? '') || (version !== undefined && ELSEWHERE.test(version));
  const digests = readDigests(locked.integrity);
  return {
    ...(name === undefined ? {} : { ecosystem: 'npm' as const }),
    name: name ?? locked.name,
    ...(version === undefined ? {} : versions.isValid(version) ? { version } : { requested: version }),
    source: isElsewhere ? 'elsewhere' : 'registry',
    scope,
    ...(Object.keys(digests).length === 0 ? {} : { digests }),
    ...(licence === undefined ? {} : { licence }),
    ...(line === undefined ? {} : { line }),
  };
}

/** Subresource Integrity, or (Yarn 1) the SHA-1 behind the address. */
function readDigests(integrity: string | undefined): Digests {
  if (integrity === undefined) return {};
  const sha1 = parseHexDigest('sha1', integrity);
  return sha1 === undefined ? parseIntegrity(integrity) : { sha1 };
}
