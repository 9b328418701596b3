// Reads a project: every manifest, lock file and bill of materials in its folder, each as a graph of components.

import type { ComponentGraph } from '../../kernel/component-graph.ts';
import { isGatehouseError, type ErrorCode } from '../../kernel/errors.ts';
import { isPathPattern, matchesPath } from '../../kernel/path-pattern.ts';
import type { ManifestFormat, ManifestReading, RegistryAsker } from '../../ecosystems/adapter-manifest.ts';
import type { VexDocument } from '../../formats/vex/vex-statement.ts';
import type { ProjectFolder } from '../ports.ts';

/** A file that was read. */
export interface ReadFile {
  readonly path: string;
  readonly graph: ComponentGraph;
  /** What it says of vulnerabilities of its own components. */
  readonly vex?: VexDocument;
}

/** A file that should have been, and could not: what is in it is unknown. */
export interface UnreadFile {
  readonly path: string;
  readonly code: ErrorCode;
  readonly message: string;
}

export interface Project {
  readonly files: readonly ReadFile[];
  readonly unread: readonly UnreadFile[];
}

/** How often a format may name further files that it wants to see; includes of includes need a few. */
const MAX_ROUNDS = 20;

/**
 * Reads all that `formats` know; a file that cannot be read is told, and the others are read all the same. `askerFor`:
 * whom a format may ask for what its file leaves open. Throws what the folder and the askers throw.
 */
export async function readProject(
  folder: ProjectFolder,
  formats: readonly ManifestFormat[],
  askerFor: (format: ManifestFormat) => RegistryAsker | undefined = () => undefined,
): Promise<Project> {
  const files: ReadFile[] = [];
  const unread: UnreadFile[] = [];
  const found = await findFiles(folder, formats, unread);
  const yielding = (one: Found) => one.format.yieldsTo !== undefined;
  const spokenFor = new Set<string>();
  // Those that yield come last: which of them is needless shows when the others are read.
  for (const { path, format } of [...found.filter((one) => !yielding(one)), ...found.filter(yielding)]) {
    const { base } = splitPath(path);
    if (format.yieldsTo?.some((id) => spokenFor.has(`${base}\n${id}`)) === true) continue;
    try {
      const reading = await readFile(folder, path, format, askerFor(format));
      if (reading === undefined) continue;
      const { speaksFor = [], vex, ...graph } = reading;
      files.push({ path, graph, ...(vex === undefined ? {} : { vex }) });
      for (const name of speaksFor) {
        const other = resolvePath(base, name);
        if (other !== undefined) spokenFor.add(`${other}\n${format.id}`);
      }
    } catch (error) {
      if (!isGatehouseError(error)) throw error;
      unread.push({ path, code: error.code, message: error.message });
    }
  }
  const order = new Map(found.map(({ path }, at) => [path, at]));
  const placeOf = ({ path }: { readonly path: string }): number => order.get(path) ?? order.size;
  const byPlace = (a: { readonly path: string }, b: { readonly path: string }): number =>
    placeOf(a) - placeOf(b);
  return { files: files.sort(byPlace), unread: unread.sort(byPlace) };
}

interface Found {
  readonly path: string;
  readonly format: ManifestFormat;
}

/** The files that a format claims, without those that another file of their folder makes needless. */
async function findFiles(
  folder: ProjectFolder,
  formats: readonly ManifestFormat[],
  unread: UnreadFile[],
): Promise<readonly Found[]> {
  const found: Found[] = [];
  const present = new Set<string>();
  const tell = (path: string, because: string): void => {
    unread.push({ path, code: 'not-allowed', message: `Cannot look into ${path}: ${because}` });
  };
  for await (const path of folder.paths(tell)) {
    const { base, name } = splitPath(path);
    const claiming = formats.filter((format) => format.isNamed(name, splitPath(base).name));
    const given = folder.isOneFile === true ? formats.filter((format) => format.mayBe?.(name)) : [];
    for (const format of claiming.length > 0 ? claiming : given) {
      found.push({ path, format });
      present.add(`${base}\n${format.id}`);
    }
  }
  return found.filter(({ path, format }) => {
    const { base } = splitPath(path);
    return format.yieldsTo?.some((id) => present.has(`${base}\n${id}`)) !== true;
  });
}

async function readFile(
  folder: ProjectFolder,
  path: string,
  format: ManifestFormat,
  ask: RegistryAsker | undefined,
): Promise<ManifestReading | undefined> {
  const text = await folder.read(path);
  if (text === undefined) return undefined;
  const companions = new Map<string, string>();
  const asked = new Set<string>();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const wanted = (format.companions?.(text, companions) ?? []).filter((name) => !asked.has(name));
    if (wanted.length === 0) break;
    for (const name of wanted) {
      asked.add(name);
      for (const [found, place] of await findCompanions(folder, splitPath(path).base, name)) {
        const beside = await folder.read(place);
        if (beside !== undefined) companions.set(found, beside);
      }
    }
  }
  if (ask === undefined || format.resolve === undefined) return format.read(text, companions);
  return format.resolve(text, companions, ask);
}

/** What is named, or what a pattern means below the folder: as it is called from there, with its place in the project. */
async function findCompanions(
  folder: ProjectFolder,
  base: string,
  name: string,
): Promise<readonly (readonly [name: string, place: string])[]> {
  const place = resolvePath(base, name);
  if (place === undefined) return [];
  if (!isPathPattern(name)) return [[name, place]];
  const below = base === '' ? '' : `${base}/`;
  const found: (readonly [string, string])[] = [];
  for await (const path of folder.paths(() => undefined)) {
    if (path.startsWith(below) && matchesPath(place, path)) found.push([path.slice(below.length), path]);
  }
  return found;
}

/** `packages/app/yarn.lock` -> `packages/app` and `yarn.lock`. */
function splitPath(path: string): { readonly base: string; readonly name: string } {
  const slash = path.lastIndexOf('/');
  return { base: path.slice(0, Math.max(0, slash)), name: path.slice(slash + 1) };
}

/** The path of what is named relative to a folder of the project; undefined for what lies outside of the project. */
function resolvePath(base: string, name: string): string | undefined {
  if (name.startsWith('/') || name.includes('\\') || name.includes('\0')) return undefined;
  const parts = base === '' ? [] : base.split('/');
  for (const part of name.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}
