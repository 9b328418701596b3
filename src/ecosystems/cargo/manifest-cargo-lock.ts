// Cargo.lock as a graph of components, versions 1 to 4. It holds what any feature, target or test of the workspace might
// take, and does not say which: it is more than what is built. What is for development alone, only Cargo.toml says.

import type { Component, ComponentGraph, GraphGap } from '../../kernel/component-graph.ts';
import { parseHexDigest } from '../../kernel/digest.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import {
  arrayField,
  field,
  isObject,
  kindOf,
  objectField,
  stringField,
  type JsonObject,
} from '../../formats/json.ts';
import type { ManifestFormat } from '../adapter-manifest.ts';
import { foldName } from './cargo-manifest.ts';
import { connectLocked, type LockedCrate } from './locked-crate.ts';
import { findWorkspaceFiles, readWorkspace } from './cargo-workspace.ts';
import { names } from './name.ts';
import { readToml } from './read-toml.ts';
import { scopesOfWorkspace } from './workspace-scopes.ts';
import { versions } from './version.ts';

const WHAT = 'Cargo.lock';
const NEWEST = 4;
/** Copies of a registry on this machine have words of their own; what is neither comes from a repository. */
const REGISTRY = /^(?:registry|sparse|local-registry|directory)\+/;

export const cargoLock: ManifestFormat = {
  id: WHAT,
  isNamed: (fileName) => fileName === WHAT,
  companions: findWorkspaceFiles,
  read: readCargoLock,
};

function readCargoLock(text: string, companions: ReadonlyMap<string, string>): ComponentGraph {
  const document = readToml(text, WHAT);
  const metadata = objectField(document, 'metadata') ?? {};
  const version = versionOf(document, metadata);
  const crates = readCrates(document, metadata, text);
  const gaps: GraphGap[] = [];
  const needs = connectLocked(crates, gaps);
  const workspace = readWorkspace(companions);
  gaps.push(...workspace.gaps);
  // A folder in the place of a registry's crate is no project of its own.
  const isProject = ({ source, name }: LockedCrate) =>
    source === undefined && !workspace.patched.has(foldName(name));
  const roots = crates.flatMap((crate, at) => (isProject(crate) ? [at] : []));
  const scopes = scopesOfWorkspace(crates, needs, roots, workspace.manifests);
  const components = crates.map((crate, at): Component => ({
    ...toComponent(crate),
    source: isProject(crate) ? 'project' : REGISTRY.test(crate.source ?? '') ? 'registry' : 'elsewhere',
    scope: scopes[at] ?? 'unknown',
  }));
  return { format: `${WHAT} ${version}`, components, roots, needs, gaps };
}

/** The first two versions do not say which they are; the first has its checksums in a table of their own. */
function versionOf(document: JsonObject, metadata: JsonObject): number {
  const version = field(document, 'version');
  if (version === undefined) return Object.keys(metadata).some((key) => key.startsWith(CHECKSUM)) ? 1 : 2;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    const found = typeof version === 'number' ? String(version) : kindOf(version);
    throw new GatehouseError(
      'invalid-document',
      `Cannot read ${WHAT}: found ${found} as its version, expected 1 to ${NEWEST}`,
    );
  }
  if (version <= NEWEST) return version;
  throw new GatehouseError(
    'unsupported',
    `Cannot read ${WHAT}: found version ${version}, expected at most ${NEWEST}`,
  );
}

const CHECKSUM = 'checksum ';

function readCrates(document: JsonObject, metadata: JsonObject, text: string): readonly LockedCrate[] {
  const listed = field(document, 'package') ?? [];
  if (!Array.isArray(listed)) throw invalid(`${kindOf(listed)} as "package"`, 'a list of tables');
  // Before 2017 the project itself stood apart.
  const root = field(document, 'root');
  const rootLines = root === undefined ? [] : linesOf(text, ROOT_HEADER, 1);
  const lines = linesOf(text, PACKAGE_HEADER, listed.length);
  const seen = new Set<string>();
  const crates = [
    ...(root === undefined ? [] : [{ table: root, line: rootLines[0] }]),
    ...listed.map((table: unknown, at) => ({ table, line: lines[at] })),
  ].map(({ table, line }, at) => readCrate(table, line, at));
  return crates.map((crate) => {
    const id = `${crate.name} ${crate.version}${crate.source === undefined ? '' : ` (${crate.source})`}`;
    if (seen.has(id)) throw invalid(`${shown(id)} a second time${atLine(crate.line)}`, 'each package once');
    seen.add(id);
    const checksum = crate.checksum ?? stringField(metadata, CHECKSUM + id);
    return checksum === undefined ? crate : { ...crate, checksum };
  });
}

function readCrate(table: unknown, line: number | undefined, at: number): LockedCrate {
  const place = line === undefined ? ` for package ${at + 1}` : atLine(line);
  if (!isObject(table)) throw invalid(`${kindOf(table)}${place}`, 'a table');
  const name = stringField(table, 'name') ?? '';
  const version = stringField(table, 'version') ?? '';
  if (name === '' || version === '') {
    throw invalid(`no ${name === '' ? 'name' : 'version'}${place}`, 'name and version of a package');
  }
  const dependencies = field(table, 'dependencies') ?? [];
  if (!Array.isArray(dependencies) || !dependencies.every((one) => typeof one === 'string')) {
    throw invalid(`dependencies that are no list of texts${place}`, '["name version"]');
  }
  const source = stringField(table, 'source');
  const checksum = stringField(table, 'checksum');
  // What `[replace]` puts in a package's place is reached through it.
  const replacement = stringField(table, 'replace');
  return {
    name,
    version,
    asks: [
      ...(arrayField(table, 'dependencies') as string[]),
      ...(replacement === undefined ? [] : [replacement]),
    ],
    ...(source === undefined ? {} : { source }),
    ...(checksum === undefined ? {} : { checksum }),
    ...(line === undefined ? {} : { line }),
  };
}

const PACKAGE_HEADER = /^[ \t]*\[\[[ \t]*package[ \t]*\]\]/;
const ROOT_HEADER = /^[ \t]*\[[ \t]*root[ \t]*\]/;

/** The lines of `count` tables; none where the document is written in a way that a look at its lines may mistake. */
function linesOf(text: string, header: RegExp, count: number): readonly number[] {
  if (/"{3}|'{3}/.test(text)) return [];
  const lines = text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .flatMap((line, at) => (header.test(line) ? [at + 1] : []));
  return lines.length === count ? lines : [];
}

function toComponent({ name, version, checksum, line }: LockedCrate): Omit<Component, 'source' | 'scope'> {
  const known = findName(name);
  const sha256 = checksum === undefined ? undefined : parseHexDigest('sha256', checksum);
  return {
    ...(known === undefined ? {} : { ecosystem: 'cargo' as const }),
    name: known ?? name,
    ...(versions.isValid(version) ? { version } : { requested: version }),
    ...(sha256 === undefined ? {} : { digests: { sha256 } }),
    ...(line === undefined ? {} : { line }),
  };
}

function findName(raw: string): string | undefined {
  try {
    return names.parse(raw);
  } catch {
    // A name that Cargo cannot have: it is told as unknown.
    return undefined;
  }
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 200));
}

function atLine(line: number | undefined): string {
  return line === undefined ? '' : ` at line ${line}`;
}

function invalid(found: string, expected: string): GatehouseError {
  return new GatehouseError('invalid-document', `Cannot read ${WHAT}: found ${found}, expected ${expected}`);
}
