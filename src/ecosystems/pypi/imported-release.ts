// A file of a version that another index had.

import { GatehouseError } from '../../kernel/errors.ts';
import type { ImportedVersion, Release } from '../adapter-publish.ts';
import { assertPublishable } from './assert-publishable.ts';
import { wordsOf } from './metadata-words.ts';
import type { Lenient } from './lenient.ts';
import { readSdist, readZipSdist, type ReadDistribution } from './read-sdist.ts';
import { readWheel } from './read-wheel.ts';

/**
 * As old as it is: names from before PEP 625, archives as .zip, files without a digest in RECORD, tags and licences that were told
 * otherwise then, local versions. What contradicts itself is refused as ever. Throws `invalid-request`, `invalid-name`,
 * `invalid-version`, `invalid-archive`, `too-large`.
 */
export async function readImported({ name, version, files }: ImportedVersion): Promise<Release> {
  const [one] = files;
  if (one === undefined || files.length > 1)
    throw invalid(`${name} ${version}`, `found ${files.length} files, expected one`);
  const { file, bytes } = one;
  const notes: string[] = [];
  const distribution = await readDistribution(file, bytes, { passOver: (note) => notes.push(note) });
  const { metadata, metadataBytes, kind, python } = distribution;
  const words = {
    packagetype: kind,
    python_version: python,
    requires_python: metadata.one.get('requires-python') ?? null,
  };
  return {
    ...assertPublishable(metadata, file, { takesLocal: true }),
    words: wordsOf(metadata),
    files: [
      { file, bytes, words },
      ...(kind === 'bdist_wheel' ? [{ file: `${file}.metadata`, bytes: metadataBytes }] : []),
    ],
    joins: true,
    warnings: notes.map((note) => `${file}: ${note}`),
  };
}

function readDistribution(file: string, bytes: Uint8Array, lenient: Lenient): Promise<ReadDistribution> {
  if (file.endsWith('.whl')) return readWheel(file, bytes, lenient);
  if (file.endsWith('.tar.gz')) return readSdist(file, bytes, lenient);
  if (file.endsWith('.zip')) return readZipSdist(file, bytes, lenient);
  throw invalid(file, 'expected a wheel (.whl) or a source distribution (.tar.gz, .zip)');
}

function invalid(what: string, found: string): GatehouseError {
  return new GatehouseError('invalid-request', `Cannot move in ${what}: ${found}`);
}
