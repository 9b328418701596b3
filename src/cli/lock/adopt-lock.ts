// A lock file made elsewhere, rewritten so that everything in it comes through the gate. Digests stay as they are.

import type { LockEntry } from '../../ecosystems/adapter-lockfile.ts';
import type { Adapter } from '../../ecosystems/adapter.ts';
import { leadsToGate } from '../gate-address.ts';
import { hasAddress, type LockFile } from './read-lock.ts';

/** An entry that keeps an address, and where. */
export interface AddressedEntry {
  readonly name: string;
  readonly version: string;
  readonly line: number;
  readonly url: string;
}

export interface RewrittenLock {
  readonly text: string;
  readonly rewritten: readonly AddressedEntry[];
  /** Entries that already led to where they are to lead. */
  readonly keptCount: number;
  /** Entries that could not be rewritten: they lead to no registry (a repository of source code, a plain archive), or nothing is known of them. */
  readonly left: readonly AddressedEntry[];
  /** Detours (places that the client would turn to by itself) that were taken out. */
  readonly closedCount: number;
}

/** Throws `invalid-document` with the line. */
export function adoptLock({ adapter, format, text }: LockFile, gateUrl: string): RewrittenLock {
  const before = format.detours?.(text).length ?? 0;
  const closed = format.closeDetours?.(text) ?? text;
  const open = format.detours?.(closed) ?? [];
  const done = rewriteLock(
    { format, text: closed },
    (entry) => {
      if (leadsToGate(entry.url, gateUrl)) return 'keep';
      return entry.leadsTo === 'index' ? gateIndexOf(adapter, gateUrl) : gateFileOf(adapter, entry, gateUrl);
    },
    `${gateUrl}/${adapter.id}`,
  );
  const left = [...done.left, ...open.map(({ name, version, line, url }) => ({ name, version, line, url }))];
  return { ...done, left, closedCount: before - open.length };
}

/**
 * Rewrites what `choose` answers an address for; `keep`: is right already; undefined: cannot be rewritten. `registryUrl`: what
 * the file's readers are configured with, where that is known.
 */
export function rewriteLock(
  { format, text }: Pick<LockFile, 'format' | 'text'>,
  choose: (entry: LockEntry & { readonly url: string }) => string | undefined,
  registryUrl?: string,
): RewrittenLock {
  const rewritten: AddressedEntry[] = [];
  const left: AddressedEntry[] = [];
  let keptCount = 0;
  const rewrite = (entry: LockEntry): string | undefined => {
    if (!hasAddress(entry)) return undefined;
    const chosen = choose(entry);
    if (chosen === 'keep' || chosen === entry.url) keptCount++;
    else (chosen === undefined ? left : rewritten).push(describeEntry(entry));
    return chosen === 'keep' ? undefined : chosen;
  };
  const edited = format.rewrite(text, rewrite, registryUrl);
  return { text: edited, rewritten, keptCount, left, closedCount: 0 };
}

export function describeEntry({
  name,
  version,
  line,
  url,
}: LockEntry & { readonly url: string }): AddressedEntry {
  return { name, version, line, url };
}

/** The index as the clients are told it: they compare it with what the lock file says. */
function gateIndexOf(adapter: Adapter, gateUrl: string): string | undefined {
  return adapter.clients
    .map((recipe) => recipe.currentRegistry(recipe.edit(undefined, { gateUrl })))
    .find((address) => address !== undefined);
}

/** Where the gate serves the file; undefined for one that no registry serves. */
export function gateFileOf(
  adapter: Adapter,
  entry: LockEntry & { readonly url: string },
  gateUrl: string,
): string | undefined {
  const { file, name, version, url } = entry;
  if (file === undefined || !/^https?:\/\//i.test(url)) return undefined;
  // npm's formats name the file of every entry, also of one that leads to an archive outside of any registry.
  if (adapter.id === 'npm' && lastPart(url) !== file) return undefined;
  return `${gateUrl}/${adapter.id}${adapter.artifacts.pathOf(name, version, file)}`;
}

function lastPart(url: string): string {
  const { pathname } = new URL(url);
  const part = pathname.slice(pathname.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(part);
  } catch {
    // A broken escape names no file.
    return '';
  }
}
