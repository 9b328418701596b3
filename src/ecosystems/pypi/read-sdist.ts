// A source distribution that is to be published: its archive, its name (PEP 625) and its PKG-INFO say the same.

import { GatehouseError } from '../../kernel/errors.ts';
import { readTarGz } from '../../formats/archive/read-tar-gz.ts';
import { assertLicence } from './licence-fields.ts';
import { normalizeName } from './name.ts';
import { findNormalVersion } from './normal-version.ts';
import { parseMetadata, type CoreMetadata } from './parse-metadata.ts';

/** A file that was read, and found to be what it says. */
export interface ReadDistribution {
  readonly kind: 'sdist' | 'bdist_wheel';
  readonly metadata: CoreMetadata;
  /** As they stand in the file. */
  readonly metadataBytes: Uint8Array;
  /** For which interpreters: `py3`, `source`. */
  readonly python: string;
}

/** Throws `invalid-archive`, `too-large` for what is no source distribution, `invalid-request` where it contradicts itself. */
export async function readSdist(file: string, bytes: Uint8Array): Promise<ReadDistribution> {
  const root = file.slice(0, -'.tar.gz'.length);
  // PEP 721: links are unpacked where they stay inside.
  const { entries, taken } = await readTarGz(bytes, file, (path) => path === `${root}/PKG-INFO`, undefined, {
    links: 'inside',
  });
  const stray = entries.find(
    ({ path }) => path !== root && path !== `${root}/` && !path.startsWith(`${root}/`),
  );
  if (stray !== undefined) {
    throw invalid(
      file,
      `found ${JSON.stringify(stray.path.slice(0, 200))}, expected everything in one folder ${root}`,
    );
  }
  const info = taken.get(`${root}/PKG-INFO`);
  if (info === undefined) throw invalid(file, `it has no file ${root}/PKG-INFO`);
  const metadata = parseMetadata(info, file);
  assertNamed(metadata, file);
  const paths = new Set(entries.map(({ path }) => path));
  assertLicence(metadata, (path) => paths.has(`${root}/${path}`), file);
  return { metadata, metadataBytes: info, python: 'source', kind: 'sdist' };
}

function assertNamed({ one }: CoreMetadata, file: string): void {
  const [name = '', version = ''] = [one.get('name'), one.get('version')];
  const expected = `${normalizeName(name).replaceAll('-', '_')}-${findNormalVersion(version)}.tar.gz`;
  if (file !== expected) {
    throw invalid(
      file,
      `its PKG-INFO says ${JSON.stringify(`${name} ${version}`.slice(0, 200))}, by which the file would be ${expected.slice(0, 300)} (PEP 625)`,
    );
  }
}

function invalid(what: string, found: string): GatehouseError {
  return new GatehouseError('invalid-request', `Cannot publish ${what}: ${found}`);
}
