// A version that another npm registry had: its tarball, and its entry in the packument there.

import valid from 'semver/functions/valid.js';

import { GatehouseError } from '../../kernel/errors.ts';
import { field, stringField, type JsonObject } from '../../formats/json.ts';
import type { ImportedVersion, Release } from '../adapter-publish.ts';
import { tarballName } from './manifest-facts.ts';
import { isTag, readPublishVersion } from './publish-names.ts';
import { confusions, openTarball } from './read-tarball.ts';

/** What a registry adds to a manifest, and what the house says itself. */
const OF_THE_REGISTRY = new Set([
  'dist',
  'deprecated',
  'maintainers',
  '_attachments',
  '_from',
  '_id',
  '_npmOperationalInternal',
  '_npmUser',
  '_resolved',
  '_shasum',
]);
/** What is taken from the tarball's own package.json where the two disagree. */
const DECIDING = [
  'dependencies',
  'optionalDependencies',
  'peerDependencies',
  'peerDependenciesMeta',
  'bundleDependencies',
  'bundledDependencies',
  'scripts',
];

/**
 * Names in old spellings are taken. Where the manifest there asks for other packages or scripts than the tarball, the tarball's
 * are served: that is what runs. Throws `invalid-request` for a tarball of another name or version, `invalid-version`,
 * `invalid-archive`, `too-large`.
 */
export async function readImported({ name, version, words, tags, files }: ImportedVersion): Promise<Release> {
  const what = `${name}@${version}`;
  readPublishVersion(version, name);
  const [file] = files;
  if (file === undefined || files.length > 1) {
    throw invalid(what, `found ${files.length} files, expected one tarball`);
  }
  const { packaged, hasInstallScript, fileCount, unpackedBytes } = await openTarball(file.bytes, what);
  assertOf(packaged, name, version);
  const confused = new Set(confusions(packaged, words).map(({ key }) => key));
  const decided = confused.size === 0 ? words : decidedBy(packaged, words);
  const manifest = { ...withoutRegistry(decided), name, version };
  return {
    name,
    spelt: name,
    version,
    words: { ...manifest, ...(hasInstallScript ? { hasInstallScript: true } : {}) },
    files: [
      {
        file: tarballName(name, version),
        bytes: file.bytes,
        words: { fileCount, unpackedSize: unpackedBytes },
      },
    ],
    tags: tags.filter(isTag),
    warnings: [
      ...[...confused].map(
        (key) => `its index there said other ${key} than its tarball; the tarball's are served`,
      ),
      ...tags.filter((tag) => !isTag(tag)).map((tag) => `its tag ${JSON.stringify(tag)} is none here`),
    ],
  };
}

function assertOf(packaged: JsonObject, name: string, version: string): void {
  const [ofName, ofVersion = ''] = [stringField(packaged, 'name'), stringField(packaged, 'version')];
  if (ofName === name && valid(ofVersion) === valid(version)) return;
  const found = `${JSON.stringify(ofName) ?? 'nothing'} ${JSON.stringify(ofVersion.slice(0, 100))}`;
  throw invalid(`${name}@${version}`, `the package.json in its tarball says ${found.slice(0, 400)}`);
}

function withoutRegistry(words: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(words).filter(([key]) => !OF_THE_REGISTRY.has(key)));
}

function decidedBy(packaged: JsonObject, words: JsonObject): JsonObject {
  const rest = Object.entries(words).filter(([key]) => !DECIDING.includes(key));
  const own = DECIDING.flatMap((key) => {
    const value = field(packaged, key);
    return value === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries([...rest, ...own]);
}

function invalid(what: string, found: string): GatehouseError {
  return new GatehouseError('invalid-request', `Cannot move in ${what}: ${found}`);
}
