// What `cargo publish` sends (The Cargo Book, "Registry Web API", Publish): a length and JSON, a length and the archive.

import { GatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import {
  arrayField,
  field,
  isObject,
  objectField,
  parseJsonObject,
  stringField,
  type JsonObject,
} from '../../formats/json.ts';
import {
  invalidCrate,
  placeOf,
  shown,
  type CrateDependency,
  type CrateFacts,
  type OwnAddresses,
} from './crate-facts.ts';
import { writeRequirement } from './requirement.ts';

export interface SentCrate {
  readonly metadata: JsonObject;
  readonly archive: Uint8Array;
}

const JSON_LIMITS = { maxBytes: 8 << 20, maxDepth: 32 };
const LENGTH_BYTES = 4;
const NAME = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/;
/** As Cargo takes them (The Cargo Book, "Features"). */
const FEATURE = /^[\p{XID_Start}_0-9][\p{XID_Continue}+.-]{0,63}$/u;
const KINDS = ['normal', 'dev', 'build'] as const;

/** The two parts of a body, which is them and nothing else. Throws `invalid-request`, `invalid-document`, `too-large`. */
export function parseSentCrate(body: Uint8Array): SentCrate {
  const [json, afterJson] = takePart(body, 0, 'its metadata');
  const [archive, end] = takePart(body, afterJson, 'the crate');
  if (end !== body.byteLength) {
    throw invalidBody(`found ${body.byteLength - end} more bytes after the crate`);
  }
  return { metadata: parseJsonObject(json, 'the metadata of the crate', JSON_LIMITS), archive };
}

function takePart(body: Uint8Array, at: number, what: string): readonly [Uint8Array, number] {
  if (body.byteLength - at < LENGTH_BYTES) throw invalidBody(`it ends before the length of ${what}`);
  const length = new DataView(body.buffer, body.byteOffset, body.byteLength).getUint32(at, true);
  const start = at + LENGTH_BYTES;
  if (length === 0 || length > body.byteLength - start) {
    throw invalidBody(`${what} has ${length} bytes, and ${body.byteLength - start} are there`);
  }
  return [body.subarray(start, start + length), start + length];
}

/** The facts that were sent. Throws `invalid-request` for fields that are not what Cargo sends. */
export function readSentFacts(metadata: JsonObject, own: OwnAddresses): CrateFacts {
  const name = text(metadata, 'name', 'the crate');
  const version = text(metadata, 'vers', name);
  const what = `${name} ${version}`;
  return {
    name,
    version,
    dependencies: arrayField(metadata, 'deps').map((one) => readDependency(one, own, what)),
    features: readFeatures(objectField(metadata, 'features') ?? {}, what),
    ...given('links', stringField(metadata, 'links')),
    ...given('rustVersion', stringField(metadata, 'rust_version')),
  };
}

/** `Record` of lists of texts; prototypes take no part. Throws `invalid-request`. */
export function readFeatures(table: JsonObject, what: string): CrateFacts['features'] {
  const entries = Object.entries(table).map(([name, enables]) => {
    if (FEATURE.test(name)) return [name, texts(enables, what)] as const;
    throw invalidCrate(
      what,
      `found the feature ${shown(name)}, expected letters, digits, "_", "-", "+", "."`,
    );
  });
  return Object.fromEntries(entries);
}

/** Throws `invalid-request` for anything else than a list of texts. */
export function texts(value: unknown, what: string): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [undefined];
  if (list.every((one) => typeof one === 'string')) return list;
  throw invalidCrate(what, `found ${shown(value)}, expected a list of texts`);
}

function readDependency(value: unknown, own: OwnAddresses, what: string): CrateDependency {
  if (!isObject(value)) throw invalidCrate(what, `found the dependency ${shown(value)}`);
  const real = text(value, 'name', what);
  const called = stringField(value, 'explicit_name_in_toml') ?? real;
  assertNames([real, called], what);
  const requirement = writeRequirement(stringField(value, 'version_req') ?? '');
  if (requirement === undefined) {
    throw invalidCrate(what, `its dependency ${called} asks for ${shown(field(value, 'version_req'))}`);
  }
  const kind = KINDS.find((one) => one === (field(value, 'kind') ?? 'normal'));
  if (kind === undefined)
    throw invalidCrate(what, `its dependency ${called} is of kind ${shown(field(value, 'kind'))}`);
  const registry = stringField(value, 'registry');
  return {
    name: called,
    ...(called === real ? {} : { package: real }),
    requirement,
    features: texts(field(value, 'features') ?? [], what),
    isOptional: field(value, 'optional') === true,
    hasDefaultFeatures: field(value, 'default_features') !== false,
    ...given('target', stringField(value, 'target')),
    kind,
    from: registry === undefined ? 'here' : placeOf(registry, own, `${what} (${called})`),
  };
}

/** Throws `invalid-name` for what no crate can be called. */
export function assertNames(all: readonly string[], what: string): void {
  const bad = all.find((one) => !NAME.test(one));
  if (bad === undefined) return;
  throw new GatehouseError(
    'invalid-name',
    `Cannot publish ${what}: found the dependency ${shown(bad)}, which no crate can be called`,
  );
}

function text(object: JsonObject, name: string, what: string): string {
  const value = stringField(object, name);
  if (value !== undefined && value !== '') return value;
  throw invalidCrate(what, `its field ${name} is ${shown(field(object, name))}, expected a text`);
}

function invalidBody(found: string): GatehouseError {
  return new GatehouseError(
    'invalid-request',
    `Cannot publish: ${found}, expected what "cargo publish" sends`,
  );
}
