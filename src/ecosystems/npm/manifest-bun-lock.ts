// bun.lock as a graph of components, versions 0 to 2 (bun.com/docs, "Lockfile"): JSON with comments. A package is a tuple
// whose first item says what it is; its key is where it lies, name by name: `debug/ms` is what debug alone sees.

import type { Component, GraphGap } from '../../kernel/component-graph.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import {
  arrayField,
  field,
  isObject,
  objectField,
  stringField,
  type JsonObject,
} from '../../formats/json.ts';
import { readJsonObjectText, type JsonText } from '../../formats/json-text.ts';
import type { ManifestFormat, ManifestReading } from '../adapter-manifest.ts';
import { connectGraph, type GraphAsk, type LinkedComponent } from './connect-graph.ts';
import { lockedComponent } from './locked-component.ts';
import { joinFolder, nameOfFolder, projectComponent } from './project-path.ts';
import { versions } from './version.ts';

const WHAT = 'bun.lock';
const NEWEST = 2;
const MAX_KEY = 4_096;

export const bunLock: ManifestFormat = {
  id: WHAT,
  isNamed: (fileName) => fileName === WHAT,
  read: readBunLock,
};

function readBunLock(text: string): ManifestReading {
  const { value, lineOf } = readJsonObjectText(text, { what: WHAT, relaxed: true });
  const version = readVersion(value);
  const places = new Places();
  const projects = readProjects(value, lineOf);
  const byFolder = new Map(projects.map(({ folder }, at) => [folder, at]));
  const waiting: Waiting[] = [...projects];
  for (const [key, tuple] of Object.entries(objectField(value, 'packages') ?? {})) {
    assertTuple(key, tuple);
    const spec = splitSpec(tuple[0]);
    const project = byFolder.get(spec.folder ?? '\0');
    places.set(key, project ?? waiting.length);
    if (project === undefined) waiting.push({ key, ...readPackage(spec, tuple, lineOf(tuple)) });
  }
  const gaps: GraphGap[] = [];
  const linked = waiting.map((one) => link(one, places.seenFrom(one.key), gaps));
  return connectGraph({
    format: `${WHAT} ${version}`,
    linked,
    gaps,
    folders: projects.flatMap(({ folder }) => folder ?? []),
  });
}

function readVersion(document: JsonObject): number {
  const version = field(document, 'lockfileVersion');
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 0) {
    throw new GatehouseError(
      'invalid-document',
      `Cannot read ${WHAT}: found lockfileVersion ${JSON.stringify(version)?.slice(0, 50) ?? 'nowhere'}, expected 0 to ${NEWEST}`,
    );
  }
  if (version > NEWEST) {
    throw new GatehouseError(
      'unsupported',
      `Cannot read ${WHAT}: found lockfileVersion ${version}, expected at most ${NEWEST}`,
    );
  }
  return version;
}

/** A component before what it needs is known. */
interface Waiting {
  /** Where it lies: what it needs is searched from there. */
  readonly key: string;
  readonly component: Component;
  /** Undefined where the file does not say what it needs. */
  readonly manifest: JsonObject | undefined;
  readonly folder?: string;
}

function readProjects(document: JsonObject, lineOf: JsonText['lineOf']): readonly Waiting[] {
  const workspaces = objectField(document, 'workspaces') ?? {};
  return Object.entries(workspaces).flatMap(([path, manifest]) => {
    if (!isObject(manifest)) return [];
    const folder = joinFolder('', path);
    const name = stringField(manifest, 'name') ?? nameOfFolder(folder);
    const version = stringField(manifest, 'version');
    const line = lineOf(manifest);
    const component = projectComponent(name, {
      ...(version === undefined ? {} : { version }),
      ...(line === undefined ? {} : { line }),
    });
    // The project itself lies at the top, whatever its name.
    return [{ key: folder === '' ? '' : name, component, manifest, folder }];
  });
}

interface Spec {
  readonly name: string;
  readonly version: string;
  /** Of the workspace that it is. */
  readonly folder?: string;
}

/** `@scope/name@1.0.0`, `name@git+ssh://git@…`, `name@workspace:packages/name`, `name@root:` */
function splitSpec(text: string): Spec {
  const at = text.indexOf('@', 1);
  const name = at < 0 ? text : text.slice(0, at);
  const version = at < 0 ? '' : text.slice(at + 1);
  const [, kind, path = ''] = /^(workspace|root):(.*)$/s.exec(version) ?? [];
  return { name, version, ...(kind === undefined ? {} : { folder: joinFolder('', path) }) };
}

