// The storage of a Verdaccio, as its version 6 writes it.

import { createHash } from 'node:crypto';

import { packTgz } from './tgz.ts';

export interface StoredVersion {
  readonly version: string;
  readonly publishedAt: string;
  /** More of its manifest. */
  readonly manifest?: Readonly<Record<string, unknown>>;
  /** What the package.json in its tarball says beside; default: as the manifest. */
  readonly packaged?: Readonly<Record<string, unknown>>;
  /** It came from an uplink. */
  readonly isFetched?: true;
  readonly deprecated?: string;
  /** The folder in its tarball; default `package`. */
  readonly root?: string;
}

/** The files of a package's folder, by their paths in the storage. */
export async function storedPackage(
  name: string,
  versions: readonly StoredVersion[],
  tags: Readonly<Record<string, string>>,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Readonly<Record<string, string | Uint8Array>>> {
  const short = name.replace(/^@[^/]+\//, '');
  const files: Record<string, string | Uint8Array> = {};
  const manifests: Record<string, object> = {};
  const time: Record<string, string> = {};
  const attachments: Record<string, object> = {};
  const distfiles: Record<string, object> = {};
  for (const { version, publishedAt, manifest = {}, packaged, isFetched, deprecated, root } of versions) {
    const file = `${short}-${version}.tgz`;
    const own = { name, version, license: 'MIT', ...(packaged ?? manifest) };
    const bytes = await packTgz(root ?? 'package', {
      'package.json': JSON.stringify(own),
      'index.js': `module.exports = '${version}';\n`,
    });
    const shasum = createHash('sha1').update(bytes).digest('hex');
    const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
    files[`${name}/${file}`] = bytes;
    time[version] = publishedAt;
    if (isFetched === true)
      distfiles[file] = { url: `http://first.example/${file}`, sha: shasum, registry: 'first' };
    attachments[file] = isFetched === true ? { shasum } : { shasum, version };
    manifests[version] = {
      name,
      version,
      license: 'MIT',
      ...manifest,
      _id: `${name}@${version}`,
      dist: { integrity, shasum, tarball: `http://old.example/${name}/-/${name}-${version}.tgz` },
      contributors: [],
      ...(deprecated === undefined ? {} : { deprecated }),
    };
  }
  const packument = {
    name,
    versions: manifests,
    time: { modified: '2024-05-01T00:00:00.000Z', created: '2020-01-01T00:00:00.000Z', ...time },
    users: {},
    'dist-tags': tags,
    _uplinks: {},
    _distfiles: distfiles,
    _attachments: attachments,
    _rev: '10-13fbd7fb49526c52',
    _id: name,
    readme: 'ERROR: No README data found!',
    ...more,
  };
  files[`${name}/package.json`] = JSON.stringify(packument, null, '\t');
  return files;
}

/** The list of what was published there. */
export function storageList(names: readonly string[]): Readonly<Record<string, string>> {
  return { '.verdaccio-db.json': JSON.stringify({ list: names, secret: 'not to be read' }) };
}
