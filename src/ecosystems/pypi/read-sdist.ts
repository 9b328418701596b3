// A source distribution that is to be published: its archive, its name (PEP 625) and its PKG-INFO say the same.

import { GatehouseError } from '../../kernel/errors.ts';
import type { ReadArchive } from '../../formats/archive/read-archive.ts';
import { readTarGz } from '../../formats/archive/read-tar-gz.ts';
import { readZip } from '../../formats/archive/read-zip.ts';
import { findFileVersion } from './file-version.ts';
import { unless, type Lenient } from './lenient.ts';
import { assertLicence } from './licence-fields.ts';
import { findName, normalizeName } from './name.ts';
import { findNormalVersion } from './normal-version.ts';
import { parseMetadata, type CoreMetadata } from './parse-metadata.ts';
import { versions as order } from './version.ts';

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
export async function readSdist(
  file: string,
  bytes: Uint8Array,
  lenient?: Lenient,
): Promise<ReadDistribution> {
  const root = file.slice(0, -'.tar.gz'.length);
  // PEP 721: links are unpacked where they stay inside.
  const archive = await readTarGz(bytes, file, (path) => isInfo(path, root, lenient), undefined, {
    links: 'inside',
  });
  return readUnpacked(file, archive, root, lenient);
}

/** As many were before PEP 625. Throws as `readSdist`. */
export async function readZipSdist(
  file: string,
  bytes: Uint8Array,
  lenient: Lenient,
): Promise<ReadDistribution> {
  const root = file.slice(0, -'.zip'.length);
  const archive = await readZip(bytes, file, (path) => isInfo(path, root, lenient));
  return readUnpacked(file, archive, root, lenient);
}

/** Its one folder is called as the file is, or (of old) as its project was spelt. */
function isInfo(path: string, root: string, lenient: Lenient | undefined): boolean {
  return lenient === undefined ? path === `${root}/PKG-INFO` : /^[^/]+\/PKG-INFO$/.test(path);
}

function readUnpacked(
  file: string,
  { entries, taken }: ReadArchive,
  expected: string,
  lenient: Lenient | undefined,
): ReadDistribution {
  const [only = ''] = [...taken.keys()];
  const root = lenient === undefined || only === '' ? expected : only.slice(0, only.indexOf('/'));
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
  assertNamed(metadata, file, lenient);
  const paths = new Set(entries.map(({ path }) => path));
  unless(lenient, () => assertLicence(metadata, (path) => paths.has(`${root}/${path}`), file));
  return { metadata, metadataBytes: info, python: 'source', kind: 'sdist' };
}

function assertNamed({ one }: CoreMetadata, file: string, lenient: Lenient | undefined): void {
  const [name = '', version = ''] = [one.get('name'), one.get('version')];
  const expected = `${normalizeName(name).replaceAll('-', '_')}-${findNormalVersion(version)}.tar.gz`;
  const ownName = findName(name);
  const said = lenient === undefined || ownName === undefined ? undefined : findFileVersion(ownName, file);
  const isOldSpelling = said !== undefined && order.isValid(version) && order.compare(said, version) === 0;
  if (file !== expected && !isOldSpelling) {
    throw invalid(
      file,
      `its PKG-INFO says ${JSON.stringify(`${name} ${version}`.slice(0, 200))}, by which the file would be ${expected.slice(0, 300)} (PEP 625)`,
    );
  }
}

function invalid(what: string, found: string): GatehouseError {
  return new GatehouseError('invalid-request', `Cannot publish ${what}: ${found}`);
}
