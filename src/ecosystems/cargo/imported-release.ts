// A version that another Cargo registry had: its crate, and its line in the index there.

import { GatehouseError } from '../../kernel/errors.ts';
import { arrayField, isObject, stringField, type JsonObject } from '../../formats/json.ts';
import type { ImportedVersion, Release } from '../adapter-publish.ts';
import { DEFAULT_REGISTRY, registryKey, withoutScheme, type OwnAddresses } from './crate-facts.ts';
import { crateFile } from './download-address.ts';
import { writeLineWords } from './index-line.ts';
import { names } from './name.ts';
import { readPackagedCrate } from './packaged-crate.ts';
import { readPublishVersion, versionKey } from './publish-names.ts';

/** What whoever read the registry adds to a line: where that was served, where they know it. */
export const OWN_REGISTRY = 'own_registry';

/**
 * The index here is written from the Cargo.toml in the crate. Dependencies on the other registry are on this one from now on:
 * where its index says that they are its own. Crates from before there was a Cargo.toml.orig are taken. Throws
 * `invalid-request`, `invalid-version`, `invalid-archive`, `too-large`.
 */
export async function readImported({
  name,
  version,
  words,
  files,
  registryUrl,
}: ImportedVersion): Promise<Release> {
  const [file] = files;
  readPublishVersion(version, name);
  if (file === undefined || files.length > 1)
    throw invalid(`${name} ${version}`, `found ${files.length} files, expected one crate`);
  const spelt = stringField(words, 'name') ?? name;
  if (names.parse(spelt) !== name) throw invalid(`${name} ${version}`, `its line there is of ${spelt}`);
  const own = ownThere(words, registryUrl);
  const { facts } = await readPackagedCrate(file.bytes, { name: spelt, version }, own, { isOld: true });
  if (facts.name !== spelt || versionKey(facts.version) !== versionKey(version)) {
    throw invalid(
      `${name} ${version}`,
      `the Cargo.toml in its archive says ${facts.name} ${facts.version}`.slice(0, 300),
    );
  }
  return {
    name,
    spelt: facts.name,
    version: facts.version,
    words: writeLineWords(facts),
    files: [{ file: crateFile(name, facts.version), bytes: file.bytes }],
    warnings: [],
  };
}

/**
 * Where the registry was served, and every address that the index there does not say to be somebody else's. Without dependencies in
 * its line nothing more is known to be its own.
 */
function ownThere(words: JsonObject, registryUrl: string): OwnAddresses {
  const served = registryKey(stringField(words, OWN_REGISTRY) ?? registryUrl);
  const own = new Set([withoutScheme(registryUrl), served]);
  const dependencies = arrayField(words, 'deps').filter(isObject);
  const others = new Set(
    dependencies.flatMap((one) => {
      const registry = stringField(one, 'registry');
      return registry === undefined ? [] : [registryKey(registry)];
    }),
  );
  return {
    includes: (address) =>
      own.has(address) ||
      (dependencies.length > 0 && !others.has(address) && address !== withoutScheme(DEFAULT_REGISTRY)),
  };
}

function invalid(what: string, found: string): GatehouseError {
  return new GatehouseError('invalid-request', `Cannot move in ${what}: ${found}`);
}
