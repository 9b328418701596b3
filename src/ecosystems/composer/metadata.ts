// The metadata document of a package (`p2/vendor/package.json`), read: its versions, each whole.

import { GatehouseError } from '../../kernel/errors.ts';
import type { PackageName } from '../../kernel/package-ref.ts';
import {
  field,
  isObject,
  kindOf,
  objectField,
  parseJsonObject,
  stringField,
  type JsonObject,
} from '../../formats/json.ts';
import { distFile, type Dist } from './dist-file.ts';
import { expandVersions, MINIFIED } from './minified.ts';

/** A metadata document. */
export interface Metadata {
  /** Every field beside `packages` and `minified`. */
  readonly rest: JsonObject;
  readonly releases: readonly Release[];
  /** Versions of which there is no archive: they stand in a repository of source code alone, or cannot be addressed. */
  readonly unservable: readonly string[];
}

/** One version of it. */
export interface Release {
  readonly version: string;
  /** Every field, as the upstream writes it. */
  readonly document: JsonObject;
  /** Absent for a metapackage, which has no files. */
  readonly dist?: Dist & { readonly file: string };
}

const LIMITS = { maxBytes: 256 * 1024 * 1024, maxDepth: 64 };
const METAPACKAGE = 'metapackage';

/** Reads a document. Throws `invalid-document` and `upstream-invalid` that name the place. */
export function readMetadata(bytes: Uint8Array, name: PackageName): Metadata {
  const { packages, minified, ...rest } = parseJsonObject(bytes, `the metadata of ${name}`, LIMITS);
  if (minified !== undefined && minified !== MINIFIED) {
    throw invalid(name, `minified as ${JSON.stringify(minified).slice(0, 40)}`, JSON.stringify(MINIFIED));
  }
  const listed = readList(packages, name);
  const versions = minified === undefined ? listed : expandVersions(listed);
  const found = new Map<string, Release | undefined>();
  for (const document of versions) {
    const version = stringField(document, 'version') ?? '';
    assertName(document, name, version);
    if (version !== '' && !found.has(version)) found.set(version, readRelease(document, version));
  }
  return {
    rest,
    releases: [...found.values()].filter((release) => release !== undefined),
    unservable: [...found].flatMap(([version, release]) => (release === undefined ? [version] : [])),
  };
}

/** The package's versions under its own name: a list, or (in older repositories) an object by version. */
function readList(packages: unknown, name: PackageName): readonly JsonObject[] {
  // PHP writes an empty object as an empty list.
  if (Array.isArray(packages) && packages.length === 0) return [];
  if (!isObject(packages)) throw invalid(name, `${kindOf(packages)} as packages`, 'an object');
  const own = field(packages, name);
  const list: unknown = isObject(own) ? Object.values(own) : (own ?? []);
  if (!Array.isArray(list)) throw invalid(name, `${kindOf(own)} as its versions`, 'a list');
  return list.map((version: unknown, at) => {
    if (isObject(version)) return version;
    throw invalid(name, `${kindOf(version)} as version ${at}`, 'an object');
  });
}

/** Composer goes by the name in each version, whatever package it was asked about: another one would come in unexamined. */
function assertName(document: JsonObject, name: PackageName, version: string): void {
  const own = field(document, 'name');
  if (own === undefined || (typeof own === 'string' && own.toLowerCase() === name)) return;
  const found = `${(JSON.stringify(own) ?? '').slice(0, 100)} as the name of version ${version.slice(0, 100)}`;
  throw invalid(name, found, name);
}

function readRelease(document: JsonObject, version: string): Release | undefined {
  const dist = readDist(document);
  if (dist === undefined) {
    return field(document, 'type') === METAPACKAGE ? { version, document } : undefined;
  }
  const file = distFile(version, dist);
  return file === undefined ? undefined : { version, document, dist: { ...dist, file } };
}

function readDist(document: JsonObject): Dist | undefined {
  const dist = objectField(document, 'dist');
  const url = stringField(dist ?? {}, 'url');
  const type = stringField(dist ?? {}, 'type');
  if (dist === undefined || url === undefined || type === undefined) return undefined;
  const reference = stringField(dist, 'reference');
  return { type, url, ...(reference === undefined ? {} : { reference }) };
}

function invalid(name: PackageName, found: string, expected: string): GatehouseError {
  return new GatehouseError(
    'upstream-invalid',
    `Cannot read the metadata of ${name}: found ${found}, expected ${expected}`,
  );
}
