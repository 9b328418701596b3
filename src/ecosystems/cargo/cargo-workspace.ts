// The Cargo.toml files beside a Cargo.lock: which there may be, and what they say together.

import type { GraphGap } from '../../kernel/component-graph.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import type { JsonObject } from '../../formats/json.ts';
import { readCargoManifest, readSharedDependencies, type CargoManifest } from './cargo-manifest.ts';

const FILE = 'Cargo.toml';
/** Of files to ask for: a workspace has hundreds of packages at the most. */
const MOST_FILES = 2_000;

export interface CargoWorkspace {
  /** By the folded name of the package. */
  readonly manifests: ReadonlyMap<string, CargoManifest>;
  /** Folded names of crates whose place a folder takes. */
  readonly patched: ReadonlySet<string>;
  readonly gaps: readonly GraphGap[];
}

/** The files to look at: the workspace's own, then those of the folders that they name. */
export function findWorkspaceFiles(lock: string, found: ReadonlyMap<string, string>): readonly string[] {
  const files = new Set([FILE]);
  const projects = projectNames(lock);
  for (const [path, text] of found) {
    const manifest = attempt(() => readCargoManifest(text));
    if (typeof manifest === 'string') continue;
    const base = path.slice(0, -FILE.length);
    for (const folder of new Set(manifest.folders)) {
      if (files.size >= MOST_FILES) break;
      for (const one of spellFolders(folder, projects)) {
        const place = joinFolders(base, one);
        if (place !== undefined && files.size < MOST_FILES) files.add(`${place}${FILE}`);
      }
    }
  }
  return [...files];
}

/** Reads those that were found. One that cannot be read is a gap: the lock file says what there is without it. */
export function readWorkspace(found: ReadonlyMap<string, string>): CargoWorkspace {
  const top = found.get(FILE);
  const shared = top === undefined ? undefined : attempt(() => readSharedDependencies(top));
  const manifests = new Map<string, CargoManifest>();
  const patched = new Set<string>();
  const gaps: GraphGap[] = [];
  for (const [path, text] of found) {
    const manifest = attempt(() => readCargoManifest(text, typeof shared === 'string' ? undefined : shared));
    if (typeof manifest === 'string') {
      gaps.push({ message: `Cannot tell what is for development by ${path.slice(0, 200)}: ${manifest}` });
      continue;
    }
    if (manifest.name !== undefined) manifests.set(manifest.name, manifest);
    // Only the workspace's own file decides what takes the place of what.
    if (path === FILE) for (const name of manifest.patched) patched.add(name);
  }
  return { manifests, patched, gaps };
}

/** What `read` answers, or why it could not. */
function attempt<T extends CargoManifest | JsonObject | undefined>(read: () => T): T | string {
  try {
    return read();
  } catch (error) {
    if (isGatehouseError(error)) return error.message;
    throw error;
  }
}

/**
 * Members may be written `crates/*`. Which folders there are cannot be asked, but packages mostly lie in one that is named
 * like them, with or without what the packages' names begin with. One that does not stays unread, its scopes unknown.
 */
function spellFolders(folder: string, projects: readonly string[]): readonly string[] {
  if (!folder.includes('*')) return [folder];
  if (folder.indexOf('*') !== folder.length - 1 || /[?[\]]/.test(folder)) return [];
  const before = folder.slice(0, -1);
  return projects.flatMap((name) => endingsOf(name).map((ending) => before + ending));
}

/** Names of the packages without a source, by a look at the lines; there is no need to be exact. */
function projectNames(lock: string): readonly string[] {
  return lock
    .split('[[package]]')
    .filter((block) => !/^source\s*=/m.test(block))
    .flatMap((block) => /^name\s*=\s*"([A-Za-z0-9_-]{1,64})"/m.exec(block)?.[1] ?? []);
}

function endingsOf(name: string): readonly string[] {
  const parts = name.split(/(?<=[-_])/);
  return parts.map((_, at) => parts.slice(at).join(''));
}

/** `crates/a/` and `../b` -> `crates/b/`; undefined for what is no path within a folder tree. */
function joinFolders(base: string, folder: string): string | undefined {
  if (folder.startsWith('/') || /[\\:\0]/.test(folder) || folder.length > 1_000) return undefined;
  const parts: string[] = [];
  for (const part of `${base}${folder}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.length === 0 ? '' : `${parts.join('/')}/`;
}
