// A version that another Composer repository had: its archive, and its entry in the metadata there.

import { GatehouseError } from '../../kernel/errors.ts';
import { objectField, stringField, type JsonObject } from '../../formats/json.ts';
import { readZip } from '../../formats/archive/read-zip.ts';
import type { ImportedVersion, Release } from '../adapter-publish.ts';
import { distFile } from './dist-file.ts';
import { isNormalizedBranch, normalizeVersion } from './normalize-version.ts';
import { readPackaged } from './packaged-manifest.ts';

const REFERENCE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/;
const MAX_SOURCE_LENGTH = 500;

/** How an archive of a version is called here; undefined for a version or a reference that no address can hold. */
export function importedFile(version: string, reference: string): string | undefined {
  if (!REFERENCE.test(reference)) return undefined;
  return distFile(version, { type: 'zip', url: 'https://host.invalid/', reference });
}

/**
 * The index here is written from the composer.json in the archive, whose name may have capitals, as names once had. Throws
 * `invalid-request` for an archive of another name or version, and for what Composer cannot load, `invalid-version`,
 * `invalid-archive`, `too-large`.
 */
export async function readImported({ name, version, words, files }: ImportedVersion): Promise<Release> {
  const what = `${name} ${version}`;
  const normalized = normalizeVersion(version);
  if (normalized === undefined || isNormalizedBranch(normalized)) {
    throw new GatehouseError(
      'invalid-version',
      `Cannot move in ${what}: it is no release; branches move, and a version is published once`,
    );
  }
  const [file] = files;
  if (file === undefined || files.length > 1)
    throw invalid(what, `found ${files.length} files, expected one archive`);
  const { entries, taken } = await readZip(file.bytes, what, (path) =>
    /^(?:[^/]+\/)?composer\.json$/.test(path),
  );
  const packaged = readPackaged({ entries, taken }, { what, name, hasAnyCase: true });
  if (packaged.version !== undefined && normalizeVersion(packaged.version) !== normalized)
    throw invalid(what, `its composer.json says version ${JSON.stringify(packaged.version.slice(0, 100))}`);
  const reference = referenceIn(file.file, version);
  if (reference === undefined)
    throw invalid(what, `${file.file.slice(0, 300)} is no name of its archive here`);
  const source = sourceOf(words);
  return {
    name,
    spelt: name,
    version,
    words: { ...packaged.words, ...(source === undefined ? {} : { source }) },
    files: [{ ...file, words: { reference } }],
    warnings: packaged.warnings,
  };
}

/** The commit that it was made from, by which it is called. */
function referenceIn(file: string, version: string): string | undefined {
  const reference = file.slice(version.length + 1, -'.zip'.length);
  return importedFile(version, reference) === file ? reference : undefined;
}

function sourceOf(words: JsonObject): JsonObject | undefined {
  const source = objectField(words, 'source') ?? {};
  const [type, url = '', reference] = ['type', 'url', 'reference'].map((key) => stringField(source, key));
  const parsed = url.length <= MAX_SOURCE_LENGTH ? URL.parse(url) : null;
  const isPlain =
    parsed?.username === '' &&
    parsed.password === '' &&
    ['https:', 'http:', 'ssh:', 'git:'].includes(parsed.protocol);
  if (type !== 'git' || reference === undefined || !REFERENCE.test(reference) || !isPlain) return undefined;
  return { type, url, reference };
}

function invalid(what: string, found: string): GatehouseError {
  return new GatehouseError('invalid-request', `Cannot move in ${what}: ${found}`);
}
