// A crate's archive that is to be published: one folder that every cargo unpacks alike, and what the Cargo.toml in it says.

import { GatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import { field, isObject, objectField, stringField, type JsonObject } from '../../formats/json.ts';
import { readTarGz } from '../../formats/archive/read-tar-gz.ts';
import {
  invalidCrate,
  placeOf,
  shown,
  type CrateDependency,
  type CrateFacts,
  type OwnAddresses,
} from './crate-facts.ts';
import { readToml } from './read-toml.ts';
import { writeRequirement } from './requirement.ts';
import { assertNames, readFeatures, texts } from './sent-crate.ts';

export interface PackagedCrate {
  readonly facts: CrateFacts;
  /** The `[package]` of its Cargo.toml. */
  readonly words: JsonObject;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Throws `invalid-archive`, `too-large` for what is no crate, and `invalid-request` for a Cargo.toml that is not the one that
 * cargo writes into a crate.
 */
export async function readPackagedCrate(
  archive: Uint8Array,
  { name, version }: Pick<CrateFacts, 'name' | 'version'>,
  own: OwnAddresses,
  { isOld = false }: { readonly isOld?: boolean } = {},
): Promise<PackagedCrate> {
  const what = `${name} ${version}`;
  const folder = `${name}-${version}`;
  const manifest = `${folder}/Cargo.toml`;
  const { entries, taken } = await readTarGz(archive, what, (path) => path === manifest);
  const stray = entries.find(({ path }) => !`${path.replace(/\/$/, '')}/`.startsWith(`${folder}/`));
  if (stray !== undefined) {
    throw invalidArchive(what, `found ${shown(stray.path)}, expected everything below ${folder}/`);
  }
  // Cargo marks a folder that it unpacked by this file, and trusts it.
  if (entries.some(({ path }) => path.toLowerCase() === `${folder}/.cargo-ok`.toLowerCase())) {
    throw invalidArchive(what, 'found .cargo-ok, which is cargo’s own');
  }
  const bytes = taken.get(manifest);
  // Cargo has written it since 2015.
  const hasOriginal =
    isOld || entries.some(({ path, kind }) => kind === 'file' && path === `${folder}/Cargo.toml.orig`);
  if (bytes === undefined || !hasOriginal) {
    throw invalidArchive(
      what,
      `found no ${bytes === undefined ? 'Cargo.toml' : 'Cargo.toml.orig'} in ${folder}/, expected what "cargo package" writes`,
    );
  }
  return readManifest(decode(bytes, what), what, own);
}

function decode(bytes: Uint8Array, what: string): string {
  try {
    return UTF8.decode(bytes);
  } catch (cause) {
    throw new GatehouseError('invalid-archive', `Cannot publish ${what}: its Cargo.toml is no UTF-8`, {
      cause,
    });
  }
}

function readManifest(text: string, what: string, own: OwnAddresses): PackagedCrate {
  const document = readToml(text, `the Cargo.toml of ${what}`);
  const words = objectField(document, 'package') ?? objectField(document, 'project');
  if (words === undefined) throw invalidCrate(what, 'its Cargo.toml has no [package]');
  const forbids = field(words, 'publish');
  if (forbids === false || (Array.isArray(forbids) && forbids.length === 0)) {
    throw invalidCrate(what, 'its Cargo.toml says publish = false');
  }
  const rustVersion = stringField(words, 'rust-version') ?? stringField(words, 'rust_version');
  const facts = {
    name: stringField(words, 'name') ?? '',
    version: stringField(words, 'version') ?? '',
    dependencies: [
      ...dependenciesOf(document, undefined, { what, own }),
      ...Object.entries(objectField(document, 'target') ?? {}).flatMap(([target, table]) =>
        isObject(table) ? dependenciesOf(table, target, { what, own }) : [],
      ),
    ],
    features: readFeatures(objectField(document, 'features') ?? {}, what),
    ...given('links', stringField(words, 'links')),
    ...given('rustVersion', rustVersion),
  };
  return { facts, words };
}

interface Reading {
  readonly what: string;
  readonly own: OwnAddresses;
}

/** The old spellings count too, as cargo counts them. */
const TABLES = [
  ['dependencies', 'normal'],
  ['dev-dependencies', 'dev'],
  ['dev_dependencies', 'dev'],
  ['build-dependencies', 'build'],
  ['build_dependencies', 'build'],
] as const;

function dependenciesOf(
  table: JsonObject,
  target: string | undefined,
  reading: Reading,
): readonly CrateDependency[] {
  return TABLES.flatMap(([key, kind]) =>
    Object.entries(objectField(table, key) ?? {}).map(([name, value]) => ({
      ...readDependency(name, value, reading),
      ...given('target', target),
      kind,
    })),
  );
}

/** Words that make a dependency something else than a crate of a registry; cargo strips them, or refuses. */
const FOREIGN = ['git', 'path', 'workspace', 'base', 'artifact'];

function readDependency(
  name: string,
  value: unknown,
  { what, own }: Reading,
): Omit<CrateDependency, 'target' | 'kind'> {
  const words = typeof value === 'string' ? { version: value } : value;
  if (!isObject(words))
    throw invalidCrate(what, `its Cargo.toml has the dependency ${name} as ${shown(value)}`);
  const foreign = FOREIGN.find((key) => Object.hasOwn(words, key));
  if (foreign !== undefined) {
    throw invalidCrate(what, `its dependency ${name} is by ${foreign}, expected a version of a registry`);
  }
  const requirement = writeRequirement(stringField(words, 'version') ?? '*');
  if (requirement === undefined) {
    throw invalidCrate(what, `its dependency ${name} asks for ${shown(field(words, 'version'))}`);
  }
  if (stringField(words, 'registry') !== undefined) {
    // A name that only its publisher's configuration gives an address.
    throw invalidCrate(what, `its dependency ${name} names a registry by a name, expected its address`);
  }
  const real = stringField(words, 'package') ?? name;
  assertNames([real, name], what);
  const address = stringField(words, 'registry-index');
  return {
    name,
    ...(real === name ? {} : { package: real }),
    requirement,
    features: texts(field(words, 'features') ?? [], what),
    isOptional: field(words, 'optional') === true,
    hasDefaultFeatures: (field(words, 'default-features') ?? field(words, 'default_features')) !== false,
    from: address === undefined ? 'default' : placeOf(address, own, `${what} (${name})`),
  };
}

function invalidArchive(what: string, found: string): GatehouseError {
  return new GatehouseError('invalid-archive', `Cannot publish ${what}: ${found}`);
}
