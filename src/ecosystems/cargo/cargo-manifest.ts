// What a Cargo.toml asks for, and for what ("Specifying Dependencies", "Workspaces" in the Cargo book).

import {
  arrayField,
  field,
  isObject,
  objectField,
  stringField,
  type JsonObject,
} from '../../formats/json.ts';
import { readToml } from './read-toml.ts';

/** One Cargo.toml. Names of crates are folded (`foldName`). */
export interface CargoManifest {
  /** Absent for a workspace that is no package itself. */
  readonly name?: string;
  /** What is built into the package, or builds it: a build script's crates bring code that is delivered (`openssl-src`). */
  readonly runtime: ReadonlySet<string>;
  readonly development: ReadonlySet<string>;
  /** Crates whose place a folder takes (`[patch]`, `[replace]`). */
  readonly patched: ReadonlySet<string>;
  /** Folders of further packages as it spells them: dependencies by path, and members, which may end in `*`. */
  readonly folders: readonly string[];
}

const RUNTIME = ['dependencies', 'build-dependencies', 'build_dependencies'] as const;
const DEVELOPMENT = ['dev-dependencies', 'dev_dependencies'] as const;

/** Cargo takes `-` and `_`, and any case, for the same crate. */
export function foldName(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

/** Reads one; `workspace` has what the package may inherit. Throws `invalid-document` and `too-large`. */
export function readCargoManifest(text: string, workspace?: JsonObject): CargoManifest {
  const document = readToml(text, 'Cargo.toml');
  const shared = sharedDependencies(document) ?? workspace ?? {};
  const name = stringField(
    objectField(document, 'package') ?? objectField(document, 'project') ?? {},
    'name',
  );
  const tables = [document, ...objectsIn(objectField(document, 'target'))];
  const gather = (kinds: readonly string[]) =>
    new Set(tables.flatMap((table) => kinds.flatMap((kind) => cratesIn(objectField(table, kind), shared))));
  return {
    ...(name === undefined ? {} : { name: foldName(name) }),
    runtime: gather(RUNTIME),
    development: gather(DEVELOPMENT),
    patched: patchedByFolders(document),
    folders: [
      ...arrayField(objectField(document, 'workspace') ?? {}, 'members').filter(
        (one) => typeof one === 'string',
      ),
      ...tables.flatMap((table) =>
        [...RUNTIME, ...DEVELOPMENT].flatMap((kind) => pathsIn(objectField(table, kind))),
      ),
      ...pathsIn(sharedDependencies(document)),
    ],
  };
}

/** What the packages of a workspace may inherit (`[workspace.dependencies]`); undefined where there is none. */
export function readSharedDependencies(text: string): JsonObject | undefined {
  return sharedDependencies(readToml(text, 'Cargo.toml'));
}

function sharedDependencies(document: JsonObject): JsonObject | undefined {
  return objectField(objectField(document, 'workspace') ?? {}, 'dependencies');
}

function objectsIn(table: JsonObject | undefined): readonly JsonObject[] {
  return Object.values(table ?? {}).filter(isObject);
}

/** The crates behind the keys, which may be other names for them (`package = "…"`). */
function cratesIn(table: JsonObject | undefined, shared: JsonObject): readonly string[] {
  return Object.keys(table ?? {}).map((key) => {
    const own = objectField(table ?? {}, key);
    const from = field(own ?? {}, 'workspace') === true ? objectField(shared, key) : own;
    return foldName(stringField(from ?? {}, 'package') ?? key);
  });
}

function pathsIn(table: JsonObject | undefined): readonly string[] {
  return objectsIn(table).flatMap((one) => stringField(one, 'path') ?? []);
}

function patchedByFolders(document: JsonObject): ReadonlySet<string> {
  const tables = [...objectsIn(objectField(document, 'patch')), objectField(document, 'replace') ?? {}];
  return new Set(
    tables.flatMap((table) =>
      Object.entries(table).flatMap(([key, value]) => {
        if (!isObject(value) || stringField(value, 'path') === undefined) return [];
        // `[replace]` names a crate with its version.
        return foldName(stringField(value, 'package') ?? key.split(/[:@]/, 1)[0] ?? key);
      }),
    ),
  );
}