function assertTuple(key: string, tuple: unknown): asserts tuple is readonly [string, ...unknown[]] {
  const isTuple = Array.isArray(tuple) && typeof tuple[0] === 'string';
  if (isTuple && key.length <= MAX_KEY) return;
  const shown = JSON.stringify(key.slice(0, 200));
  const [found, expected] = isTuple
    ? [`a key of ${key.length} characters (${shown})`, `at most ${MAX_KEY}`]
    : [
        `${JSON.stringify(tuple)?.slice(0, 50)} for packages[${shown}]`,
        'a list that begins with "name@version"',
      ];
  throw new GatehouseError('invalid-document', `Cannot read ${WHAT}: found ${found}, expected ${expected}`);
}

/** An archive of a file, not a folder. */
const ARCHIVE = /\.(?:tgz|tar\.gz|tar)$/i;

function readPackage(
  { name, version }: Spec,
  tuple: readonly [string, ...unknown[]],
  line: number | undefined,
): Omit<Waiting, 'key'> {
  const manifest = tuple.find(isObject) ?? {};
  if (/^(?:link|workspace|file):/.test(version) && !ARCHIVE.test(version)) {
    const component = projectComponent(name, { requested: version, ...(line === undefined ? {} : { line }) });
    return { component, manifest: version.startsWith('file:') ? manifest : undefined };
  }
  const component = lockedComponent({
    name,
    version: version === '' ? undefined : version,
    integrity: tuple.slice(1).find(isIntegrity),
    scope: 'unknown',
    line,
  });
  return {
    component: versions.isValid(version) ? component : { ...component, source: 'elsewhere' },
    manifest,
  };
}

function isIntegrity(item: unknown): item is string {
  return typeof item === 'string' && /^sha\d+-/.test(item);
}

const NEEDED = ['dependencies', 'optionalDependencies', 'peerDependencies'] as const;

/** Packages that something sees, by name: those of its own first. */
type Sight = readonly ReadonlyMap<string, number>[];

function link({ component, manifest, folder }: Waiting, sight: Sight, gaps: GraphGap[]): LinkedComponent {
  if (manifest === undefined) return { component };
  const mayLack = new Set(
    ['optionalDependencies', 'peerDependencies'].flatMap((one) => namesIn(manifest, one)),
  );
  for (const name of arrayField(manifest, 'optionalPeers')) if (typeof name === 'string') mayLack.add(name);
  const find = ([name, range]: readonly [string, unknown]): readonly RangedNeed[] => {
    const found = sight.find((names) => names.has(name))?.get(name);
    if (found !== undefined) return [{ at: found, range: typeof range === 'string' ? range : undefined }];
    if (!mayLack.has(name)) gaps.push(missing(component, name));
    return [];
  };
  const needs = NEEDED.flatMap((one) => rangesIn(manifest, one)).flatMap(find);
  if (folder === undefined) {
    return { component, needs: needs.map(({ at }) => at), ranges: needs.map(({ range }) => range) };
  }
  const asks: readonly GraphAsk[] = [
    ...needs.map(({ at, range }) => ({ component: at, scope: 'runtime' as const, range })),
    ...rangesIn(manifest, 'devDependencies')
      .flatMap(find)
      .map(({ at, range }) => ({ component: at, scope: 'development' as const, range })),
  ];
  return { component, asks };
}

interface RangedNeed {
  readonly at: number;
  readonly range: string | undefined;
}

function rangesIn(manifest: JsonObject, name: string): readonly (readonly [string, unknown])[] {
  return Object.entries(objectField(manifest, name) ?? {});
}

function namesIn(manifest: JsonObject, name: string): readonly string[] {
  return Object.keys(objectField(manifest, name) ?? {});
}

function missing({ name, line }: Component, needed: string): GraphGap {
  return {
    message: `Cannot find what ${name === '' ? 'the project' : name} needs: found no ${needed} in ${WHAT}`,
    ...(line === undefined ? {} : { line }),
  };
}

/** Where packages lie. */
class Places {
  /** By the key below which they lie, then by name. */
  readonly #below = new Map<string, Map<string, number>>();

  set(key: string, position: number): void {
    const at = startOfName(key);
    const below = key.slice(0, Math.max(0, at - 1));
    const names = this.#below.get(below) ?? new Map<string, number>();
    this.#below.set(below, names);
    names.set(key.slice(at), position);
  }

  /** What lies below the key itself, then below those that it lies below. */
  seenFrom(key: string): Sight {
    const sight: ReadonlyMap<string, number>[] = [];
    for (let at = key; ; at = at.slice(0, Math.max(0, startOfName(at) - 1))) {
      const names = this.#below.get(at);
      if (names !== undefined) sight.push(names);
      if (at === '') return sight;
    }
  }
}

/** Of `debug/ms` 6, of `debug/@scope/ms` 6 as well: a scope's slash is part of the name. */
function startOfName(key: string): number {
  const last = key.lastIndexOf('/');
  if (last < 0) return 0;
  const before = key.lastIndexOf('/', last - 1);
  return key[before + 1] === '@' ? before + 1 : last + 1;
}
